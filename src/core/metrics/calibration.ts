import { wilsonInterval } from '../stats/proportions.ts';
import { quantiles } from '../stats/quantile.ts';
import { type Interval, type MetricResult, noRows, ok } from './result.ts';

/** One bin of the reliability picture. Empty bins are kept out of the list, but never out of `counts` of the caller. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share of rows that truly belong to the class, and its Wilson band. */
  readonly observed: number;
  readonly interval: Interval;
}

export type BinRule = 'uniform' | 'equal-mass';

/** Bins a table of `n` rows can carry: at most 10, at least 20 rows in each. */
export const calibrationBinCount = (n: number): number => Math.max(1, Math.min(10, Math.floor(n / 20)));

/**
 * Sort rows into bins of probability: equal widths over [0, 1], or equal numbers of rows (edges at the quantiles of the
 * probabilities, so ties may leave a bin empty). A probability on an edge belongs to the bin below it.
 */
export function calibrationBins(
  isPositive: Uint8Array,
  probabilities: Float64Array,
  rule: BinRule = 'equal-mass',
  bins = calibrationBinCount(probabilities.length),
): CalibrationBin[] {
  if (probabilities.length === 0) return [];
  const shares = Array.from({ length: bins + 1 }, (_, i) => i / bins);
  const edges = rule === 'uniform' ? shares : quantiles(probabilities, shares);
  const count = new Int32Array(bins);
  const hits = new Int32Array(bins);
  const sum = new Float64Array(bins);
  for (let i = 0; i < probabilities.length; i++) {
    let bin = 0;
    while (bin < bins - 1 && probabilities[i]! > edges[bin + 1]!) bin++;
    count[bin]! += 1;
    hits[bin]! += isPositive[i]!;
    sum[bin]! += probabilities[i]!;
  }
  return Array.from(count).flatMap((rows, b) =>
    rows === 0
      ? []
      : [
          {
            low: edges[b]!,
            high: edges[b + 1]!,
            count: rows,
            predicted: sum[b]! / rows,
            observed: hits[b]! / rows,
            interval: wilsonInterval(hits[b]!, rows),
          },
        ],
  );
}

/** ECE = Σ n_b / n · |observed - predicted| over the bins that hold rows. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): MetricResult {
  const n = bins.reduce((sum, b) => sum + b.count, 0);
  if (n === 0) return noRows();
  const error = bins.reduce((sum, b) => sum + (b.count / n) * Math.abs(b.observed - b.predicted), 0);
  return ok(error, n, binned(bins));
}

/** MCE: the largest gap of any bin. */
export function maximumCalibrationError(bins: readonly CalibrationBin[]): MetricResult {
  const n = bins.reduce((sum, b) => sum + b.count, 0);
  if (n === 0) return noRows();
  return ok(Math.max(...bins.map(b => Math.abs(b.observed - b.predicted))), n, binned(bins));
}

const binned = (bins: readonly CalibrationBin[]): string => `${bins.length} ${bins.length === 1 ? 'bin' : 'bins'}`;
