import type { HeldPoints, Pause } from '../../../../kernels/distances.ts';
import type { WeightedPoints } from '../weighted-points.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly distance: number;
}

/**
 * The minimum spanning tree of the mutual reachability distances max(core of a, core of b, distance), by Prim's
 * algorithm, so that no matrix is needed: each of the n steps takes the distances of one row to all others. The core
 * distance of a row reaches its `samples` nearest rows, itself the first of them. Edges ascend by distance.
 */
export async function reachabilityTree(
  points: WeightedPoints,
  held: HeldPoints,
  samples: number,
  pause: Pause,
): Promise<Edge[]> {
  const { rows, width, data } = points;
  const core = await coreDistances(rows, held, samples, pause);
  const nearest = new Float64Array(rows).fill(Infinity);
  const from = new Int32Array(rows);
  const open = Int32Array.from({ length: rows - 1 }, (_, i) => i + 1);
  const edges: Edge[] = [];
  let at = 0;
  for (let left = rows - 1; left > 0; left--) {
    await pause(rows + edges.length, 2 * rows);
    const distances = held.distances({ rows: 1, width, data: data.subarray(at * width, (at + 1) * width) });
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < left; i++) {
      const row = open[i]!;
      const distance = Math.max(distances[row]!, core[row]!, core[at]!);
      if (distance < nearest[row]!) {
        nearest[row] = distance;
        from[row] = at;
      }
      if (nearest[row]! < least) {
        least = nearest[row]!;
        best = i;
      }
    }
    at = open[best]!;
    open.copyWithin(best, best + 1, left);
    edges.push({ from: from[at]!, to: at, distance: Math.sqrt(nearest[at]!) });
  }
  return edges.sort((a, b) => a.distance - b.distance);
}

/** Squared distance of each row to its `samples`-th nearest row, itself the first. */
async function coreDistances(rows: number, held: HeldPoints, samples: number, pause: Pause): Promise<Float64Array> {
  if (samples < 2) return new Float64Array(rows);
  const { distances } = await held.nearest(samples - 1, pause);
  return Float64Array.from({ length: rows }, (_, r) => distances[(r + 1) * (samples - 1) - 1]!);
}
