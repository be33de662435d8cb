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
  const rows = new Int32Array(labels.length);
  const own = new Int32Array(labels.length);
  let n = 0;
  let largest = -1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label < 0) continue;
    rows[n] = i;
    own[n++] = label;
    if (label > largest) largest = label;
  }
  // Labels are small whole numbers, as every model here gives them; others are renumbered by a map.
  const used = largest < 2 * labels.length + 64 ? null : [...new Set(own.subarray(0, n))].sort((a, b) => a - b);
  if (used) {
    const index = new Map(used.map((l, i) => [l, i]));
    for (let i = 0; i < n; i++) own[i] = index.get(own[i]!)!;
    largest = used.length - 1;
  }
  const seen = new Int32Array(largest + 1);
  for (let i = 0; i < n; i++) seen[own[i]!]! += 1;
  const number = new Int32Array(largest + 1);
  let count = 0;
  for (let l = 0; l <= largest; l++) if (seen[l]! > 0) number[l] = count++;
  for (let i = 0; i < n; i++) own[i] = number[own[i]!]!;
  const sizes = seen.filter(size => size > 0);
  return { rows: rows.slice(0, n), labels: own.slice(0, n), count, sizes, noise: labels.length - n };
}

/** The clusters as they are after drawing rows again; clusters that were not drawn are gone. Noise stays out. */
export function redrawClusters(labels: Int32Array, rows: Int32Array): Clusters {
  const drawn = clustersOf(rows.map(row => labels[row]!));
  return { ...drawn, rows: drawn.rows.map(i => rows[i]!) };
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
  return `${clusters.noise} noise points (${share.toFixed(1)}%) left out`;
}

/** Centroids, row-major [count, width]. */
export function centroidsOf(points: Float64Array, width: number, clusters: Clusters): Float64Array {
  const centroids = new Float64Array(clusters.count * width);
  for (let i = 0; i < clusters.rows.length; i++) {
    const at = clusters.labels[i]! * width;
    const from = clusters.rows[i]! * width;
    for (let j = 0; j < width; j++) centroids[at + j]! += points[from + j]!;
  }
  for (let c = 0; c < clusters.count; c++)
    for (let j = 0; j < width; j++) centroids[c * width + j]! /= clusters.sizes[c]!;
  return centroids;
}

/** Squared Euclidean distance between row `a` of one block and row `b` of another. */
export function squaredDistance(x: Float64Array, a: number, y: Float64Array, b: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) {
    const gap = x[a * width + j]! - y[b * width + j]!;
    sum += gap * gap;
  }
  return sum;
}

/**
 * Davies-Bouldin: mean over clusters of max_j (s_i + s_j) / d_ij, s the mean distance to the own centroid. Centroids
 * that coincide count as infinitely far apart, as in scikit-learn. Lower is better.
 */
export function daviesBouldin(points: Float64Array, width: number, clusters: Clusters): MetricResult {
  const none = whyNoScore(clusters);
  if (none) return none;
  const k = clusters.count;
  const centroids = centroidsOf(points, width, clusters);
  const spread = new Float64Array(k);
  for (let i = 0; i < clusters.rows.length; i++) {
    const c = clusters.labels[i]!;
    spread[c]! += Math.sqrt(squaredDistance(points, clusters.rows[i]!, centroids, c, width)) / clusters.sizes[c]!;
  }
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
export function calinskiHarabasz(points: Float64Array, width: number, clusters: Clusters): MetricResult {
  const none = whyNoScore(clusters);
  if (none) return none;
  const n = clusters.rows.length;
  const k = clusters.count;
  const centroids = centroidsOf(points, width, clusters);
  const centre = new Float64Array(width);
  for (let c = 0; c < k; c++)
    for (let j = 0; j < width; j++) centre[j]! += (clusters.sizes[c]! / n) * centroids[c * width + j]!;
  let within = 0;
  for (let i = 0; i < clusters.rows.length; i++)
    within += squaredDistance(points, clusters.rows[i]!, centroids, clusters.labels[i]!, width);
  let between = 0;
  for (let c = 0; c < k; c++) between += clusters.sizes[c]! * squaredDistance(centroids, c, centre, 0, width);
  if (within === 0) return undefinedMetric('all points of each cluster coincide', n);
  return ok(between / (k - 1) / (within / (n - k)), n, noiseRemark(clusters));
}
