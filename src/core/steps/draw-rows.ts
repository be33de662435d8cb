import type { Random } from '../random.ts';

/** All of `count` rows, or `most` of them drawn at random without replacement; ascending. */
export function drawRows(count: number, most: number, random: Random): Int32Array {
  if (count <= most) return Int32Array.from({ length: count }, (_, i) => i);
  return random.permutation(count).slice(0, most).sort();
}
