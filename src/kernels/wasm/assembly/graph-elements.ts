// Operations on one number at a time, over blocks as flat lists of the same length. Truths are 1 and 0. A list that is the
// same for every row lies in memory as a stretch of whole rows, `aEvery` (`bEvery`) values long, that is gone through again
// and again; 0 says that the list has a value for each of the `count`.

import { exponential, hyperbolicTangent, logarithm, sigmoid } from './graph-math';

// In the order of `programOps` in ../../graph-program.ts.
export const NEGATE: i32 = 0;
export const ABS: i32 = 1;
export const SQRT: i32 = 2;
export const EXP: i32 = 3;
export const LOG: i32 = 4;
export const FLOOR: i32 = 5;
export const CEIL: i32 = 6;
export const RELU: i32 = 7;
export const SIGMOID: i32 = 8;
export const TANH: i32 = 9;
export const NOT: i32 = 10;
export const IS_MISSING: i32 = 11;
export const ADD: i32 = 12;
export const SUBTRACT: i32 = 13;
export const MULTIPLY: i32 = 14;
export const DIVIDE: i32 = 15;
export const MINIMUM: i32 = 16;
export const MAXIMUM: i32 = 17;
export const LESS: i32 = 18;
export const LESS_OR_EQUAL: i32 = 19;
export const GREATER: i32 = 20;
export const GREATER_OR_EQUAL: i32 = 21;
export const EQUAL: i32 = 22;
export const AND: i32 = 23;
export const OR: i32 = 24;

// @ts-ignore: decorator
@inline
function truth(mask: v128): v128 {
  return v128.and(mask, f64x2.splat(1));
}

// @ts-ignore: decorator
@inline
function isTrue(x: v128): v128 {
  return f64x2.ne(x, f64x2.splat(0));
}

// @ts-ignore: decorator
@inline
function apply(op: i32, a: v128, b: v128): v128 {
  if (op == NEGATE) return f64x2.neg(a);
  if (op == ABS) return f64x2.abs(a);
  if (op == SQRT) return f64x2.sqrt(a);
  if (op == EXP) return exponential(a);
  if (op == LOG) return logarithm(a);
  if (op == FLOOR) return f64x2.floor(a);
  if (op == CEIL) return f64x2.ceil(a);
  if (op == RELU) return v128.andnot(a, f64x2.lt(a, f64x2.splat(0)));
  if (op == SIGMOID) return sigmoid(a);
  if (op == TANH) return hyperbolicTangent(a);
  if (op == NOT) return f64x2.sub(f64x2.splat(1), a);
  if (op == IS_MISSING) return truth(f64x2.ne(a, a));
  if (op == ADD) return f64x2.add(a, b);
  if (op == SUBTRACT) return f64x2.sub(a, b);
  if (op == MULTIPLY) return f64x2.mul(a, b);
  if (op == DIVIDE) return f64x2.div(a, b);
  if (op == MINIMUM) return f64x2.min(a, b);
  if (op == MAXIMUM) return f64x2.max(a, b);
  if (op == LESS) return truth(f64x2.lt(a, b));
  if (op == LESS_OR_EQUAL) return truth(f64x2.le(a, b));
  if (op == GREATER) return truth(f64x2.gt(a, b));
  if (op == GREATER_OR_EQUAL) return truth(f64x2.ge(a, b));
  if (op == EQUAL) return truth(f64x2.eq(a, b));
  if (op == AND) return truth(v128.and(isTrue(a), isTrue(b)));
  return truth(v128.or(isTrue(a), isTrue(b)));
}

// @ts-ignore: decorator
@inline
function mapOne(op: i32, x: usize, out: usize, count: i32): void {
  const end = out + ((<usize>(count & ~1)) << 3);
  for (; out < end; out += 16, x += 16) v128.store(out, apply(op, v128.load(x), v128.load(x)));
  if (count & 1) v128.store64_lane(out, apply(op, v128.load64_splat(x), v128.load64_splat(x)), 0);
}

// @ts-ignore: decorator
@inline
function mapTwo(op: i32, a: usize, aEvery: i32, b: usize, bEvery: i32, out: usize, count: i32): void {
  const stretch = aEvery ? aEvery : bEvery ? bEvery : count;
  for (let from = 0; from < count; from += stretch) {
    const n = min(stretch, count - from);
    const skipped = (<usize>from) << 3;
    let left = aEvery ? a : a + skipped;
    let right = bEvery ? b : b + skipped;
    let to = out + skipped;
    const end = to + ((<usize>(n & ~1)) << 3);
    for (; to < end; to += 16, left += 16, right += 16) v128.store(to, apply(op, v128.load(left), v128.load(right)));
    if (n & 1) v128.store64_lane(to, apply(op, v128.load64_splat(left), v128.load64_splat(right)), 0);
  }
}

/** out = op x. */
export function unary(op: i32, x: usize, out: usize, count: i32): void {
  switch (op) {
    case NEGATE: mapOne(NEGATE, x, out, count); break;
    case ABS: mapOne(ABS, x, out, count); break;
    case SQRT: mapOne(SQRT, x, out, count); break;
    case EXP: mapOne(EXP, x, out, count); break;
    case LOG: mapOne(LOG, x, out, count); break;
    case FLOOR: mapOne(FLOOR, x, out, count); break;
    case CEIL: mapOne(CEIL, x, out, count); break;
    case RELU: mapOne(RELU, x, out, count); break;
    case SIGMOID: mapOne(SIGMOID, x, out, count); break;
    case TANH: mapOne(TANH, x, out, count); break;
    case NOT: mapOne(NOT, x, out, count); break;
    default: mapOne(IS_MISSING, x, out, count);
  }
}

/** out = a op b. */
export function binary(op: i32, a: usize, aEvery: i32, b: usize, bEvery: i32, out: usize, count: i32): void {
  switch (op) {
    case ADD: mapTwo(ADD, a, aEvery, b, bEvery, out, count); break;
    case SUBTRACT: mapTwo(SUBTRACT, a, aEvery, b, bEvery, out, count); break;
    case MULTIPLY: mapTwo(MULTIPLY, a, aEvery, b, bEvery, out, count); break;
    case DIVIDE: mapTwo(DIVIDE, a, aEvery, b, bEvery, out, count); break;
    case MINIMUM: mapTwo(MINIMUM, a, aEvery, b, bEvery, out, count); break;
    case MAXIMUM: mapTwo(MAXIMUM, a, aEvery, b, bEvery, out, count); break;
    case LESS: mapTwo(LESS, a, aEvery, b, bEvery, out, count); break;
    case LESS_OR_EQUAL: mapTwo(LESS_OR_EQUAL, a, aEvery, b, bEvery, out, count); break;
    case GREATER: mapTwo(GREATER, a, aEvery, b, bEvery, out, count); break;
    case GREATER_OR_EQUAL: mapTwo(GREATER_OR_EQUAL, a, aEvery, b, bEvery, out, count); break;
    case EQUAL: mapTwo(EQUAL, a, aEvery, b, bEvery, out, count); break;
    case AND: mapTwo(AND, a, aEvery, b, bEvery, out, count); break;
    default: mapTwo(OR, a, aEvery, b, bEvery, out, count);
  }
}

/** out = condition ? a : b. */
export function choose(
  condition: usize, cEvery: i32, a: usize, aEvery: i32, b: usize, bEvery: i32, out: usize, count: i32,
): void {
  for (let i = 0, c = 0, l = 0, r = 0; i < count; i++) {
    const from = load<f64>(condition + ((<usize>c) << 3)) != 0 ? a + ((<usize>l) << 3) : b + ((<usize>r) << 3);
    store<f64>(out + ((<usize>i) << 3), load<f64>(from));
    if (++c == cEvery) c = 0;
    if (++l == aEvery) l = 0;
    if (++r == bEvery) r = 0;
  }
}
