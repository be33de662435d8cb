import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Expected values are JSON written by another tool; null stands for NaN and "inf" for Infinity. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- golden files are free-form; every use compares with a number
export type Golden = any;

export const readGolden = (path: string): Golden =>
  JSON.parse(readFileSync(new URL(`../../../golden/${path}`, import.meta.url), 'utf8'));

export const reference: Golden = readGolden('evaluation-and-monitoring.golden.json');

export const int32 = (values: readonly number[]): Int32Array => Int32Array.from(values);
export const float64 = (values: readonly number[]): Float64Array => Float64Array.from(values);

/** Equal to `tolerance`, absolute up to 1 and relative above; lists element by element. */
export function expectClose(found: ArrayLike<number> | number | null, expected: unknown, tolerance = 1e-10): void {
  if (found !== null && typeof found === 'object') {
    const list = expected as unknown[];
    expect(found.length).toBe(list.length);
    for (let i = 0; i < list.length; i++) expectClose(found[i]!, list[i], tolerance);
    return;
  }
  const target = expected === 'inf' ? Infinity : expected === null ? NaN : (expected as number);
  if (found === target || (Number.isNaN(found) && Number.isNaN(target))) return;
  const gap = found === null ? NaN : Math.abs(found - target);
  if (!(gap <= tolerance * Math.max(1, Math.abs(target)))) expect.fail(`found ${found}, expected ${target}`);
}

/** Equal to `tolerance` relative to the expected value, for p-values far out in a tail. */
export function expectCloseRelative(found: number | null, expected: number, tolerance = 1e-9): void {
  if (found === expected) return;
  if (found === null || !(Math.abs(found - expected) <= tolerance * Math.abs(expected)))
    expect.fail(`found ${found}, expected ${expected}`);
}

/** Probabilities [n, 2] from the score of class 1. */
export function twoColumns(score: readonly number[]): Float64Array {
  return Float64Array.from(score.flatMap(p => [1 - p, p]));
}
