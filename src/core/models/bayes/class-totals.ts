import type { FitContext, Matrix } from '../../model.ts';
import type { ClassificationTarget, Target } from '../../target.ts';
import { pacer } from '../../work.ts';
import { presentClasses, requireClassification, requireFinite, requireMatrix } from '../check-data.ts';
import { countingRows } from '../weighted-rows.ts';

/** Rows between two looks at the clock. */
const SLICE = 2048;

export interface ClassTotals {
  readonly x: Matrix;
  /** Place of each row's class among the present ones, and what the row counts. */
  readonly places: Int32Array;
  readonly weights: Float64Array;
  /** Number of classes of the target, and those among them that have rows, ascending. */
  readonly classes: number;
  readonly present: readonly number[];
  /** Sum of weights of each present class. */
  readonly counts: Float64Array;
  /** Weighted sums of the columns, row-major `[present, width]`. */
  readonly sums: Float64Array;
}

/** What every naive Bayes starts from: rows without weight are as if absent, and two classes at least must be left. */
export async function classTotals(
  owner: string,
  given: Matrix,
  target: Target,
  context: Pick<FitContext, 'weights' | 'signal' | 'progress'>,
  check: (x: Matrix) => void = () => undefined,
): Promise<ClassTotals> {
  const counting = countingRows<ClassificationTarget>(given, requireClassification(owner, target), context.weights);
  const { x, y } = counting;
  requireMatrix(owner, x);
  const present = presentClasses(owner, y);
  check(x);
  const place = new Map(present.map((k, i) => [k, i]));
  const places = y.codes.map(code => place.get(code)!);
  const weights = counting.weights ?? new Float64Array(x.rows).fill(1);
  const counts = new Float64Array(present.length);
  const sums = new Float64Array(present.length * x.width);
  const pace = pacer(context);
  for (let r = 0; r < x.rows; r++) {
    if (r % SLICE === 0) await pace('Counting', r, x.rows);
    const k = places[r]!;
    const weight = weights[r]!;
    counts[k]! += weight;
    for (let j = 0; j < x.width; j++) sums[k * x.width + j]! += weight * x.data[r * x.width + j]!;
  }
  requireFinite(owner, 'the numbers', sums);
  return { x, places, weights, classes: y.classes.length, present, counts, sums };
}

/** Logarithms of the shares of the classes, or of equal shares. */
export function logPriors({ counts }: ClassTotals, prior: 'shares' | 'equal'): readonly number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  return Array.from(counts, count =>
    prior === 'shares' ? Math.log(count) - Math.log(total) : -Math.log(counts.length),
  );
}

export const priorParam = {
  kind: 'choice',
  default: 'shares',
  options: ['shares', 'equal'],
  label: 'How likely each class is beforehand',
  help: 'Shares: as often as among the training rows. Equal: all classes alike, so that a rare one is found more often.',
} as const;

export const smoothingParam = {
  kind: 'number',
  default: 1,
  min: 1e-10,
  max: 1e6,
  log: true,
  label: 'Smoothing',
  help: 'Counts that every column gets beforehand, so that what was never seen with a class is unlikely and not impossible.',
} as const;
