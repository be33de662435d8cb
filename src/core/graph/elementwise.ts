import { exponential, hyperbolicTangent, logarithm, sigmoid } from './functions.ts';
import type { ArithmeticOp, ComparisonOp, LogicalOp, UnaryOp } from './graph.ts';

type Numbers = Float64Array | Uint8Array;

/** Blocks of numbers or truths, as far as these operations look at them. */
interface Elements {
  readonly width: number;
  readonly data: Numbers;
}

/**
 * out[at + i] = a[ai + i * as] op b[bi + i * bs] for i below n; a step of 0 repeats one value. Each operation has a loop
 * of its own: a loop that is handed the operation as a function runs ten times slower.
 */
type Span = (a: Numbers, ai: number, as: number, b: Numbers, bi: number, bs: number, out: Numbers, at: number, n: number) => void; // prettier-ignore

// prettier-ignore
const spans: Record<ArithmeticOp | ComparisonOp | LogicalOp, Span> = {
  add: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! + b[bi + i * bs]!; },
  subtract: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! - b[bi + i * bs]!; },
  multiply: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! * b[bi + i * bs]!; },
  divide: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! / b[bi + i * bs]!; },
  power: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! ** b[bi + i * bs]!; },
  minimum: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = Math.min(a[ai + i * as]!, b[bi + i * bs]!); },
  maximum: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = Math.max(a[ai + i * as]!, b[bi + i * bs]!); },
  less: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! < b[bi + i * bs]! ? 1 : 0; },
  'less-or-equal': (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! <= b[bi + i * bs]! ? 1 : 0; },
  greater: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! > b[bi + i * bs]! ? 1 : 0; },
  'greater-or-equal': (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as]! >= b[bi + i * bs]! ? 1 : 0; },
  equal: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as] === b[bi + i * bs] ? 1 : 0; },
  and: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as] && b[bi + i * bs] ? 1 : 0; },
  or: (a, ai, as, b, bi, bs, out, at, n) => { for (let i = 0; i < n; i++) out[at + i] = a[ai + i * as] || b[bi + i * bs] ? 1 : 0; },
};

// prettier-ignore
const loops: Record<UnaryOp, (x: Float64Array, out: Float64Array) => void> = {
  negate: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = -x[i]!; },
  abs: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.abs(x[i]!); },
  sqrt: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.sqrt(x[i]!); },
  exp: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = exponential(x[i]!); },
  log: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = logarithm(x[i]!); },
  floor: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.floor(x[i]!); },
  ceil: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.ceil(x[i]!); },
  relu: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = x[i]! < 0 ? 0 : x[i]!; },
  sigmoid: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = sigmoid(x[i]!); },
  tanh: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = hyperbolicTangent(x[i]!); },
};

export function mapUnary(op: UnaryOp, x: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(x.length);
  loops[op](x, out);
  return out;
}

/** Rows and columns of two blocks put together, where one row and one column repeat. */
export function broadcastShape(a: Elements, b: Elements): { width: number; size: number } {
  const width = Math.max(a.width, b.width);
  return { width, size: width * Math.max(a.data.length / a.width, b.data.length / b.width) };
}

/** out[r, c] = a[r, c] op b[r, c] where one row and one column repeat; `out` has the shape of both together. */
export function mapBinary<O extends Numbers>(
  op: ArithmeticOp | ComparisonOp | LogicalOp,
  a: Elements,
  b: Elements,
  width: number,
  out: O,
): O {
  const rows = out.length / width;
  const [aRow, aColumn] = strides(a, rows);
  const [bRow, bColumn] = strides(b, rows);
  const span = spans[op];
  // Where going on to the next row is as going on to the next value, all rows are one span.
  if (aRow === width * aColumn && bRow === width * bColumn) {
    span(a.data, 0, aColumn, b.data, 0, bColumn, out, 0, out.length);
  } else if (width === 1) {
    span(a.data, 0, aRow, b.data, 0, bRow, out, 0, rows);
  } else {
    for (let r = 0; r < rows; r++) {
      span(a.data, r * aRow, aColumn, b.data, r * bRow, bColumn, out, r * width, width);
    }
  }
  return out;
}

/** Steps between rows and columns of a block that may repeat. */
export function strides(x: Elements, rows: number): [row: number, column: number] {
  return [rows > 1 && x.data.length === x.width ? 0 : x.width, x.width === 1 ? 0 : 1];
}
