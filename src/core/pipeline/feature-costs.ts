import { StudioError } from '../errors.ts';
import { type Table, takeTableRows } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';
import { applyFlow } from './apply-steps.ts';
import { fitSteps } from './fit-steps.ts';
import { withoutColumns } from './edit.ts';
import type { Recipe } from './recipe.ts';
import { readTarget } from './target.ts';

/** What a feature costs wherever the model runs. */
export interface FeatureCost {
  readonly name: string;
  /** Columns of the design matrix that it becomes; null where its steps do not work for it alone. */
  readonly width: number | null;
  /** Milliseconds for a thousand rows, from the raw columns to the matrix: the median of some rounds. */
  readonly milliseconds: number | null;
  /** Bytes a row in the matrix. */
  readonly bytes: number | null;
}

const LEARNED = 1000;
const TIMED = 1000;
const ROUNDS = 3;

/** Each feature by itself through the steps that name it: fitted on some training rows, then timed on a thousand rows. */
export async function featureCosts(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  context: WorkContext = {},
): Promise<readonly FeatureCost[]> {
  const pause = pacer(context);
  const names = [...recipe.columns, ...recipe.derive].filter(c => c.role === 'feature').map(c => c.name);
  const learned = takeTableRows(table, rows.slice(0, LEARNED));
  const timed = takeTableRows(
    table,
    Array.from({ length: TIMED }, (_, i) => rows[i % rows.length]!),
  );
  const target = readTarget(
    recipe,
    learned,
    Int32Array.from({ length: learned.rows }, (_, i) => i),
  );
  const costs: FeatureCost[] = [];
  for (const [at, name] of names.entries()) {
    await pause(name, at, names.length);
    const alone = withOnly(recipe, names, name);
    try {
      const { steps, stages } = await fitSteps(alone, learned, target, { signal: context.signal });
      const width = stages.at(-1)!.length;
      const times = Array.from({ length: ROUNDS }, () => {
        const started = performance.now();
        applyFlow(alone, steps, timed);
        return performance.now() - started;
      });
      const milliseconds = times.sort((a, b) => a - b)[ROUNDS >> 1]!;
      costs.push({ name, width, milliseconds, bytes: 8 * width });
    } catch (error) {
      if (!(error instanceof StudioError) || error.code === 'rpc/cancelled') throw error;
      costs.push({ name, width: null, milliseconds: null, bytes: null });
    }
  }
  return costs;
}

/** The recipe with one feature; what formulas read stays, but is no feature. */
function withOnly(recipe: Recipe, names: readonly string[], name: string): Recipe {
  const aside = <C extends { readonly name: string; readonly role: string }>(c: C): C =>
    c.role === 'feature' && c.name !== name ? { ...c, role: 'aside' } : c;
  const others = names.filter(n => n !== name);
  return {
    ...recipe,
    columns: recipe.columns.map(aside),
    derive: recipe.derive.map(aside),
    steps: withoutColumns(recipe.steps, others),
  };
}
