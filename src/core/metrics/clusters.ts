import { type MetricResult, noRows, ok, undefinedMetric } from './result.ts';

/** Clustered points with the noise set aside and labels renumbered 0..count-1. */
export interface Clusters {
  /** Row numbers of the points that belong to a cluster. */
  readonly rows: Int32Array;
  /** Cluster of each of those rows. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly sizes: Int32Array;
  readonly noise: number;
}

/** Set noise (negative labels) aside and renumber the labels in use by ascending label. */
export function clustersOf(labels: Int32Array): Clusters {
  const used = [...new Set(labels)].filter(l => l >= 0).sort((a, b) => a - b);
  const index = new Map(used.map((l, i) => [l, i]));
  const rows: number[] = [];
  labels.forEach((l, i) => l >= 0 && rows.push(i));
  const own = Int32Array.from(rows, r => index.get(labels[r]!)!);
  const sizes = new Int32Array(used.length);
  for (const l of own) sizes[l]! += 1;
  return { rows: Int32Array.from(rows), labels: own, count: used.length, sizes, noise: labels.length - rows.length };
}

/** Why no geometric score exists for these clusters; null when one does. Between 2 and n - 1 clusters are needed. */
export function whyNoScore(clusters: Clusters): MetricResult | null {
  const n = clusters.rows.length;
  if (n === 0) return noRows();
  if (clusters.count < 2) return undefinedMetric('there is one cluster only', n);
  if (clusters.count >= n) return undefinedMetric('every point is a cluster of its own', n);
  return null;
}

/** What a reader should know about the noise, or null. */
export function noiseRemark(clusters: Clusters): string | null {
  if (clusters.noise === 0) return null;
  const share = (100 * clusters.noise) / (clusters.noise + clusters.rows.length);
  return `${clusters.noise} noise points (${share.toFixed(1)} %) left out`;
}

/** Centroids, row-major [count, width]. */
export function centroidsOf(points: Float64Array, width: number, clusters: Clusters): Float64Array {
  const centroids = new Float64Array(clusters.count * width);
  clusters.rows.forEach((row, i) => {
    const at = clusters.labels[i]! * width;
    for (let j = 0; j < width; j++) centroids[at + j]! += points[row * width + j]!;
  });
  for (let c = 0; c < clusters.count; c++)
    for (let j = 0; j < width; j++) centroids[c * width + j]! /= clusters.sizes[c]!;
  return centroids;
}

/** Squared Euclidean distance between row `a` of one block and row `b` of another. */
export function squaredDistance(x: Float64Array, a: number, y: Float64Array, b: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += (x[a * width + j]! - y[b * width + j]!) ** 2;
  return sum;
}

/**
 * Davies-Bouldin: mean over clusters of max_j (s_i + s_j) / d_ij, s the mean distance to the own centroid. Centroids
 * that coincide count as infinitely far apart, as in scikit-learn. Lower is better.
 */
export function daviesBouldin(points: Float64Array, width: number, labels: Int32Array): MetricResult {
  const clusters = clustersOf(labels);
  const none = whyNoScore(clusters);
  if (none) return none;
  const k = clusters.count;
  const centroids = centroidsOf(points, width, clusters);
  const spread = new Float64Array(k);
  clusters.rows.forEach((row, i) => {
    const c = clusters.labels[i]!;
    spread[c]! += Math.sqrt(squaredDistance(points, row, centroids, c, width)) / clusters.sizes[c]!;
  });
  let sum = 0;
  for (let a = 0; a < k; a++) {
    let worst = 0;
    for (let b = 0; b < k; b++) {
      const d = a === b ? 0 : Math.sqrt(squaredDistance(centroids, a, centroids, b, width));
      if (d > 0) worst = Math.max(worst, (spread[a]! + spread[b]!) / d);
    }
    sum += worst;
  }
  return ok(sum / k, clusters.rows.length, noiseRemark(clusters));
}

/** Calinski-Harabasz: (B / (k - 1)) / (W / (n - k)); undefined when every cluster is a single place (W = 0). */
export function calinskiHarabasz(points: Float64Array, width: number, labels: Int32Array): MetricResult {
  const clusters = clustersOf(labels);
  const none = whyNoScore(clusters);
  if (none) return none;
  const n = clusters.rows.length;
  const k = clusters.count;
  const centroids = centroidsOf(points, width, clusters);
  const centre = new Float64Array(width);
  for (let c = 0; c < k; c++)
    for (let j = 0; j < width; j++) centre[j]! += (clusters.sizes[c]! / n) * centroids[c * width + j]!;
  let within = 0;
  clusters.rows.forEach((row, i) => {
    within += squaredDistance(points, row, centroids, clusters.labels[i]!, width);
  });
  let between = 0;
  for (let c = 0; c < k; c++) between += clusters.sizes[c]! * squaredDistance(centroids, c, centre, 0, width);
  if (within === 0) return undefinedMetric('all points of each cluster coincide', n);
  return ok(between / (k - 1) / (within / (n - k)), n, noiseRemark(clusters));
}
