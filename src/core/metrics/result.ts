/** A confidence interval and the words that say how it was made. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0.95 for a 95 % interval. */
  readonly level: number;
  readonly method: string;
}

/**
 * What every metric yields. Undefined is not zero: `value` is null where the formula has no answer, and `reason` says
 * why. (The one exception is MCC, which is 0 with status `undefined` by its authors' convention.) Average only results
 * whose status is `ok`.
 */
export interface MetricResult {
  value: number | null;
  /** `undefined`: the formula divides by zero on these rows. `insufficient`: there are not enough rows. */
  status: 'ok' | 'undefined' | 'insufficient';
  /** Plain words: why there is no value, or a remark on the value ("2 of 3 classes"). */
  reason: string | null;
  /** Rows that entered the formula. */
  n: number;
  /** Rows left out because truth or prediction was missing. */
  dropped: number;
  interval?: Interval;
}

export const ok = (value: number, n: number, reason: string | null = null): MetricResult =>
  Number.isFinite(value)
    ? { value, status: 'ok', reason, n, dropped: 0 }
    : undefinedMetric('the result is not a finite number', n);

export const undefinedMetric = (reason: string, n: number): MetricResult => ({
  value: null,
  status: 'undefined',
  reason,
  n,
  dropped: 0,
});

export const insufficient = (reason: string, n: number): MetricResult => ({
  value: null,
  status: 'insufficient',
  reason,
  n,
  dropped: 0,
});

export const noRows = (): MetricResult => insufficient('there are no rows to measure', 0);
