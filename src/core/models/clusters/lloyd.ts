import { StudioError } from '../../errors.ts';
import type { Matrix } from '../../model.ts';
import type { Random } from '../../random.ts';
import type { Pace } from '../pace.ts';

export interface Clustering {
  /** Row-major `[k, width]`. */
  readonly centres: Float64Array;
  /** Nearest centre of each row, the first of equals. */
  readonly labels: Int32Array;
  readonly sizes: Int32Array;
  /** Sum of squared distances to the nearest centre. */
  readonly inertia: number;
  readonly iterations: number;
  /** True when no row changed its cluster in the last iteration. */
  readonly converged: boolean;
}

const ROWS = 1024;

/**
 * k-means++ (Arthur and Vassilvitskii 2007): each further centre is drawn with probability in proportion to the squared
 * distance to the centres so far; of 2 + log k draws the one that lowers the sum most is taken, as in scikit-learn.
 */
export async function startingCentres(x: Matrix, k: number, random: Random, pace: Pace): Promise<Float64Array> {
  const { rows, width, data } = x;
  const centres = new Float64Array(k * width);
  const tries = 2 + Math.floor(Math.log(k));
  const first = random.integer(rows);
  centres.set(data.subarray(first * width, (first + 1) * width));
  let nearest = new Float64Array(rows).fill(Infinity);
  nearest = await lowered(x, nearest, first, pace);
  for (let c = 1; c < k; c++) {
    const total = sum(nearest);
    if (!(total > 0)) {
      throw new StudioError(
        'fit/too-few-distinct',
        `k-means: must have at least ${k} different rows for ${k} groups, got ${c}. Ask for fewer groups.`,
        { k, distinct: c },
      );
    }
    let best: { row: number; distances: Float64Array<ArrayBuffer>; total: number } | undefined;
    for (let t = 0; t < tries; t++) {
      const row = draw(nearest, random.next() * total);
      const distances = await lowered(x, nearest, row, pace);
      const left = sum(distances);
      if (!best || left < best.total) best = { row, distances, total: left };
    }
    centres.set(data.subarray(best!.row * width, (best!.row + 1) * width), c * width);
    nearest = best!.distances;
  }
  return centres;
}

/** Lloyd's algorithm from the given centres (row-major `[k, width]`) until no row changes its cluster. */
export async function lloyd(x: Matrix, start: Float64Array, limit: number, pace: Pace): Promise<Clustering> {
  const k = start.length / x.width;
  let centres = start;
  let now = await assign(x, centres, pace);
  for (let iteration = 1; iteration <= limit; iteration++) {
    centres = centresOf(x, now, k);
    const next = await assign(x, centres, pace);
    const settled = next.labels.every((label, r) => label === now.labels[r]);
    now = next;
    if (settled || iteration === limit) return finished(centres, now, k, iteration, settled);
  }
  return finished(centres, now, k, 0, false);
}

interface Assignment {
  readonly labels: Int32Array;
  readonly distances: Float64Array;
}

function finished(
  centres: Float64Array,
  { labels, distances }: Assignment,
  k: number,
  iterations: number,
  converged: boolean,
) {
  return { centres, labels, sizes: sizesOf(labels, k), inertia: sum(distances), iterations, converged };
}

async function assign({ rows, width, data }: Matrix, centres: Float64Array, pace: Pace): Promise<Assignment> {
  const k = centres.length / width;
  const labels = new Int32Array(rows);
  const distances = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    if (r % ROWS === 0) await pace('Assigning the rows', r, rows);
    let best = Infinity;
    for (let c = 0; c < k; c++) {
      const d = squaredDistance(data, r * width, centres, c * width, width);
      if (d < best) {
        best = d;
        labels[r] = c;
      }
    }
    distances[r] = best;
  }
  return { labels, distances };
}

/** Means of the clusters. An empty cluster moves to the row farthest from its centre, which leaves its own cluster. */
function centresOf({ rows, width, data }: Matrix, { labels, distances }: Assignment, k: number): Float64Array {
  const own = labels.slice();
  const sizes = sizesOf(own, k);
  const empty = Array.from(sizes.keys()).filter(c => sizes[c] === 0);
  if (empty.length) {
    const far = Array.from(distances.keys()).sort((a, b) => distances[b]! - distances[a]! || a - b);
    for (const c of empty) {
      const row = far.find(r => sizes[own[r]!]! > 1);
      if (row === undefined) break;
      far.splice(far.indexOf(row), 1);
      sizes[own[row]!]! -= 1;
      own[row] = c;
      sizes[c] = 1;
    }
  }
  const centres = new Float64Array(k * width);
  for (let r = 0; r < rows; r++) {
    const to = own[r]! * width;
    const from = r * width;
    for (let j = 0; j < width; j++) centres[to + j]! += data[from + j]!;
  }
  return centres.map((total, i) => total / Math.max(1, sizes[Math.floor(i / width)]!));
}

function sizesOf(labels: Int32Array, k: number): Int32Array {
  const sizes = new Int32Array(k);
  for (const label of labels) sizes[label]! += 1;
  return sizes;
}

/** The squared distances to the nearest centre once the given row is a centre too. */
async function lowered({ rows, width, data }: Matrix, nearest: Float64Array, centre: number, pace: Pace) {
  const out = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    if (r % ROWS === 0) await pace('Choosing the first centres', r, rows);
    out[r] = Math.min(squaredDistance(data, r * width, data, centre * width, width), nearest[r]!);
  }
  return out;
}

/** The row at which the running sum passes `target`; never one of weight 0. */
function draw(weights: Float64Array, target: number): number {
  let last = 0;
  let running = 0;
  for (let r = 0; r < weights.length; r++) {
    if (weights[r] === 0) continue;
    running += weights[r]!;
    last = r;
    if (running > target) break;
  }
  return last;
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Between the points that begin at `i` in `a` and at `j` in `b`. */
function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const d = a[i + k]! - b[j + k]!;
    sum += d * d;
  }
  return sum;
}
