import { solvePositiveDefinite } from '../models/linear/cholesky.ts';
import type { pacer } from '../work.ts';

type Pace = ReturnType<typeof pacer>;

/** Rounds of coordinate descent, which find most of the columns that matter. */
const ROUNDS = 50;
/** Exact steps after that; each adds a column or takes one out. */
const MOST_STEPS = 1000;
/** A column that pulls less than this above the penalty is left out, and coefficients that move less stand still. */
const SLACK = 1e-9;
/** Draws each exact step towards where it starts, so that it has one answer when columns determine each other. */
const DRAW = 1e-6;

/**
 * Coefficients of the lasso, least (1/2n) |y - X w|² + alpha |w|₁, from X'X / n `[width, width]` and X'y / n, for columns of
 * mean square 1. Coordinate descent with soft thresholds (Friedman, Hastie and Tibshirani 2010) comes near; then an active-set
 * method ends exactly, also where columns nearly repeat each other: the columns in use are solved for with their signs held,
 * going no further than where the first of them becomes 0, and the column that breaks the conditions most joins them.
 */
export async function lasso(
  gram: Float64Array,
  moments: Float64Array,
  alpha: number,
  pace: Pace,
): Promise<Float64Array> {
  const w = await descend(gram, moments, alpha, pace);
  for (let step = 0; step < MOST_STEPS; step++) {
    await pace('Shrinking coefficients', ROUNDS + step, ROUNDS + MOST_STEPS);
    const active = Array.from(w.keys()).filter(j => w[j] !== 0);
    if (settle(gram, moments, alpha, w, active) > SLACK) continue;
    const slope = slopeOf(gram, moments, w);
    const pulls = (j: number) => (w[j] === 0 && gram[j * w.length + j]! > 0 ? Math.abs(slope[j]!) : 0);
    const next = w.reduce((best, _, j) => (pulls(j) > pulls(best) ? j : best), 0);
    if (!(pulls(next) > alpha * (1 + SLACK))) break;
    // Its first step from 0, so that it has a sign.
    w[next] = Math.sign(slope[next]!) * Math.max(Number.MIN_VALUE, 1e-12 * (Math.abs(slope[next]!) - alpha));
  }
  return w;
}

async function descend(gram: Float64Array, moments: Float64Array, alpha: number, pace: Pace): Promise<Float64Array> {
  const width = moments.length;
  const w = new Float64Array(width);
  const slope = moments.slice(); // X'(y - X w) / n
  for (let round = 0; round < ROUNDS; round++) {
    await pace('Shrinking coefficients', round, ROUNDS + MOST_STEPS);
    let moved = 0;
    for (let j = 0; j < width; j++) {
      const own = gram[j * width + j]!;
      if (!(own > 0)) continue;
      const pull = slope[j]! + own * w[j]!;
      const next = (Math.sign(pull) * Math.max(0, Math.abs(pull) - alpha)) / own;
      const change = next - w[j]!;
      if (change === 0) continue;
      w[j] = next;
      for (let i = 0; i < width; i++) slope[i]! -= change * gram[j * width + i]!;
      moved = Math.max(moved, Math.abs(change));
    }
    if (moved < 1e-9) break;
  }
  return w;
}

/**
 * Moves the active coefficients to their best values under their signs, no further than where the first becomes 0. Gives
 * how far the one that went farthest moved.
 */
function settle(
  gram: Float64Array,
  moments: Float64Array,
  alpha: number,
  w: Float64Array,
  active: readonly number[],
): number {
  const n = active.length;
  const a = new Float64Array(n * n);
  active.forEach((i, r) => active.forEach((j, c) => (a[r * n + c] = gram[i * w.length + j]! + (i === j ? DRAW : 0))));
  const b = Float64Array.from(active, j => moments[j]! - alpha * Math.sign(w[j]!) + DRAW * w[j]!);
  const best = solvePositiveDefinite(a, b);
  if (!best) return 0;
  let share = 1;
  let first = -1;
  active.forEach((j, r) => {
    if (best[r]! * Math.sign(w[j]!) >= 0) return;
    const reach = w[j]! / (w[j]! - best[r]!);
    if (reach < share) [share, first] = [reach, j];
  });
  const moves = active.map((j, r) => share * (best[r]! - w[j]!));
  active.forEach((j, r) => (w[j]! += moves[r]!));
  if (first >= 0) w[first] = 0;
  return first >= 0 ? Infinity : moves.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
}

function slopeOf(gram: Float64Array, moments: Float64Array, w: Float64Array): Float64Array {
  const slope = moments.slice();
  w.forEach((v, j) => {
    if (v !== 0) for (let i = 0; i < w.length; i++) slope[i]! -= v * gram[j * w.length + i]!;
  });
  return slope;
}
