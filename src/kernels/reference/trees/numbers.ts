import { exponential } from '../portable-functions.ts';

/**
 * Exponential, logarithm and chance in operations that are the same to the bit in every implementation: additions,
 * multiplications and divisions of float64, and 32-bit integers.
 */
const LN2_HIGH = 6.93147180369123816e-1;
const LN2_LOW = 1.9082149292705877e-10;

/** e^x for x in [-708, 708], and the value at the nearer end beyond. */
export const exp = (x: number): number => exponential(Math.min(Math.max(x, -708), 708));

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** ln(x) for a positive normal x; within 2 units in the last place. */
export function log(x: number): number {
  float[0] = x;
  let e = (words[1]! >>> 20) - 1023;
  words[1] = (words[1]! & 0xfffff) | 0x3ff00000;
  let m = float[0]!;
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  // ln(m) = 2 artanh(f), f = (m - 1) / (m + 1), |f| <= 0.172.
  const f = (m - 1) / (m + 1);
  const s = f * f;
  let p = 1 / 21;
  p = p * s + 1 / 19;
  p = p * s + 1 / 17;
  p = p * s + 1 / 15;
  p = p * s + 1 / 13;
  p = p * s + 1 / 11;
  p = p * s + 1 / 9;
  p = p * s + 1 / 7;
  p = p * s + 1 / 5;
  p = p * s + 1 / 3;
  p = p * s + 1;
  return e * LN2_HIGH + (2 * f * p + e * LN2_LOW);
}

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
