import type { GraphBuilder } from './builder.ts';
import type { Ref } from './graph.ts';

/**
 * The quantile of the standard normal distribution for p in [1e-11, 1 - 1e-11]: the rational functions of Wichura's
 * algorithm AS 241, PPND16 (1988), good to about 16 digits, without its third, farthest range.
 */
export function lowerNormalQuantile(g: GraphBuilder, p: Ref): Ref {
  const fromMiddle = g.binary('subtract', p, g.constant(0.5));
  const r = g.binary('subtract', g.constant(0.180625), g.binary('multiply', fromMiddle, fromMiddle));
  const middle = g.binary('multiply', fromMiddle, ratio(g, r, MIDDLE));
  const tail = g.binary('minimum', p, g.binary('subtract', g.constant(1), p));
  const root = g.unary('sqrt', g.unary('negate', g.unary('log', tail)));
  const far = ratio(g, g.binary('subtract', root, g.constant(1.6)), TAIL);
  const upper = g.compare('greater-or-equal', fromMiddle, g.constant(0));
  const outside = g.where(upper, far, g.unary('negate', far));
  return g.where(g.compare('less-or-equal', g.unary('abs', fromMiddle), g.constant(0.425)), middle, outside);
}

interface Ratio {
  /** Coefficients from the constant on. */
  readonly top: readonly number[];
  readonly bottom: readonly number[];
}

const ratio = (g: GraphBuilder, x: Ref, { top, bottom }: Ratio): Ref =>
  g.binary('divide', polynomial(g, x, top), polynomial(g, x, bottom));

/** By Horner's rule. */
function polynomial(g: GraphBuilder, x: Ref, coefficients: readonly number[]): Ref {
  let sum = g.constant(coefficients.at(-1)!);
  for (const c of coefficients.slice(0, -1).reverse())
    sum = g.binary('add', g.binary('multiply', sum, x), g.constant(c));
  return sum;
}

const MIDDLE: Ratio = {
  top: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  bottom: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
};
const TAIL: Ratio = {
  top: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  bottom: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
