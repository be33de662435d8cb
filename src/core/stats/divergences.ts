import { chiSquareQuantile } from './distributions.ts';

/**
 * Distances between two distributions over the same bins or categories. All take shares that add up to 1; `shares`
 * makes them from counts. 0 means equal.
 */

/** Counts divided by their sum; all NaN when there is nothing. */
export function shares(counts: ArrayLike<number>): Float64Array {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  return Float64Array.from(counts, c => c / total);
}

const sumOver = (p: Float64Array, q: Float64Array, term: (p: number, q: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += term(p[i]!, q[i]!);
  return sum;
};

/** The share an empty bin counts as in PSI. The result depends on it, so it is shown beside the number. */
export const PSI_FLOOR = 1e-4;

/** Population stability index Σ (p - q) ln(p / q); empty bins count as `floor`, and nothing is renormalised. */
export const populationStability = (p: Float64Array, q: Float64Array, floor = PSI_FLOOR): number =>
  sumOver(p, q, (a, b) => {
    const x = a > 0 ? a : floor;
    const y = b > 0 ? b : floor;
    return (x - y) * Math.log(x / y);
  });

/** Kullback-Leibler divergence Σ p ln(p / q) in nats; Infinity where q is 0 and p is not. */
export const kullbackLeibler = (p: Float64Array, q: Float64Array): number =>
  sumOver(p, q, (a, b) => (a === 0 ? 0 : a * Math.log(a / b)));

/** Jensen-Shannon distance with base 2: the square root of the divergence in bits, in [0, 1]. */
export function jensenShannon(p: Float64Array, q: Float64Array): number {
  const half = (a: number, b: number) => (a === 0 ? 0 : a * Math.log2((2 * a) / (a + b)));
  return Math.sqrt(Math.max(0, sumOver(p, q, (a, b) => half(a, b) + half(b, a)) / 2));
}

/** Hellinger distance √(Σ (√p - √q)²) / √2, in [0, 1]. */
export const hellinger = (p: Float64Array, q: Float64Array): number =>
  Math.sqrt(sumOver(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2) / 2);

/** The largest change of any single share. */
export const largestShift = (p: Float64Array, q: Float64Array): number => {
  let largest = 0;
  for (let i = 0; i < p.length; i++) largest = Math.max(largest, Math.abs(p[i]! - q[i]!));
  return largest;
};

/** Total variation distance ½ Σ |p - q|, in [0, 1]. */
export const totalVariation = (p: Float64Array, q: Float64Array): number =>
  sumOver(p, q, (a, b) => Math.abs(a - b)) / 2;

/** What PSI reaches by chance alone in 95 of 100 cases: χ²₀.₉₅(bins - 1) (1/n + 1/m). */
export const psiChanceLine = (bins: number, n: number, m: number, level = 0.95): number =>
  bins < 2 ? 0 : chiSquareQuantile(level, bins - 1) * (1 / n + 1 / m);

/** The same for the Jensen-Shannon distance (base 2): √(χ² (1/n + 1/m) / (8 ln 2)). */
export const jensenShannonChanceLine = (bins: number, n: number, m: number, level = 0.95): number =>
  Math.min(1, Math.sqrt(psiChanceLine(bins, n, m, level) / (8 * Math.LN2)));
