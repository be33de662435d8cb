import type { StoredVoters } from '../graph.ts';
import type { Region, WasmMemory } from './memory.ts';

/** Points of a group, and groups of a leaf: as many as are looked at together. */
const GROUP = 8;
const LEAF = 16;

/** Numbers of a search: the nearest with their places, eight sums, and a box to visit for each level. */
export const searchBytes = ({ neighbours }: StoredVoters): number => 12 * neighbours + 16 + 64 + 16 * 40;

export const votersBytes = ({ points }: StoredVoters): number => 10 * points.length;

/** Write points as assembly/graph-nearest.ts reads them; gives the address. */
export function writeVoters(memory: WasmMemory, region: Region, voters: StoredVoters): number {
  const { points, width, values, classes, manhattan, neighbours, weighted } = voters;
  const count = values.length;
  let leaves = 1;
  while (leaves * 2 * LEAF <= count) leaves *= 2;
  const order = Int32Array.from({ length: count }, (_, p) => p);
  const bounds = Int32Array.from({ length: leaves + 1 }, (_, i) => Math.floor((i * count) / leaves));
  const boxes = new Float64Array(leaves * 4 * width);
  const sides = new Float64Array(2 * width);
  sort(1, 0, leaves);

  /** Halve the points of a box along its longest side; the boxes of the halves are noted on the way up. */
  function sort(box: number, firstLeaf: number, leafCount: number): void {
    const [from, to] = [bounds[firstLeaf]!, bounds[firstLeaf + leafCount]!];
    boxOf(from, to);
    if (box > 1) {
      const at = (box >> 1) * 4 * width + (box & 1);
      for (let c = 0; c < width; c++) {
        boxes[at + 4 * c] = sides[2 * c]!;
        boxes[at + 4 * c + 2] = sides[2 * c + 1]!;
      }
    }
    if (leafCount === 1) return;
    const half = leafCount / 2;
    partition(order, points, width, longest(sides), from, to - 1, bounds[firstLeaf + half]!);
    sort(2 * box, firstLeaf, half);
    sort(2 * box + 1, firstLeaf + half, half);
  }

  function boxOf(from: number, to: number): void {
    for (let c = 0; c < width; c++) {
      let [low, high] = [Infinity, -Infinity];
      for (let i = from; i < to; i++) {
        const value = points[order[i]! * width + c]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      sides[2 * c] = low;
      sides[2 * c + 1] = high;
    }
  }

  const starts = new Int32Array(leaves + 1);
  for (let leaf = 0; leaf < leaves; leaf++)
    starts[leaf + 1] = starts[leaf]! + Math.ceil((bounds[leaf + 1]! - bounds[leaf]!) / GROUP);
  const groups = starts[leaves]!;
  const placed = new Float64Array(groups * GROUP * width).fill(Infinity);
  const places = new Int32Array(groups * GROUP).fill(count);
  for (let leaf = 0; leaf < leaves; leaf++) {
    for (let i = bounds[leaf]!; i < bounds[leaf + 1]!; i++) {
      const slot = starts[leaf]! * GROUP + i - bounds[leaf]!;
      places[slot] = order[i]!;
      const group = Math.floor(slot / GROUP) * GROUP * width + (slot % GROUP);
      for (let c = 0; c < width; c++) placed[group + c * GROUP] = points[order[i]! * width + c]!;
    }
  }
  const header = region.allocate(44);
  const numbers = (list: Float64Array) => {
    const at = region.allocate(8 * list.length);
    memory.f64(at, list.length).set(list);
    return at;
  };
  const integers = (list: Int32Array) => {
    const at = region.allocate(4 * list.length);
    memory.i32(at, list.length).set(list);
    return at;
  };
  const flags = [Number(weighted), Number(classes !== null), Number(manhattan)];
  const lists = [numbers(boxes), numbers(placed), integers(places), integers(starts), numbers(values)];
  memory.i32(header, 11).set([leaves, neighbours, ...flags, ...lists, count]);
  return header;
}

function longest(sides: Float64Array): number {
  let best = 0;
  for (let c = 1; c < sides.length / 2; c++)
    if (sides[2 * c + 1]! - sides[2 * c]! > sides[2 * best + 1]! - sides[2 * best]!) best = c;
  return best;
}

/** Order [from, to] so that what lies before `middle` is at most what lies behind it (Hoare's selection). */
function partition(
  order: Int32Array,
  points: Float64Array,
  width: number,
  column: number,
  from: number,
  to: number,
  middle: number,
): void {
  const at = (i: number): number => points[order[i]! * width + column]!;
  while (from < to) {
    const pivot = at((from + to) >> 1);
    let [i, j] = [from, to];
    while (i <= j) {
      while (at(i) < pivot) i++;
      while (at(j) > pivot) j--;
      if (i > j) break;
      const moved = order[i]!;
      order[i++] = order[j]!;
      order[j--] = moved;
    }
    if (middle <= j) to = j;
    else if (middle >= i) from = i;
    else return;
  }
}
