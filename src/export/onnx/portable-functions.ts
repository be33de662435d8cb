import type { OnnxGraph } from './onnx-graph.ts';
import { dataType } from './proto.ts';

// kernels/reference/portable-functions.ts in operations that are exact or correctly rounded, in its order: the studio's
// bits. ONNX Runtime's own Exp, Log and Tanh differ from them, and from one processor to another, in the last digit.

const ROUND = 6755399441055744;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Half of an exponent lies within ±538: whole rows of powers from 2^0 to 2^543, then from 2^-544 to 2^-1. */
const ROWS = 17;
const ROW = 32;
const firsts = Array.from({ length: 2 * ROWS }, (_, i) => 2 ** (ROW * (i < ROWS ? i : i - 2 * ROWS)));
const steps = Array.from({ length: ROW }, (_, i) => 2 ** i);
const tables = new WeakMap<OnnxGraph, string>();

/** 2^n at place n, where a place below 0 counts from the end. ONNX Runtime multiplies it out when it opens the model. */
function powers(onnx: OnnxGraph): string {
  let table = tables.get(onnx);
  if (table === undefined) {
    const product = onnx.node('Mul', [onnx.doubles(firsts, [2 * ROWS, 1]), onnx.doubles(steps)]);
    table = onnx.node('Reshape', [product, onnx.int64s([-1])]);
    tables.set(onnx, table);
  }
  return table;
}

/** Arithmetic on blocks and numbers, which become constants. */
function arithmetic(onnx: OnnxGraph) {
  const name = (x: string | number): string => (typeof x === 'number' ? onnx.doubles([x]) : x);
  const operation =
    (op: string) =>
    (...xs: readonly (string | number)[]): string =>
      onnx.node(op, xs.map(name));
  return {
    add: operation('Add'),
    subtract: operation('Sub'),
    multiply: operation('Mul'),
    divide: operation('Div'),
    where: operation('Where'),
    operation,
  };
}

/** By Horner's rule, coefficients from the highest power on. */
function polynomial(onnx: OnnxGraph, x: string, [first, ...rest]: readonly number[]): string {
  const { add, multiply } = arithmetic(onnx);
  const most = first === 1 ? x : multiply(first!, x);
  return rest.slice(1).reduce((sum, c) => add(multiply(sum, x), c), add(most, rest[0]!));
}

/** x 2^n for a whole n, in two steps, so that the smallest and the largest come out. */
function scale(onnx: OnnxGraph, x: string, n: string): string {
  const { subtract, multiply, operation } = arithmetic(onnx);
  const table = powers(onnx);
  const power = (exponent: string): string =>
    onnx.node('Gather', [table, onnx.node('Cast', [exponent], { to: dataType.int64 })], { axis: 0 });
  const half = operation('Floor')(multiply(n, 0.5));
  return multiply(multiply(x, power(half)), power(subtract(n, half)));
}

/** 13! to 0!. */
const factorials = [6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2, 1, 1];

export function exponential(onnx: OnnxGraph, x: string): string {
  const { add, subtract, multiply, where, operation } = arithmetic(onnx);
  const missing = operation('IsNaN')(x);
  const bounded = operation('Clip')(where(missing, 0, x), onnx.scalar(-746), onnx.scalar(710));
  const n = subtract(add(multiply(bounded, 1.4426950408889634), ROUND), ROUND);
  const r = subtract(subtract(bounded, multiply(n, LN2_HIGH)), multiply(n, LN2_LOW));
  const series = polynomial(
    onnx,
    r,
    factorials.map(f => 1 / f),
  );
  return where(missing, x, scale(onnx, series, n));
}

/**
 * The exponent comes from ONNX Runtime's own logarithm, whose last digit may put a number next to a power of two on its
 * wrong side. From either side the same part between √½ and √2 remains, and the same exponent.
 */
export function logarithm(onnx: OnnxGraph, x: string): string {
  const { add, subtract, multiply, divide, where, operation } = arithmetic(onnx);
  const own = operation('Log')(x);
  const ordinary = operation('And')(operation('Greater')(x, 0), operation('Less')(x, Infinity));
  const guess = operation('Floor')(multiply(where(ordinary, own, 0), Math.LOG2E));
  const near1 = scale(onnx, where(ordinary, x, 1), operation('Neg')(guess));
  const large = operation('GreaterOrEqual')(near1, Math.SQRT2);
  const n = add(guess, where(large, 1, 0));
  const f = subtract(multiply(near1, where(large, 0.5, 1)), 1);
  const s = divide(f, add(2, f));
  const z = multiply(s, s);
  const p = polynomial(onnx, z, [
    0.14798198605116586, 0.15313837699209373, 0.1818357216161805, 0.22222198432149784, 0.2857142874366239,
    0.3999999999940942, 0.6666666666666735,
  ]); // prettier-ignore
  const h = multiply(multiply(0.5, f), f);
  const correction = add(multiply(s, add(h, multiply(p, z))), multiply(n, LN2_LOW));
  const sum = subtract(multiply(n, LN2_HIGH), subtract(subtract(h, correction), f));
  return where(ordinary, sum, own);
}

export function sigmoid(onnx: OnnxGraph, x: string): string {
  const { add, divide, where, operation } = arithmetic(onnx);
  const e = exponential(onnx, operation('Neg')(operation('Abs')(x)));
  return divide(where(operation('GreaterOrEqual')(x, 0), 1, e), add(1, e));
}

export function hyperbolicTangent(onnx: OnnxGraph, x: string): string {
  const { add, subtract, multiply, divide, where, operation } = arithmetic(onnx);
  const size = operation('Abs')(x);
  const e = exponential(onnx, multiply(2, size));
  const far = subtract(1, divide(2, add(e, 1)));
  const s = multiply(x, x);
  const p = polynomial(onnx, s, [-0.9643991794250523, -99.28772310019185, -1614.6876844170845]);
  const q = polynomial(onnx, s, [1, 112.81167849163293, 2235.4883906010045, 4844.063053251255]);
  const near = multiply(x, add(1, divide(multiply(s, p), q)));
  const signed = where(operation('Less')(x, 0), operation('Neg')(far), far);
  return where(operation('Greater')(size, 0.625), signed, near);
}

/** exp(x - max) / sum over each row; CumSum adds in order. */
export function softmax(onnx: OnnxGraph, x: string, width: number): string {
  const { subtract, divide } = arithmetic(onnx);
  const most = onnx.node('ReduceMax', [x, onnx.int64s([1])], { keepdims: 1 });
  const e = exponential(onnx, subtract(x, most));
  const sums = onnx.node('CumSum', [e, onnx.int64s([1], [])]);
  return divide(e, onnx.node('Gather', [sums, onnx.int64s([width - 1])], { axis: 1 }));
}
