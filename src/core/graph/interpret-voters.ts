import type { StoredVoters } from '../../kernels/graph.ts';
import { numbersOf } from '../../kernels/reference/graph.ts';
import type { NumberBlock } from './block.ts';
import type { Voters } from './graph.ts';

const stored = new WeakMap<object, StoredVoters>();

/** The voters of a node for compiled loops, made once. */
export function storedVoters({ points, values, metric, ...how }: Voters): StoredVoters {
  const made: StoredVoters = {
    ...how,
    points: numbersOf(points),
    width: points.length / values.length,
    values: numbersOf(values),
    manhattan: metric === 'manhattan',
  };
  const before = stored.get(points);
  if (before && Object.entries(made).every(([key, value]) => before[key as keyof StoredVoters] === value))
    return before;
  stored.set(points, made);
  return made;
}

/** Stored points in the order of the column in which they lie furthest apart: what lies near is then found near by. */
interface SortedPoints {
  readonly axis: number;
  /** Row-major, in that order, and the place each point had. */
  readonly points: Float64Array;
  readonly places: Int32Array;
  /** The column itself, ascending. */
  readonly along: Float64Array;
}

const known = new WeakMap<object, SortedPoints>();

function sorted({ points }: Voters, width: number): SortedPoints {
  const found = known.get(points);
  if (found) return found;
  const count = points.length / width;
  let axis = 0;
  let widest = -1;
  for (let c = 0; c < width; c++) {
    let [low, high] = [Infinity, -Infinity];
    for (let p = 0; p < count; p++) {
      low = Math.min(low, points[p * width + c]!);
      high = Math.max(high, points[p * width + c]!);
    }
    if (high - low > widest) [axis, widest] = [c, high - low];
  }
  const places = Int32Array.from({ length: count }, (_, p) => p).sort(
    (a, b) => points[a * width + axis]! - points[b * width + axis]! || a - b,
  );
  const made = {
    axis,
    points: Float64Array.from({ length: points.length }, (_, i) => points[places[Math.floor(i / width)]! * width + (i % width)]!), // prettier-ignore
    places,
    along: Float64Array.from(places, p => points[p * width + axis]!),
  };
  known.set(points, made);
  return made;
}

/** `[rows, outputs]`; a row with a value that is not finite gives NaN. */
export function meanOfNearest({ data, width }: NumberBlock, voters: Voters, outputs: number): Float64Array {
  const rows = data.length / width;
  const out = new Float64Array(rows * outputs);
  const stored = sorted(voters, width);
  const found = { distances: new Float64Array(voters.neighbours), places: new Int32Array(voters.neighbours) };
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * width, (r + 1) * width);
    const own = out.subarray(r * outputs, (r + 1) * outputs);
    if (!row.every(Number.isFinite)) {
      own.fill(NaN);
      continue;
    }
    nearestOf(row, stored, voters.metric === 'manhattan', found);
    vote(voters, found, own);
  }
  return out;
}

interface Found {
  /** Ascending; squared unless Manhattan. */
  readonly distances: Float64Array;
  readonly places: Int32Array;
}

/**
 * The nearest points, of equally near ones the earlier. From the row's own place along the sorted column outwards, until
 * that column alone is further away than the last of the nearest; a sum of squares is never below one of them, rounding
 * included, so nothing is missed.
 */
function nearestOf(row: Float64Array, stored: SortedPoints, manhattan: boolean, { distances, places }: Found): void {
  const width = row.length;
  const { points, along, axis } = stored;
  const at = row[axis]!;
  const count = along.length;
  const last = distances.length - 1;
  distances.fill(Infinity);
  places.fill(count);
  let right = firstNotBelow(along, at);
  let left = right - 1;
  while (left >= 0 || right < count) {
    const before = left >= 0 ? at - along[left]! : Infinity;
    const after = right < count ? along[right]! - at : Infinity;
    const gap = Math.min(before, after);
    if ((manhattan ? gap : gap * gap) > distances[last]!) return;
    const p = left < 0 || (right < count && after < before) ? right++ : left--;
    const bound = distances[last]!;
    let sum = 0;
    for (let c = 0, i = p * width; c < width; c++, i++) {
      const d = row[c]! - points[i]!;
      sum += manhattan ? Math.abs(d) : d * d;
      if (sum > bound) break;
    }
    if (sum > bound) continue;
    insert(distances, places, sum, stored.places[p]!);
  }
}

function insert(distances: Float64Array, places: Int32Array, distance: number, place: number): void {
  let i = distances.length - 1;
  const isBefore = (j: number) => distance < distances[j]! || (distance === distances[j]! && place < places[j]!);
  if (!isBefore(i)) return;
  for (; i > 0 && isBefore(i - 1); i--) {
    distances[i] = distances[i - 1]!;
    places[i] = places[i - 1]!;
  }
  distances[i] = distance;
  places[i] = place;
}

function firstNotBelow(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function vote({ values, classes, weighted, metric }: Voters, { distances, places }: Found, out: Float64Array): void {
  const root = (d: number) => (metric === 'manhattan' ? d : Math.sqrt(d));
  const nearest = root(distances[0]!);
  const weightOf = (i: number): number => {
    const d = root(distances[i]!);
    return !weighted || d === nearest ? 1 : nearest / d;
  };
  let total = 0;
  for (let i = 0; i < places.length; i++) total += weightOf(i);
  for (let i = 0; i < places.length; i++) {
    const value = values[places[i]!]!;
    if (classes === null) out[0]! += (weightOf(i) / total) * value;
    else out[value]! += weightOf(i);
  }
  if (classes !== null) for (let c = 0; c < classes; c++) out[c]! /= total;
}
