import type { BoostSettings, Loss } from '../../trees.ts';
import { boundedExponential } from '../exponential.ts';
import { logarithm } from '../portable-functions.ts';
import type { Grid } from './split.ts';

/** Rows whose losses are summed in one go; sums of blocks are then added in order, whoever computed them. */
export const BLOCK = 1024;

/** A probability below this counts as this in the log loss, so that products of them stay normal numbers. */
const LEAST = 1e-150;

/** Steps of the gradient's grid up to its bound. */
const GRADIENT_STEPS = 2 ** 29;

/** The hessian shares 64 bits with the count of rows: sums stay below 2^40. */
const HESSIAN_BITS = 40;

/** The largest |gradient| and hessian that a loss can give at any score; null where there is no bound. */
export function boundsOf({ loss, quantile = 0.5, weights }: BoostSettings): { g: number; h: number } | null {
  const weight = weights ? weights.reduce((a, b) => Math.max(a, b), 0) : 1;
  const bounds: Partial<Record<Loss, readonly [number, number]>> = {
    log: [1, 0.25],
    softmax: [1, 0.25],
    absolute: [1, 1],
    quantile: [Math.max(quantile, 1 - quantile), 1],
  };
  const bound = bounds[loss];
  return bound ? { g: weight * bound[0], h: weight * bound[1] } : null;
}

export function gridFor({ g, h }: { readonly g: number; readonly h: number }, rows: number): Grid {
  const room = HESSIAN_BITS - (32 - Math.clz32(rows));
  return { gradient: stepFor(g, GRADIENT_STEPS), hessian: stepFor(h, Math.min(GRADIENT_STEPS, 2 ** room)) };
}

/** The least power of two of which `steps` reach the bound. */
function stepFor(bound: number, steps: number): number {
  if (!(bound > 0)) return 1;
  let step = 1;
  while (step * steps < bound) step *= 2;
  while ((step / 2) * steps >= bound && step > 2 ** -900) step /= 2;
  return step;
}

/** Rounded to the grid, halves up; the reciprocal of a power of two is exact. */
export const onGrid = (value: number, perStep: number): number => Math.floor(value * perStep + 0.5);

/** What a loss gives at one row: gradient and hessian in its score, and the loss itself, without weight. */
export interface AtRow {
  g: number;
  h: number;
  loss: number;
}

/** For losses with one score a row; `out` is filled. For `log` the loss is the probability of what happened. */
export function atRow(loss: Loss, quantile: number, y: number, s: number, out: AtRow): void {
  switch (loss) {
    case 'squared':
      out.g = s - y;
      out.h = 1;
      out.loss = 0.5 * out.g * out.g;
      return;
    case 'log': {
      const sign = y > 0.5 ? -1 : 1;
      const p = 1 / (1 + boundedExponential(sign * s));
      const q = 1 - p;
      out.g = sign * q;
      out.h = p * q;
      out.loss = p;
      return;
    }
    case 'absolute':
      out.g = s > y ? 1 : -1;
      out.h = 1;
      out.loss = Math.abs(y - s);
      return;
    case 'quantile':
      out.g = y >= s ? -quantile : 1 - quantile;
      out.h = 1;
      out.loss = (s - y) * out.g;
      return;
    case 'poisson': {
      const e = boundedExponential(s);
      out.g = e - y;
      out.h = e;
      out.loss = e - y * s;
      return;
    }
    case 'gamma': {
      const e = y * boundedExponential(0 - s);
      out.g = 1 - e;
      out.h = e;
      out.loss = s + e;
      return;
    }
    case 'softmax':
      throw new Error('softmax has one score a class');
    default:
      loss satisfies never;
  }
}

/** Probabilities of the classes from one score each, into `out`. */
export function softmax(scores: (k: number) => number, outputs: number, out: Float64Array): void {
  let largest = scores(0);
  for (let k = 1; k < outputs; k++) largest = Math.max(largest, scores(k));
  let sum = 0;
  for (let k = 0; k < outputs; k++) sum += out[k] = boundedExponential(scores(k) - largest);
  for (let k = 0; k < outputs; k++) out[k]! /= sum;
}

/**
 * Sums losses over one block: rows in even places and rows in odd places apart, as pairs are handled at once elsewhere.
 * Logarithms of unweighted probabilities are taken of products.
 */
export class BlockLoss {
  readonly #sums = [0, 0];
  readonly #products = [1, 1];

  add(row: number, loss: number, weight: number): void {
    this.#sums[row & 1]! += weight * loss;
  }

  addLog(row: number, probability: number, weight: number | null): void {
    const p = Math.max(probability, LEAST);
    const side = row & 1;
    if (weight !== null) {
      this.#sums[side]! -= weight * logarithm(p);
      return;
    }
    this.#products[side]! *= p;
    if (this.#products[side]! < LEAST) this.#flush(side);
  }

  #flush(side: number): void {
    this.#sums[side]! -= logarithm(this.#products[side]!);
    this.#products[side] = 1;
  }

  total(): number {
    this.#flush(0);
    this.#flush(1);
    return this.#sums[0]! + this.#sums[1]!;
  }
}
