import type { Matrix } from '../../model.ts';
import type { ClassificationTarget, RegressionTarget, Target } from '../../target.ts';
import { StudioError } from '../../errors.ts';
import { countingRows } from '../weighted-rows.ts';

export type TreeTarget = ClassificationTarget | RegressionTarget;

/** The rows that count, each with what it counts for. */
export interface WeightedRows {
  readonly x: Matrix;
  readonly y: TreeTarget;
  readonly weights: Float64Array;
}

/** `balanced` gives each class the same weight in total, as scikit-learn does: by the number of its rows. */
export function weightedRows(
  owner: string,
  given: Matrix,
  target: Target,
  counts: Float64Array | undefined,
  balanced: boolean,
): WeightedRows {
  if (target.task !== 'classification' && target.task !== 'regression')
    throw new StudioError(
      'fit/task',
      `${owner}: must have a target to predict, got ${target.task}. Choose another algorithm.`,
    );
  const { x, y, weights: own } = countingRows<TreeTarget>(given, target, counts);
  const weights = own?.slice() ?? new Float64Array(x.rows).fill(1);
  if (balanced && y.task === 'classification') {
    const rows = new Map<number, number>();
    for (const code of y.codes) rows.set(code, (rows.get(code) ?? 0) + 1);
    y.codes.forEach((code, i) => (weights[i]! *= x.rows / (rows.size * rows.get(code)!)));
  }
  return { x, y, weights };
}
