import type { Nearest } from '../../kernels/distances.ts';
import { QuadTree } from './quad-tree.ts';

export interface TSneOptions {
  /** How many neighbours a row roughly heeds. */
  readonly perplexity: number;
  readonly iterations: number;
  /** Row-major `[rows, 2]`. */
  readonly start: Float64Array;
}

const EXAGGERATION = 12;
const EXPLORING = 250;
const THETA = 0.5;

/** Neighbours that a perplexity needs, as in scikit-learn. */
export const neighboursFor = (perplexity: number, rows: number): number =>
  Math.max(1, Math.min(rows - 1, Math.floor(3 * perplexity) + 1));

/**
 * t-SNE with the approximation of Barnes and Hut (van der Maaten 2014), with scikit-learn's schedule: early exaggeration
 * for 250 steps, then 0.8 momentum, a learning rate of rows / 48 but at least 50, and gains of their own for each
 * coordinate. Awaits `step` after each iteration with the positions so far. Row-major `[rows, 2]`.
 */
export async function tSne(
  near: Nearest,
  rows: number,
  { perplexity, iterations, start }: TSneOptions,
  step: (done: number, positions: Float64Array) => Promise<void>,
): Promise<{ readonly positions: Float64Array; readonly divergence: number }> {
  const pairs = affinities(near, rows, perplexity);
  const positions = start.slice();
  const moves = new Float64Array(2 * rows);
  const gains = new Float64Array(2 * rows).fill(1);
  const rate = Math.max(rows / EXAGGERATION / 4, 50);
  const tree = new QuadTree();
  const gradient = new Float64Array(2 * rows);
  let divergence = NaN;
  for (let i = 0; i < iterations; i++) {
    const early = i < EXPLORING;
    divergence = descend(pairs, positions, early ? EXAGGERATION : 1, tree, gradient);
    const momentum = early ? 0.5 : 0.8;
    for (let c = 0; c < gradient.length; c++) {
      gains[c] = Math.max(0.01, moves[c]! * gradient[c]! < 0 ? gains[c]! + 0.2 : gains[c]! * 0.8);
      moves[c] = momentum * moves[c]! - rate * gains[c]! * gradient[c]!;
      positions[c]! += moves[c]!;
    }
    await step(i + 1, positions);
  }
  return { positions, divergence };
}

/** Symmetric shares of pairs, adding up to 1: those of row i are at `starts[i] .. starts[i + 1]`. */
interface Pairs {
  readonly starts: Int32Array;
  readonly others: Int32Array;
  readonly shares: Float64Array;
}

function affinities({ indices, distances }: Nearest, rows: number, perplexity: number): Pairs {
  const count = indices.length / rows;
  const own = Array.from({ length: rows }, () => new Map<number, number>());
  const shares = new Float64Array(count);
  for (let i = 0; i < rows; i++) {
    conditional(distances.subarray(i * count, (i + 1) * count), perplexity, shares);
    for (let n = 0; n < count; n++) {
      const j = indices[i * count + n]!;
      if (j < 0) continue;
      const half = shares[n]! / (2 * rows);
      own[i]!.set(j, (own[i]!.get(j) ?? 0) + half);
      own[j]!.set(i, (own[j]!.get(i) ?? 0) + half);
    }
  }
  const starts = new Int32Array(rows + 1);
  own.forEach((list, i) => (starts[i + 1] = starts[i]! + list.size));
  const pairs = { starts, others: new Int32Array(starts[rows]!), shares: new Float64Array(starts[rows]!) };
  own.forEach((list, i) => {
    let at = starts[i]!;
    for (const [j, share] of [...list].sort((a, b) => a[0] - b[0])) {
      pairs.others[at] = j;
      pairs.shares[at++] = share;
    }
  });
  return pairs;
}

/** Shares exp(-b d²) of the neighbours, b by bisection so that the entropy is log(perplexity). */
function conditional(squared: Float64Array, perplexity: number, out: Float64Array): void {
  const aim = Math.log(Math.min(perplexity, squared.length));
  // Distances are taken relative to the nearest, which changes no share; an infinite one gets none.
  const least = squared[0]!;
  let [b, low, high] = [1, 0, Infinity];
  const mean = squared.reduce((sum, d) => sum + (Number.isFinite(d) ? d - least : 0), 0) / squared.length;
  if (mean > 0) b = 1 / mean;
  for (let tries = 0; tries < 100; tries++) {
    let sum = 0;
    let weighted = 0;
    for (let n = 0; n < squared.length; n++) {
      const gap = squared[n]! - least;
      const share = Number.isFinite(gap) ? Math.exp(-b * gap) : 0;
      out[n] = share;
      sum += share;
      weighted += share === 0 ? 0 : share * gap;
    }
    for (let n = 0; n < squared.length; n++) out[n]! /= sum;
    const surplus = Math.log(sum) + (b * weighted) / sum - aim;
    if (Math.abs(surplus) < 1e-5) return;
    if (surplus > 0) {
      low = b;
      b = high === Infinity ? b * 2 : (b + high) / 2;
    } else {
      high = b;
      b = (b + low) / 2;
    }
  }
}

/** The gradient at the positions, into `gradient`; returns the Kullback-Leibler divergence (of plain shares). */
function descend(
  { starts, others, shares }: Pairs,
  positions: Float64Array,
  exaggeration: number,
  tree: QuadTree,
  gradient: Float64Array,
): number {
  const rows = starts.length - 1;
  tree.build(positions);
  gradient.fill(0);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    total += tree.repulsion(positions[2 * i]!, positions[2 * i + 1]!, THETA, gradient, 2 * i) - 1;
  }
  total = Math.max(total, Number.MIN_VALUE);
  let divergence = 0;
  for (let i = 0; i < rows; i++) {
    const [x, y] = [positions[2 * i]!, positions[2 * i + 1]!];
    let [fx, fy] = [0, 0];
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      const j = others[at]!;
      const [dx, dy] = [x - positions[2 * j]!, y - positions[2 * j + 1]!];
      const q = 1 / (1 + dx * dx + dy * dy);
      const share = shares[at]!;
      fx += share * q * dx;
      fy += share * q * dy;
      if (share > 0) divergence += share * Math.log((share * total) / q);
    }
    gradient[2 * i] = 4 * (exaggeration * fx - gradient[2 * i]! / total);
    gradient[2 * i + 1] = 4 * (exaggeration * fy - gradient[2 * i + 1]! / total);
  }
  return divergence;
}
