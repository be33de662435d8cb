import type { HeldPoints, Pause } from '../../../../kernels/distances.ts';
import type { WeightedPoints } from '../weighted-points.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly distance: number;
}

/** How far the tree has grown; plain data from which it goes on. */
export interface Grown {
  readonly core: Float64Array;
  /** Squared distance of each row to the tree, and the row of the tree it is nearest to. */
  readonly nearest: Float64Array;
  readonly from: Int32Array;
  readonly edges: readonly Edge[];
  /** The row that joined last. */
  readonly at: number;
}

/** Milliseconds between checkpoints. */
const KEEP = 2500;

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
  { resume, checkpoint }: { readonly resume?: Grown | undefined; checkpoint?(state: Grown): void } = {},
): Promise<Edge[]> {
  const { rows, width, data } = points;
  const kept = resume?.core.length === rows ? resume : undefined;
  const core = kept?.core ?? (await coreDistances(rows, held, samples, pause));
  const nearest = kept?.nearest.slice() ?? new Float64Array(rows).fill(Infinity);
  const from = kept?.from.slice() ?? new Int32Array(rows);
  const edges: Edge[] = [...(kept?.edges ?? [])];
  const joined = new Set([0, ...edges.map(edge => edge.to)]);
  const open = Int32Array.from({ length: rows }, (_, i) => i).filter(row => !joined.has(row));
  let at = kept?.at ?? 0;
  let last = performance.now();
  for (let left = open.length; left > 0; left--) {
    if (performance.now() - last > KEEP) {
      last = performance.now();
      checkpoint?.({ core, nearest: nearest.slice(), from: from.slice(), edges: edges.slice(), at });
    }
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
