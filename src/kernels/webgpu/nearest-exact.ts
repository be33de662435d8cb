import type { HeldPoints, Pause, Points } from '../distances.ts';

/** Row-major `[queries, count]`. */
interface Lists {
  readonly indices: Int32Array;
  readonly distances: Float64Array;
}

/**
 * The `count` nearest of some rows to a query, in float64 and in the order of `HeldPoints.nearest`, written into its place.
 * False where there are too few. `same`: the queries are the rows, and none is its own neighbour.
 */
export function nearestOf(
  points: Points,
  queries: Points,
  query: number,
  rows: Uint32Array,
  same: boolean,
  count: number,
  { indices, distances }: Lists,
): boolean {
  const near = Array.from(rows)
    .filter(row => !same || row !== query)
    .map(row => ({ row, distance: squaredDistance(points, row, queries, query) }))
    .sort((a, b) => a.distance - b.distance || a.row - b.row);
  if (near.length < count) return false;
  for (let i = 0; i < count; i++) {
    indices[query * count + i] = near[i]!.row;
    distances[query * count + i] = near[i]!.distance;
  }
  return true;
}

/** The nearest of those queries that are left, asked of `held`. */
export async function nearestOfSome(
  held: HeldPoints,
  { width, data }: Points,
  left: readonly number[],
  same: boolean,
  count: number,
  pause: Pause,
  { indices, distances }: Lists,
): Promise<void> {
  const asked = new Float64Array(left.length * width);
  left.forEach((query, i) => asked.set(data.subarray(query * width, (query + 1) * width), i * width));
  const wanted = same ? count + 1 : count;
  const found = await held.nearest(wanted, pause, { rows: left.length, width, data: asked });
  left.forEach((query, i) => {
    const places = Array.from({ length: wanted }, (_, p) => i * wanted + p);
    const own = places.filter(p => !same || found.indices[p] !== query).slice(0, count);
    own.forEach((p, k) => {
      indices[query * count + k] = found.indices[p]!;
      distances[query * count + k] = found.distances[p]!;
    });
  });
}

/** The sum of (a - b)² over the columns in ascending order, which says what is right. */
export function squaredDistance(a: Points, i: number, b: Points, j: number): number {
  const { width } = a;
  let sum = 0;
  for (let at = i * width, to = j * width, end = at + width; at < end; at++, to++) {
    const gap = b.data[to]! - a.data[at]!;
    sum += gap * gap;
  }
  return sum;
}
