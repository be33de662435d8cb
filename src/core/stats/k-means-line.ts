/**
 * k-means on a line (Lloyd), from centres in the middle of equal intervals, until no value changes its group or the
 * centres move by no more than 1e-4 of the variance in squares: KBinsDiscretizer(strategy='kmeans') of scikit-learn. A
 * group without values takes the value farthest from its own centre. `sorted` is ascending and finite, from 0 to 1. Values
 * may have weights, above 0; the variance is without them, as there. Gives the centres, ascending.
 */
export function kMeansOnLine(sorted: Float64Array, count: number, weights?: Float64Array): Float64Array {
  const n = sorted.length;
  const mean = sorted.reduce((s, v) => s + v, 0) / n;
  const tolerance = (1e-4 * sorted.reduce((s, v) => s + (v - mean) ** 2, 0)) / n;
  const low = sorted[0]!;
  const span = sorted[n - 1]! - low;
  let centres: Float64Array = Float64Array.from({ length: count }, (_, i) => low + (span * (i + 0.5)) / count);
  let labels: Int32Array = nearestOf(sorted, centres);
  for (let round = 0; round < 300; round++) {
    const next = centresOf(sorted, labels, centres, weights);
    const moved = next.reduce((s, c, i) => s + (c - centres[i]!) ** 2, 0);
    const now = nearestOf(sorted, next);
    const settled = now.every((label, i) => label === labels[i]);
    [centres, labels] = [next, now];
    if (settled || moved <= tolerance) break;
  }
  return centres.sort();
}

/** The nearest centre of each value; the first of equals. */
const nearestOf = (values: Float64Array, centres: Float64Array): Int32Array =>
  Int32Array.from(values, v => centres.reduce((best, c, i) => (Math.abs(v - c) < Math.abs(v - centres[best]!) ? i : best), 0)); // prettier-ignore

function centresOf(
  values: Float64Array,
  labels: Int32Array,
  before: Float64Array,
  weights: Float64Array | undefined,
): Float64Array {
  const weightOf = (i: number) => (weights ? weights[i]! : 1);
  const sums = new Float64Array(before.length);
  const masses = new Float64Array(before.length);
  const counts = new Int32Array(before.length);
  const add = (group: number, i: number, sign: 1 | -1) => {
    sums[group]! += sign * values[i]! * weightOf(i);
    masses[group]! += sign * weightOf(i);
    counts[group]! += sign;
  };
  labels.forEach((label, i) => add(label, i, 1));
  const empty = Array.from(counts.keys()).filter(c => !counts[c]);
  if (empty.length) {
    const away = (i: number) => Math.abs(values[i]! - before[labels[i]!]!);
    const far = Array.from(labels.keys()).sort((a, b) => away(b) - away(a));
    empty.forEach((c, i) => {
      add(labels[far[i]!]!, far[i]!, -1);
      add(c, far[i]!, 1);
    });
  }
  // A group whose only value was taken begins anew in the middle of all.
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return sums.map((sum, c) => (counts[c] ? sum / masses[c]! : mean));
}
