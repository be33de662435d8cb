import type { Knots, Neighbours, Voters } from '../../core/graph/graph.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { dataType } from './proto.ts';

// Operations that ONNX has in parts only. Each does the interpreter's arithmetic in the interpreter's order.

/** Count the knots not above x, gather what belongs to the stretch after the last of them, and go along it. */
export function interpolate(onnx: OnnxGraph, x: string, { at, before, value, after }: Knots): string {
  const last = at.length - 1;
  const where = (op: string, limit: number, then: number, otherwise: string): string =>
    onnx.node('Where', [onnx.node(op, [x, onnx.doubles([limit])]), onnx.doubles([then]), otherwise]);
  let inside: string;
  if (last === 0) {
    inside = where('Equal', at[0]!, value[0]!, x); // only NaN is left, and stays
  } else {
    const reached = onnx.node('Cast', [onnx.node('GreaterOrEqual', [x, onnx.doubles(at)])], { to: dataType.double });
    const count = onnx.node('ReduceSum', [reached, onnx.int64s([1])], { keepdims: 1 });
    const low = onnx.node('Max', [onnx.node('Sub', [count, onnx.doubles([1])]), onnx.doubles([0])]);
    const place = onnx.node('Cast', [onnx.node('Min', [low, onnx.doubles([last - 1])])], { to: dataType.int64 });
    const gather = (f: (i: number) => number): string => {
      const values = Array.from({ length: last }, (_, i) => f(i));
      return onnx.node('Gather', [onnx.doubles(values, [last]), place], { axis: 0 });
    };
    const half = onnx.node('Mul', [x, onnx.doubles([0.5])]);
    const gone = onnx.node('Sub', [half, gather(i => at[i]! * 0.5)]);
    const share = onnx.node('Div', [gone, gather(i => at[i + 1]! * 0.5 - at[i]! * 0.5)]);
    const rise = onnx.node('Mul', [share, gather(i => before[i + 1]! - after[i]!)]);
    const between = onnx.node('Add', [gather(i => after[i]!), rise]);
    const onKnot = onnx.node('Equal', [x, gather(i => at[i]!)]);
    inside = onnx.node('Where', [onKnot, gather(i => value[i]!), between]);
    inside = where('Equal', at[last]!, value[last]!, inside);
  }
  const above = where('Greater', at[last]!, after[last]!, inside);
  return onnx.node('Where', [onnx.node('IsNaN', [x]), x, where('Less', at[0]!, before[0]!, above)]);
}

/** Distances to all points column by column, then for each column TopK among the points that have it. */
export function fillNearest(onnx: OnnxGraph, x: string, near: Neighbours): string {
  const width = near.otherwise.length;
  const count = near.points.length / width;
  const infinite = onnx.doubles([Infinity]);
  const one = onnx.doubles([1]);
  const zero = onnx.doubles([0]);
  const columnOf = (block: string, at: number): string => onnx.node('Gather', [block, onnx.int64s([at])], { axis: 1 });
  const valuesOf = (c: number): number[] => Array.from({ length: count }, (_, p) => near.points[p * width + c]!);
  const columns = Array.from({ length: width }, (_, c) => columnOf(x, c));
  if (!count) return onnx.node('Where', [onnx.node('IsNaN', [x]), onnx.doubles(near.otherwise), x]);

  const squares: string[] = [];
  const counts: string[] = [];
  columns.forEach((column, c) => {
    const difference = onnx.node('Sub', [column, onnx.doubles(valuesOf(c))]);
    const gap = onnx.node('IsNaN', [onnx.node('Sub', [difference, difference])]); // missing or infinite
    squares.push(onnx.node('Where', [gap, zero, onnx.node('Mul', [difference, difference])]));
    counts.push(onnx.node('Where', [gap, zero, one]));
  });
  const sum = addUp(onnx, squares);
  const compared = addUp(onnx, counts);
  const scaled = onnx.node('Mul', [onnx.node('Div', [sum, compared]), onnx.doubles([width])]);
  const distances = onnx.node('Where', [onnx.node('Greater', [compared, zero]), scaled, infinite]);

  const filled = columns.map((column, c) => {
    const values = valuesOf(c);
    const donors = Array.from(values.keys()).filter(p => !Number.isNaN(values[p]!));
    const otherwise = onnx.doubles([near.otherwise[c]!]);
    const given = (mean: string): string => onnx.node('Where', [onnx.node('IsNaN', [column]), mean, column]);
    if (!donors.length) return given(otherwise);
    const k = Math.min(near.neighbours, donors.length);
    const own = donors.length < count ? onnx.node('Gather', [distances, onnx.int64s(donors)], { axis: 1 }) : distances;
    const [squared, places] = onnx.pair('TopK', [own, onnx.int64s([k])], { axis: 1, largest: 0, sorted: 1 });
    const found = onnx.doubles(donors.map(p => values[p]!), [donors.length]); // prettier-ignore
    const means = onnx.node('Gather', [found, places], { axis: 0 });
    const root = onnx.node('Sqrt', [squared]);
    const nearest = columnOf(root, 0);
    const share = onnx.node('Where', [onnx.node('Equal', [root, nearest]), one, onnx.node('Div', [nearest, root])]);
    const within = onnx.node('Less', [squared, infinite]);
    const weights = onnx.node('Where', [within, near.weighted ? share : one, zero]);
    const total = inOrder(onnx, weights, k);
    const parts = onnx.node('Mul', [onnx.node('Div', [weights, total]), means]);
    return given(onnx.node('Where', [onnx.node('Greater', [total, zero]), inOrder(onnx, parts, k), otherwise]));
  });
  return filled.length === 1 ? filled[0]! : onnx.node('Concat', filled, { axis: 1 });
}

/** Distances to stored points are made in one block of `[rows, points, columns]` up to so many numbers a row. */
export const MOST_AT_ONCE = 4096;

/** Squared Euclidean distances column by column: many points would make a block of rows by points by columns too large. */
export const squaredDistances = (onnx: OnnxGraph, x: string, width: number, points: readonly number[]): string =>
  sumOfGaps(onnx, x, width, points, gap => onnx.node('Mul', [gap, gap]));

function sumOfGaps(
  onnx: OnnxGraph,
  x: string,
  width: number,
  points: readonly number[],
  part: (gap: string) => string,
): string {
  const parts = Array.from({ length: width }, (_, c) => {
    const own = Array.from({ length: points.length / width }, (_p, p) => points[p * width + c]!);
    const column = onnx.node('Gather', [x, onnx.int64s([c])], { axis: 1 });
    return part(onnx.node('Sub', [column, onnx.doubles(own)]));
  });
  return addUp(onnx, parts);
}

/** Numbers that are not below 0, so that nothing is to be added to the first. */
const addUp = (onnx: OnnxGraph, parts: readonly string[]): string =>
  parts.reduce((sum, part) => onnx.node('Add', [sum, part]));

/** Distances to all points, TopK of them (of equals the lower index), and what those stand for, nearest first. */
export function meanNearest(onnx: OnnxGraph, x: string, width: number, voters: Voters): string {
  const { points, values, classes, metric, neighbours, weighted } = voters;
  const manhattan = metric === 'manhattan';
  const distances = manhattan
    ? sumOfGaps(onnx, x, width, points, gap => onnx.node('Abs', [gap]))
    : squaredDistances(onnx, x, width, points);
  const [nearest, places] = onnx.pair('TopK', [distances, onnx.int64s([neighbours])], { axis: 1, largest: 0, sorted: 1 }); // prettier-ignore
  const one = onnx.doubles([1]);
  const first = (block: string, at: number): string => onnx.node('Gather', [block, onnx.int64s([at])], { axis: 1 });
  const roots = manhattan ? nearest : onnx.node('Sqrt', [nearest]);
  const least = first(roots, 0);
  const share = onnx.node('Where', [onnx.node('Equal', [roots, least]), one, onnx.node('Div', [least, roots])]);
  const weights = weighted ? share : onnx.node('Where', [onnx.node('Equal', [roots, roots]), one, one]);
  const total = inOrder(onnx, weights, neighbours);
  const found = onnx.node('Gather', [onnx.doubles(values, [values.length]), places], { axis: 0 });
  let mean: string;
  if (classes === null) {
    mean = inOrder(onnx, onnx.node('Mul', [onnx.node('Div', [weights, total]), found]), neighbours);
  } else {
    const codes = onnx.doubles(Array.from({ length: classes }, (_, k) => k));
    let sum = onnx.doubles([0]);
    for (let i = 0; i < neighbours; i++) {
      const isOf = onnx.node('Equal', [first(found, i), codes]);
      sum = onnx.node('Add', [sum, onnx.node('Where', [isOf, first(weights, i), onnx.doubles([0])])]);
    }
    mean = onnx.node('Div', [sum, total]);
  }
  // A value less itself is 0 where it is finite, and NaN elsewhere.
  const gaps = onnx.node('ReduceSum', [onnx.node('Sub', [x, x]), onnx.int64s([1])], { keepdims: 1 });
  return onnx.node('Where', [onnx.node('IsNaN', [gaps]), onnx.doubles([NaN]), mean]);
}

/** The sum of the columns from the first to the last; ReduceSum leaves the order open. */
function inOrder(onnx: OnnxGraph, block: string, width: number): string {
  let sum = onnx.doubles([0]);
  for (let c = 0; c < width; c++)
    sum = onnx.node('Add', [sum, onnx.node('Gather', [block, onnx.int64s([c])], { axis: 1 })]);
  return sum;
}
