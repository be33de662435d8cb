import type { Random } from '../../src/core/random.ts';

/** One of the options, with the given weights (they need not add up to one). */
export function pick<T>(random: Random, options: readonly (readonly [value: T, weight: number])[]): T {
  let left = random.next() * options.reduce((sum, option) => sum + option[1], 0);
  for (const [value, weight] of options) {
    left -= weight;
    if (left < 0) return value;
  }
  return options.at(-1)![0];
}

export const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

export const round = (x: number, decimals: number): number => Number(x.toFixed(decimals));

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** A Poisson count by Knuth's product for small means, by the rounded normal approximation above 40. */
export function poisson(random: Random, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}
