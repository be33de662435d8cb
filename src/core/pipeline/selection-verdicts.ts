import { stepById } from '../steps/index.ts';
import type { Selection } from '../steps/selection.ts';
import type { Fitted } from './fitted.ts';

/** What a step that chooses columns found of one, on the training rows. */
export interface SelectionVerdict {
  /** The step's label. */
  readonly step: string;
  readonly kept: boolean;
  readonly measure: string;
  readonly score: number | null;
  /** What the score had to lie above; null where the best were kept. */
  readonly limit: number | null;
}

/** The verdicts of a fitted pipeline's steps that choose columns, by the name that the column has where they stand. */
export function selectionVerdicts(fitted: Pick<Fitted, 'steps'>): ReadonlyMap<string, SelectionVerdict> {
  const verdicts = new Map<string, SelectionVerdict>();
  for (const { id, columns, state } of fitted.steps) {
    const { group, label } = stepById(id);
    if (group !== 'Choose columns') continue;
    const { measure, scores, kept, limit } = state as Selection;
    columns.forEach((name, i) => {
      // One that an earlier step left out stays out.
      if (verdicts.get(name)?.kept === false) return;
      verdicts.set(name, { step: label, kept: kept[i]!, measure, score: scores[i] ?? null, limit });
    });
  }
  return verdicts;
}
