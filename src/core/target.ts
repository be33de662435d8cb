import { gatherCodes, gatherNumbers } from './table/gather.ts';

/** What a model learns to tell, for the rows it is fitted on. */
export type Target = ClassificationTarget | RegressionTarget | ClusteringTarget | AnomalyTarget;

/** `codes[i]` indexes `classes`; never missing. Classes are sorted (numbers by value, text by code unit). */
export interface ClassificationTarget {
  readonly task: 'classification';
  readonly codes: Int32Array;
  readonly classes: readonly string[];
}
/** Finite values in the target column's own unit. */
export interface RegressionTarget {
  readonly task: 'regression';
  readonly values: Float64Array;
}
export interface ClusteringTarget {
  readonly task: 'clustering';
}
/** Which rows are known to be strange is for measuring alone: a model never sees it. */
export interface AnomalyTarget {
  readonly task: 'anomaly';
}

export function takeTarget<T extends Target>(target: T, rows: ArrayLike<number>): T {
  switch (target.task) {
    case 'classification':
      return { ...target, codes: gatherCodes(target.codes, rows) };
    case 'regression':
      return { ...target, values: gatherNumbers(target.values, rows) };
    default:
      return target;
  }
}
