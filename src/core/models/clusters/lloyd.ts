import type { Assignment, HeldPoints, Pause } from '../../../kernels/distances.ts';
import type { WeightedPoints } from './weighted-points.ts';

export interface Clustering {
  /** Row-major `[k, width]`. */
  readonly centres: Float64Array;
  /** Nearest centre of each row, the first of equals. */
  readonly labels: Int32Array;
  /** Weight of the rows of each centre; without weights their number. */
  readonly sizes: Float64Array;
  /** Sum of weight times squared distance to the nearest centre. */
  readonly inertia: number;
  readonly iterations: number;
  /** True when no row changed its cluster in the last iteration, or the centres moved less than was asked for. */
  readonly converged: boolean;
}

export interface LloydLimits {
  readonly iterations: number;
  /** Ends when the squared moves of all centres together are at most this; 0: when no row changes its cluster. */
  readonly tolerance: number;
  /** Iterations done before, when it goes on from a checkpoint. */
  readonly done?: number;
  /** Asked after each iteration: true ends it there. */
  stop?(centres: Float64Array, iteration: number): boolean;
}

/** Lloyd's algorithm from the given centres (row-major `[k, width]`). */
export async function lloyd(
  points: WeightedPoints,
  held: HeldPoints,
  start: Float64Array,
  { iterations, tolerance, done = 0, stop }: LloydLimits,
  pause: Pause,
): Promise<Clustering> {
  const { rows, weights } = points;
  const labels = new Int32Array(rows).fill(-1);
  let centres = start;
  let sizes: Float64Array | undefined;
  let converged = false;
  let iteration = done;
  while (iteration < iterations && !converged) {
    const found = await held.assign(centres, labels, pause);
    iteration += 1;
    if (found.moved === 0) {
      sizes = found.sizes;
      converged = true;
      break;
    }
    const next = await centresOf(points, held, centres, labels, found, pause);
    converged = movement(centres, next) <= tolerance;
    centres = next;
    if (stop?.(centres, iteration)) break;
  }
  sizes ??= (await held.assign(centres, labels, pause)).sizes;
  const distances = await held.toOwn(centres, labels, pause);
  const inertia = distances.reduce((sum, d, r) => sum + d * (weights ? weights[r]! : 1), 0);
  return { centres, labels, sizes, inertia, iterations: iteration, converged };
}

/** A share of the mean variance of the columns, as scikit-learn reads a tolerance. */
export function scaledTolerance(held: HeldPoints, share: number): number {
  if (share === 0) return 0;
  const variances = held.variances();
  const tolerance = (share * variances.reduce((sum, v) => sum + v, 0)) / variances.length;
  return Number.isFinite(tolerance) ? tolerance : 0;
}

const movement = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0);

/** Means of the clusters. An empty cluster moves to the row farthest from its centre, which leaves its own cluster. */
async function centresOf(
  points: WeightedPoints,
  held: HeldPoints,
  centres: Float64Array,
  labels: Int32Array,
  assignment: Assignment,
  pause: Pause,
): Promise<Float64Array> {
  const lonely = assignment.sizes.includes(0);
  const { sums, sizes } = lonely ? await withoutEmpty(points, held, centres, labels, pause) : assignment;
  return sums.map((total, i) => {
    const size = sizes[Math.floor(i / points.width)]!;
    return size > 0 ? total / size : centres[i]!;
  });
}

async function withoutEmpty(
  { width, data, weights }: WeightedPoints,
  held: HeldPoints,
  centres: Float64Array,
  labels: Int32Array,
  pause: Pause,
) {
  const k = centres.length / width;
  const own = labels.slice();
  const members = new Int32Array(k);
  for (const label of own) members[label]! += 1;
  const distances = await held.toOwn(centres, labels, pause);
  const far = Array.from(distances.keys()).sort((a, b) => distances[b]! - distances[a]! || a - b);
  for (let c = 0; c < k; c++) {
    if (members[c]! > 0) continue;
    const at = far.findIndex(r => members[own[r]!]! > 1);
    if (at < 0) break;
    const row = far.splice(at, 1)[0]!;
    members[own[row]!]! -= 1;
    own[row] = c;
    members[c] = 1;
  }
  const sums = new Float64Array(k * width);
  const sizes = new Float64Array(k);
  own.forEach((label, r) => {
    const weight = weights ? weights[r]! : 1;
    sizes[label]! += weight;
    for (let j = 0; j < width; j++) sums[label * width + j]! += weight * data[r * width + j]!;
  });
  return { sums, sizes };
}
