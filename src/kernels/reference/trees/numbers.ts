/** Chance in 32-bit integers, the same in every implementation. */

/** 32 random bits of place `n` in the stream of a seed: the finaliser of MurmurHash3 over a Weyl sequence. */
export function bits(seed: number, n: number): number {
  let z = (seed + Math.imul(n, 0x9e3779b9)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** A stream for part `n` of what a seed is for. */
export const branch = (seed: number, n: number): number => bits(bits(seed, 0x5bd1e995), n);

/** An integer in [0, below), below at most 2^24. */
export const below = (random: number, limit: number): number => Math.floor((random / 4294967296) * limit);

/** `count` of the numbers 0 to `of` - 1, without repetition; `places` is room for `of` numbers, filled by this. */
export function drawSome(places: Int32Array, of: number, count: number, seed: number): Int32Array {
  for (let i = 0; i < of; i++) places[i] = i;
  for (let i = 0; i < count; i++) {
    const j = i + below(bits(seed, i), of - i);
    const chosen = places[j]!;
    places[j] = places[i]!;
    places[i] = chosen;
  }
  return places.subarray(0, count);
}
