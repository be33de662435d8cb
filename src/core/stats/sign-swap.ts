import { randomStream } from '../random.ts';

/**
 * Sign-swap permutation test of "the paired differences are symmetric about 0", two-sided on the mean:
 * p = (k + 1) / (draws + 1), never 0; sums within rounding of the observed one count as reaching it.
 */
export function signSwapTest(
  differences: Float64Array,
  { draws = 9999, seed = 1 }: { draws?: number; seed?: number } = {},
): { mean: number; pValue: number; draws: number } {
  const random = randomStream(seed, 'sign-swap');
  let observed = 0;
  let size = 0;
  for (const d of differences) {
    observed += d;
    size += Math.abs(d);
  }
  const limit = Math.abs(observed) - 1e-12 * size;
  let reached = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    // 32 signs from each random number.
    for (let i = 0, bits = 0; i < differences.length; i++, bits >>>= 1) {
      if (i % 32 === 0) bits = random.integer(4294967296);
      sum += bits & 1 ? differences[i]! : -differences[i]!;
    }
    if (Math.abs(sum) >= limit) reached++;
  }
  return { mean: observed / differences.length, pValue: (reached + 1) / (draws + 1), draws };
}
