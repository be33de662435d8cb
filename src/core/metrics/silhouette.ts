import { randomStream } from '../random.ts';
import { type Clusters, clustersOf, noiseRemark, squaredDistance, whyNoScore } from './clusters.ts';
import { mean } from './probability-loss.ts';
import { type MetricResult, ok, undefinedMetric } from './result.ts';

/** Above this many points the silhouette is taken on a seeded sample of as many: the work grows with the square. */
export const SILHOUETTE_LIMIT = 5000;

/**
 * (b - a) / max(a, b) for each clustered point, in the order of `clusters.rows`: a the mean distance to the others of
 * its own cluster, b the smallest mean distance to another cluster. A point alone in its cluster gets 0.
 */
export function silhouetteValues(points: Float64Array, width: number, clusters: Clusters): Float64Array {
  const { rows, labels, count, sizes } = clusters;
  const sums = new Float64Array(rows.length * count);
  for (let i = 0; i < rows.length; i++)
    for (let j = i + 1; j < rows.length; j++) {
      const d = Math.sqrt(squaredDistance(points, rows[i]!, points, rows[j]!, width));
      sums[i * count + labels[j]!]! += d;
      sums[j * count + labels[i]!]! += d;
    }
  return Float64Array.from(labels, (own, i) => {
    if (sizes[own] === 1) return 0;
    const a = sums[i * count + own]! / (sizes[own]! - 1);
    let b = Infinity;
    for (let c = 0; c < count; c++) if (c !== own) b = Math.min(b, sums[i * count + c]! / sizes[c]!);
    const larger = Math.max(a, b);
    return larger === 0 ? 0 : (b - a) / larger;
  });
}

export interface SilhouetteSample {
  /** Rows of the table that the values belong to, ascending. */
  readonly rows: Int32Array;
  readonly values: Float64Array;
  readonly clusters: Clusters;
  /** True when `rows` is a sample. */
  readonly sampled: boolean;
}

/** Per-point silhouettes, on all clustered points or a seeded sample of `limit`. Null when no silhouette exists. */
export function silhouetteSample(
  points: Float64Array,
  width: number,
  labels: Int32Array,
  seed: number,
  limit = SILHOUETTE_LIMIT,
): SilhouetteSample | null {
  const all = clustersOf(labels);
  if (whyNoScore(all)) return null;
  if (all.rows.length <= limit)
    return { rows: all.rows, values: silhouetteValues(points, width, all), clusters: all, sampled: false };
  const order = randomStream(seed, 'silhouette').permutation(all.rows.length);
  const rows = Int32Array.from(order.subarray(0, limit), i => all.rows[i]!).sort();
  const within = clustersOf(Int32Array.from(rows, r => labels[r]!));
  if (whyNoScore(within)) return null;
  const clusters = { ...within, rows };
  return { rows, values: silhouetteValues(points, width, clusters), clusters, sampled: true };
}

/** Mean silhouette over all clustered points, in [-1, 1]. */
export function silhouette(
  points: Float64Array,
  width: number,
  labels: Int32Array,
  seed: number,
  limit = SILHOUETTE_LIMIT,
): MetricResult {
  const all = clustersOf(labels);
  const none = whyNoScore(all);
  if (none) return none;
  const sample = silhouetteSample(points, width, labels, seed, limit);
  if (!sample) return undefinedMetric('the sample fell into one cluster only', all.rows.length);
  const remarks = [
    sample.sampled ? `on a seeded sample of ${limit} of ${all.rows.length} points` : null,
    noiseRemark(all),
  ].filter(r => r !== null);
  return ok(mean(sample.values), sample.values.length, remarks.length > 0 ? remarks.join('; ') : null);
}
