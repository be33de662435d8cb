import type { Target } from '../target.ts';

/** A number a row that stands for the target. */
export interface TargetSignal {
  /** What it is for, where there are several: a class. */
  readonly of: string | null;
  readonly values: Float64Array;
}

/**
 * The target as numbers: its values; 1 for the second of two classes and 0 for the first; of more classes one signal
 * each, 1 for the rows that have it. None without a target.
 */
export function targetSignals(target: Target): readonly TargetSignal[] {
  if (target.task === 'regression') return [{ of: null, values: target.values }];
  if (target.task !== 'classification') return [];
  const isClass = (k: number) => {
    const values = new Float64Array(target.codes.length);
    for (let row = 0; row < values.length; row++) if (target.codes[row] === k) values[row] = 1;
    return values;
  };
  if (target.classes.length <= 2) return [{ of: null, values: isClass(1) }];
  return target.classes.map((name, k) => ({ of: name, values: isClass(k) }));
}
