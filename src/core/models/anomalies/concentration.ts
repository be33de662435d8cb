import type { Matrix } from '../../model.ts';
import { ascendingOrder } from '../../stats/ascending-order.ts';
import type { Pace } from '../pace.ts';
import { type Middle, middleOf, whitening, type Whitening } from './covariance.ts';

/** Logarithms of determinants that are as good as equal: candidates that have come to the same, or come no further. */
const SAME = 1e-12;
const MOST_STEPS = 200;
/** Rows between two looks at the clock. */
const SLICE = 4096;

/** Rows to choose from, which share of their weight a support has, and how many columns vary on their own in all rows. */
export interface Pool {
  readonly x: Matrix;
  /** 1 where absent. */
  readonly weights: Float64Array | undefined;
  readonly share: number;
  readonly rank: number;
}

/** A middle that some rows have, and what makes it round. */
export interface Candidate {
  readonly middle: Middle;
  readonly white: Whitening;
}

export const candidateOf = (middle: Middle): Candidate => ({ middle, white: whitening(middle) });

/** The middle of the rows nearest to the middle of a candidate: its determinant is at most the candidate's (a C-step). */
export async function concentrated(pool: Pool, candidate: Candidate, pace: Pace): Promise<Candidate> {
  const distances = await squaredDistances(pool.x, candidate, pace);
  return candidateOf(await middleOf(pool.x, nearestMembers(distances, pool), pace));
}

/** Where a search in rounds stands: which candidate is the next of the round, and which will fall no more. */
export interface Place {
  readonly round: number;
  readonly next: number;
  readonly ended: readonly number[];
}

/**
 * C-steps of all candidates in rounds, until no determinant falls any more. Those that come to the same on the way go on as
 * one, and after a round at most `most(round)` go on, the least first. `after` hears of each step what they have come to, from
 * which the search goes on when it is given that as `from`, and ends it there by saying true.
 */
export async function settled(
  pool: Pool,
  given: readonly Candidate[],
  most: (round: number) => number,
  pace: Pace,
  after: (candidates: readonly Candidate[], place: Place) => boolean,
  from?: Place,
): Promise<Candidate[]> {
  let candidates = from ? [...given] : distinct(given);
  let next = from?.next ?? 0;
  const ended = new Set(from?.ended.map(i => candidates[i]!));
  for (let round = from?.round ?? 0; round < MOST_STEPS && (next || candidates.some(c => !ended.has(c))); round++) {
    for (; next < candidates.length; next++) {
      const i = next;
      const candidate = candidates[i]!;
      if (ended.has(candidate)) continue;
      const within: Pace = (_, done, total) =>
        pace(`Round ${round + 1} of the search`, i + done / total, candidates.length);
      const moved = await concentrated(pool, candidate, within);
      candidates[i] = moved;
      if (!moved.white.rank || !falls(candidate, moved)) ended.add(moved);
      const places = candidates.flatMap((c, k) => (ended.has(c) ? [k] : []));
      if (after([...candidates], { round, next: i + 1, ended: places })) return distinct(candidates);
    }
    candidates = distinct(candidates).slice(0, most(round));
    next = 0;
  }
  return candidates;
}

const falls = (from: Candidate, to: Candidate): boolean =>
  to.white.rank !== from.white.rank || to.white.logDeterminant < from.white.logDeterminant - SAME;

/** Weights of the rows with the least distances, of equals the first, until their share of all weight is reached. */
function nearestMembers(distances: Float64Array, { weights, share }: Pool): Float64Array {
  const rows = distances.length;
  const order = ascendingOrder(distances);
  const members = new Float64Array(rows);
  let left = weights ? share * weights.reduce((sum, w) => sum + w, 0) : Math.ceil(share * rows - 1e-9);
  for (let i = 0; i < rows && left > 0; i++) {
    const r = order[i]!;
    members[r] = Math.min(left, weights ? weights[r]! : 1);
    left -= members[r]!;
  }
  return members;
}

/** Of each row from the middle of a candidate, in the directions in which that has a spread. */
export async function squaredDistances(
  { rows, width, data }: Matrix,
  { middle, white }: Candidate,
  pace: Pace,
): Promise<Float64Array> {
  const { weights, rank } = white;
  // Column after column of the factor, which is triangular: up to its last number that is not 0.
  const factor = Float64Array.from(weights, (_, i) => weights[(i % width) * rank + Math.floor(i / width)]!);
  const ends = Int32Array.from({ length: rank }, (_, p) => {
    let end = width;
    while (end && !factor[p * width + end - 1]) end--;
    return end;
  });
  const out = new Float64Array(rows);
  const gaps = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    if (r % SLICE === 0) await pace('Distances', r, rows);
    for (let j = 0; j < width; j++) gaps[j] = data[r * width + j]! - middle.means[j]!;
    let squared = 0;
    for (let p = 0; p < rank; p++) {
      let sum = 0;
      for (let j = 0, end = ends[p]!; j < end; j++) sum += gaps[j]! * factor[p * width + j]!;
      squared += sum * sum;
    }
    out[r] = squared;
  }
  return out;
}

/** The least determinants first; one without spread in some direction is 0. Those that are the same count once. */
export const distinct = (candidates: readonly Candidate[]): Candidate[] =>
  [...candidates]
    .sort((a, b) => a.white.rank - b.white.rank || a.white.logDeterminant - b.white.logDeterminant)
    .filter(
      ({ white }, i, all) =>
        !i || white.rank !== all[i - 1]!.white.rank || white.logDeterminant - all[i - 1]!.white.logDeterminant > SAME,
    );
