import type { NumberBlock } from './block.ts';
import type { Neighbours } from './graph.ts';

/** Rows without a gap cost nothing: distances are computed for the others alone. */
export function fillNearest({ data, width }: NumberBlock, near: Neighbours): Float64Array {
  const out = data.slice();
  const points = Float64Array.from(near.points);
  const distances = new Float64Array(points.length / width);
  for (let start = 0; start < data.length; start += width) {
    const row = data.subarray(start, start + width);
    if (!row.some(Number.isNaN)) continue;
    squaredDistances(row, points, distances);
    for (let c = 0; c < width; c++)
      if (Number.isNaN(row[c])) out[start + c] = meanOfNearest(distances, points, width, c, near);
  }
  return out;
}

/** Over the columns in which both are finite, scaled up to all columns; infinite where there is none. */
function squaredDistances(row: Float64Array, points: Float64Array, out: Float64Array): void {
  const width = row.length;
  for (let p = 0; p < out.length; p++) {
    let sum = 0;
    let compared = 0;
    for (let c = 0; c < width; c++) {
      const d = row[c]! - points[p * width + c]!;
      if (!Number.isFinite(d)) continue;
      sum += d * d;
      compared++;
    }
    out[p] = compared ? (sum / compared) * width : Infinity;
  }
}

function meanOfNearest(
  distances: Float64Array,
  points: Float64Array,
  width: number,
  column: number,
  { neighbours, weighted, otherwise }: Neighbours,
): number {
  const found: number[] = []; // places of points, nearest first
  for (let p = 0; p < distances.length; p++) {
    const d = distances[p]!;
    if (Number.isNaN(points[p * width + column]!) || d === Infinity) continue;
    let at = found.length;
    while (at > 0 && distances[found[at - 1]!]! > d) at--;
    if (at >= neighbours) continue;
    found.splice(at, 0, p);
    if (found.length > neighbours) found.pop();
  }
  if (!found.length) return otherwise[column]!;
  const nearest = Math.sqrt(distances[found[0]!]!);
  const weights = found.map(p => {
    const d = Math.sqrt(distances[p]!);
    return !weighted || d === nearest ? 1 : nearest / d;
  });
  let total = 0;
  for (const weight of weights) total += weight;
  let mean = 0;
  found.forEach((p, i) => (mean += (weights[i]! / total) * points[p * width + column]!));
  return mean;
}
