import type { HeldPoints, Pause } from '../../../kernels/distances.ts';
import type { Merge } from '../../stats/linkage.ts';
import { Groups } from './groups.ts';

export const linkages = ['ward', 'average', 'complete', 'single'] as const;
export type Linkage = (typeof linkages)[number];

/** Rows of which distances to all others are taken at a time. */
const GROUP = 16;

/**
 * The tree of an agglomerative clustering by nearest-neighbour chains (Murtagh 1983), heights as in SciPy: Euclidean, for
 * Ward the square root of twice the growth of the inertia. It holds the distances of all pairs, 4 n² bytes, and takes
 * time in proportion to n². Merges ascend by height.
 */
export async function linkageTree(
  points: { readonly rows: number; readonly width: number; readonly data: Float64Array },
  held: HeldPoints,
  linkage: Linkage,
  pause: Pause,
): Promise<Merge[]> {
  const { rows } = points;
  const pairs = new Pairs(rows);
  await fillPairs(points, held, linkage, pairs, pause);
  const alive = Int32Array.from({ length: rows }, (_, i) => i);
  let count = rows;
  const sizes = new Float64Array(rows).fill(1);
  const chain: number[] = [];
  const merges: { readonly a: number; readonly b: number; readonly height: number }[] = [];
  while (count > 1) {
    if (merges.length % 64 === 0) await pause(rows + merges.length, 2 * rows);
    if (!chain.length) chain.push(alive[0]!);
    const { a, b, height } = closestPair(chain, alive.subarray(0, count), pairs);
    merges.push({ a, b, height });
    const gone = alive.indexOf(a);
    alive.copyWithin(gone, gone + 1, count);
    count -= 1;
    join(pairs, alive.subarray(0, count), sizes, a, b, height, linkage);
    sizes[b]! += sizes[a]!;
  }
  return numbered(merges, rows, linkage);
}

/** Row numbers of points by cluster: the last `k` clusters of a tree, each named by its place in the order of first rows. */
export function cutTree(merges: readonly Merge[], rows: number, k: number): Int32Array {
  const groups = new Groups(2 * rows);
  merges.slice(0, Math.max(0, rows - k)).forEach(({ left, right }, i) => {
    groups.join(rows + i, left);
    groups.join(rows + i, right);
  });
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: rows }, (_, r) => {
    const root = groups.find(r);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root)!;
  });
}

/** The distance between each two of n things, the upper triangle row by row. */
class Pairs {
  readonly #values: Float64Array;
  readonly #starts: Float64Array;

  constructor(n: number) {
    this.#values = new Float64Array((n * (n - 1)) / 2);
    this.#starts = Float64Array.from({ length: n }, (_, i) => i * n - (i * (i + 1)) / 2 - i - 1);
  }
  get(i: number, j: number): number {
    return this.#values[i < j ? this.#starts[i]! + j : this.#starts[j]! + i]!;
  }
  set(i: number, j: number, value: number): void {
    this.#values[i < j ? this.#starts[i]! + j : this.#starts[j]! + i] = value;
  }
}

async function fillPairs(
  { rows, width, data }: { readonly rows: number; readonly width: number; readonly data: Float64Array },
  held: HeldPoints,
  linkage: Linkage,
  pairs: Pairs,
  pause: Pause,
): Promise<void> {
  for (let from = 0; from < rows; from += GROUP) {
    await pause(from, 2 * rows);
    const count = Math.min(GROUP, rows - from);
    const some = { rows: count, width, data: data.subarray(from * width, (from + count) * width) };
    const distances = held.distances(some);
    for (let q = 0; q < count; q++)
      for (let r = from + q + 1; r < rows; r++) {
        const squared = distances[q * rows + r]!;
        pairs.set(from + q, r, linkage === 'ward' ? squared : Math.sqrt(squared));
      }
  }
}

/** Follow nearest neighbours until two are each other's nearest; these leave the chain. */
function closestPair(chain: number[], alive: Int32Array, pairs: Pairs) {
  for (;;) {
    const x = chain.at(-1)!;
    const before = chain.at(-2);
    let nearest = before ?? -1;
    let height = before === undefined ? Infinity : pairs.get(x, before);
    for (const i of alive) {
      if (i === x) continue;
      const distance = pairs.get(x, i);
      if (!(distance < height) && nearest >= 0) continue;
      height = distance;
      nearest = i;
    }
    if (nearest === before) {
      chain.length -= 2;
      return { a: Math.min(x, nearest), b: Math.max(x, nearest), height };
    }
    chain.push(nearest);
  }
}

/** Distances to the cluster of a and b, which b stands for from now on (Lance and Williams 1967). */
function join(
  pairs: Pairs,
  alive: Int32Array,
  sizes: Float64Array,
  a: number,
  b: number,
  height: number,
  linkage: Linkage,
): void {
  const [na, nb] = [sizes[a]!, sizes[b]!];
  for (const i of alive) {
    if (i === b) continue;
    const [da, db, n] = [pairs.get(i, a), pairs.get(i, b), sizes[i]!];
    pairs.set(i, b, joined(linkage, da, db, height, na, nb, n));
  }
}

function joined(linkage: Linkage, da: number, db: number, height: number, na: number, nb: number, n: number): number {
  switch (linkage) {
    case 'ward':
      return ((na + n) * da + (nb + n) * db - n * height) / (na + nb + n);
    case 'average':
      return (na * da + nb * db) / (na + nb);
    case 'complete':
      return Math.max(da, db);
    case 'single':
      return Math.min(da, db);
    default:
      return linkage satisfies never;
  }
}

/** Merges in the order of their heights, the clusters numbered as `Merge` says. */
function numbered(
  merges: readonly { readonly a: number; readonly b: number; readonly height: number }[],
  rows: number,
  linkage: Linkage,
): Merge[] {
  const groups = new Groups(rows);
  const cluster = Int32Array.from({ length: rows }, (_, i) => i);
  const sizes = new Int32Array(rows).fill(1);
  const order = merges.map((_, i) => i).sort((p, q) => merges[p]!.height - merges[q]!.height || p - q);
  return order.map((from, i) => {
    const { a, b, height } = merges[from]!;
    const [x, y] = [groups.find(a), groups.find(b)];
    const [left, right] = [cluster[x]!, cluster[y]!].sort((p, q) => p - q) as [number, number];
    const size = sizes[x]! + sizes[y]!;
    const root = groups.join(x, y);
    cluster[root] = rows + i;
    sizes[root] = size;
    return { left, right, distance: linkage === 'ward' ? Math.sqrt(Math.max(0, height)) : height, size };
  });
}
