import type { Matrix } from '../../model.ts';
import type { Random } from '../../random.ts';
import { ascendingOrder } from '../../stats/ascending-order.ts';
import { chiSquareQuantile, chiSquareTail } from '../../stats/distributions.ts';
import type { Pace } from '../pace.ts';
import { type Middle, middleOf, whitening, type Whitening } from './covariance.ts';

/** Means, deviations and correlations as plain data. */
export type PlainMiddle = Readonly<Record<keyof Middle, readonly number[]>>;

export interface RobustMiddle {
  /** Of the rows in the support: those whose covariance has the least determinant. */
  readonly raw: Middle;
  /** Of the rows near to the raw ones, its covariance made consistent at the normal distribution. */
  readonly middle: Middle;
}

export interface Work {
  /** How often the search begins from other rows; the authors say 500. */
  readonly starts: number;
  readonly pace: Pace;
  readonly resume?: readonly PlainMiddle[] | undefined;
  /** Told what candidates have come to, from which `resume` continues. */
  keep(candidates: () => readonly PlainMiddle[]): void;
}

/** Small subsets that are asked for the rank where all rows have not the full one. */
const SUBSETS = 100;
/** Larger tables are looked at in parts of so many rows first, at most so many parts, of which so many candidates stay. */
const PART = 300;
const MOST_PARTS = 5;
const CANDIDATES = 10;
/** Steps of a candidate before the best are chosen. */
const FIRST_STEPS = 2;
/** Logarithms of determinants that are as good as equal: candidates that have come to the same, or come no further. */
const SAME = 1e-12;
const MOST_STEPS = 200;
/** Rows farther from the raw middle than this share of usual ones do not count in what is made of it. */
const FAR = 0.025;
/** Rows between two looks at the clock, and rows below which comparing sorts faster than counting digits. */
const SLICE = 4096;

interface Candidate {
  readonly middle: Middle;
  readonly white: Whitening;
}

/**
 * The minimum covariance determinant by FastMCD (Rousseeuw and Van Driessen 1999, "A fast algorithm for the minimum covariance
 * determinant estimator"): from small random subsets, again and again the rows nearest to the middle of those before
 * (C-steps), in parts of the table, then in the parts together, then in all rows. Consistency factors of Croux and Haesbroeck
 * (1999), and one reweighting, as MinCovDet of scikit-learn. Weights are 1 where
 * absent, and a row of weight 2 counts for two of weight 1. `usual` is the share of rows sought, at least (rows + rank + 1) / 2
 * rows. A support that has no spread in some direction has determinant 0
 * and is optimal; that direction then does not count in who is near.
 */
export async function minimumCovariance(
  x: Matrix,
  weights: Float64Array | undefined,
  usual: number,
  random: Random,
  work: Work,
): Promise<RobustMiddle> {
  const rank = await rankOf(x, weights, random, work.pace);
  const support = Math.min(x.rows, Math.max(Math.ceil((x.rows + rank + 1) / 2), Math.floor(usual * x.rows)));
  const all: Pool = { x, weights, share: support / x.rows, rank };
  const kept = work.resume?.map(candidateOf);
  let candidates = kept ?? (await beginnings(all, work.starts, random, work.pace));
  const keep = () => work.keep(() => candidates.map(c => plainMiddle(c.middle)));
  keep();
  if (!kept) candidates = await advanced(all, candidates, FIRST_STEPS, work.pace, keep);
  candidates = distinct(candidates);
  for (let i = 0; i < candidates.length; i++) {
    const found = await settled(all, candidates[i]!, work.pace);
    candidates = candidates.map((c, k) => (k === i ? found : c));
    keep();
  }
  const raw = best(candidates, 1)[0]!;
  return { raw: raw.middle, middle: await reweighted(all, raw, work.pace) };
}

/** Rows to choose from, which share of their weight a support has, and how many columns vary on their own in all rows. */
interface Pool {
  readonly x: Matrix;
  readonly weights: Float64Array | undefined;
  readonly share: number;
  readonly rank: number;
}

/**
 * Columns that vary on their own: in all rows, or, where strange rows lie so far away that nothing else is left of those, in
 * some of many small subsets.
 */
async function rankOf(x: Matrix, weights: Float64Array | undefined, random: Random, pace: Pace): Promise<number> {
  let { rank } = whitening(await middleOf(x, weights, pace));
  for (let s = 0; s < SUBSETS && rank < x.width; s++) {
    const rows = Int32Array.from({ length: x.width + 1 }, () => random.integer(x.rows));
    const own = taken({ x, weights, share: 1, rank }, rows);
    rank = Math.max(rank, whitening(await middleOf(own.x, own.weights, pace)).rank);
  }
  return rank;
}

async function beginnings(all: Pool, starts: number, random: Random, pace: Pace): Promise<Candidate[]> {
  const parts = Math.min(MOST_PARTS, Math.floor(all.x.rows / PART));
  if (parts < 2) return started(all, starts, random, pace);
  const order = random.permutation(all.x.rows);
  const size = Math.min(PART, Math.floor(all.x.rows / parts));
  const found: Candidate[] = [];
  for (let p = 0; p < parts; p++) {
    const part = taken(all, order.subarray(p * size, (p + 1) * size));
    found.push(...(await started(part, starts / parts, random, pace)));
  }
  return best(await advanced(taken(all, order.subarray(0, parts * size)), found, FIRST_STEPS, pace), CANDIDATES);
}

/** The best that come of small random subsets. */
async function started(pool: Pool, starts: number, random: Random, pace: Pace): Promise<Candidate[]> {
  const { x } = pool;
  const found: Candidate[] = [];
  const enough = Math.min(x.rows, Math.max(pool.rank + 1, Math.floor(pool.share * x.rows)));
  for (let s = 0; s < starts; s++) {
    const order = random.permutation(x.rows);
    // More rows where so few have no spread in some direction.
    let candidate: Candidate;
    for (let size = Math.min(x.rows, pool.rank + 1); ; size = Math.min(x.rows, 2 * size)) {
      const members = new Float64Array(x.rows);
      for (const r of order.subarray(0, size)) members[r] = pool.weights ? pool.weights[r]! : 1;
      candidate = candidateOf(await middleOf(x, members, pace));
      if (candidate.white.rank >= pool.rank || size >= enough) break;
    }
    found.push(candidate);
    await pace('Starts', s, starts);
  }
  return best(await advanced(pool, found, FIRST_STEPS, pace), CANDIDATES);
}

async function advanced(
  pool: Pool,
  candidates: readonly Candidate[],
  steps: number,
  pace: Pace,
  after?: () => void,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const given of candidates) {
    let candidate = given;
    for (let i = 0; i < steps; i++) candidate = await step(pool, candidate, pace);
    found.push(candidate);
    after?.();
  }
  return found;
}

/** C-steps until the determinant falls no more. */
async function settled(pool: Pool, given: Candidate, pace: Pace): Promise<Candidate> {
  let candidate = given;
  for (let i = 0; i < MOST_STEPS; i++) {
    const next = await step(pool, candidate, pace);
    const same = next.white.rank === candidate.white.rank && next.white.logDeterminant >= candidate.white.logDeterminant - SAME; // prettier-ignore
    candidate = next;
    if (same || !candidate.white.rank) break;
  }
  return candidate;
}

/** The middle of the rows nearest to the middle of a candidate. */
async function step(pool: Pool, candidate: Candidate, pace: Pace): Promise<Candidate> {
  const distances = await squaredDistances(pool.x, candidate, pace);
  return candidateOf(await middleOf(pool.x, nearestMembers(distances, pool), pace));
}

/** Weights of the rows with the least distances, of equals the first, until their share of all weight is reached. */
function nearestMembers(distances: Float64Array, { weights, share }: Pool): Float64Array {
  const rows = distances.length;
  const order =
    rows < SLICE
      ? Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]! || a - b)
      : ascendingOrder(distances);
  const members = new Float64Array(rows);
  let left = weights ? share * weights.reduce((sum, w) => sum + w, 0) : Math.ceil(share * rows - 1e-9);
  for (let i = 0; i < rows && left > 0; i++) {
    const r = order[i]!;
    members[r] = Math.min(left, weights ? weights[r]! : 1);
    left -= members[r]!;
  }
  return members;
}

async function squaredDistances(
  { rows, width, data }: Matrix,
  { middle, white }: Candidate,
  pace: Pace,
): Promise<Float64Array> {
  const { weights, rank } = white;
  // Column after column of the factor.
  const factor = Float64Array.from(weights, (_, i) => weights[(i % width) * rank + Math.floor(i / width)]!);
  const out = new Float64Array(rows);
  const gaps = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    if (r % SLICE === 0) await pace('Distances', r, rows);
    for (let j = 0; j < width; j++) gaps[j] = data[r * width + j]! - middle.means[j]!;
    let squared = 0;
    for (let p = 0; p < rank; p++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += gaps[j]! * factor[p * width + j]!;
      squared += sum * sum;
    }
    out[r] = squared;
  }
  return out;
}

/** The rows that are usual by the raw estimate, each with its weight. */
async function reweighted(all: Pool, raw: Candidate, pace: Pace): Promise<Middle> {
  const { x, weights, share } = all;
  const { rank } = raw.white;
  if (!rank) return raw.middle;
  const limit = chiSquareQuantile(1 - FAR, rank) * consistency(rank, share);
  const distances = await squaredDistances(x, raw, pace);
  const members = distances.map((d, r) => (d < limit ? (weights ? weights[r]! : 1) : 0));
  const { means, deviations, correlation } = await middleOf(x, members, pace);
  const wider = Math.sqrt(consistency(rank, 1 - FAR));
  return { means, correlation, deviations: deviations.map(d => d * wider) };
}

/** What the covariance of the nearest share of normal rows lacks to the covariance of all: share / F(F⁻¹(share), p + 2). */
const consistency = (p: number, share: number): number =>
  share < 1 ? share / (1 - chiSquareTail(chiSquareQuantile(share, p), p + 2)) : 1;

function candidateOf(given: Middle | PlainMiddle): Candidate {
  const middle = {
    means: Float64Array.from(given.means),
    deviations: Float64Array.from(given.deviations),
    correlation: Float64Array.from(given.correlation),
  };
  return { middle, white: whitening(middle) };
}

const plainMiddle = ({ means, deviations, correlation }: Middle): PlainMiddle => ({
  means: Array.from(means),
  deviations: Array.from(deviations),
  correlation: Array.from(correlation),
});

/** The least determinants first; one without spread in some direction is 0. */
const best = (candidates: readonly Candidate[], count: number): Candidate[] =>
  [...candidates]
    .sort((a, b) => a.white.rank - b.white.rank || a.white.logDeterminant - b.white.logDeterminant)
    .slice(0, count);

/** Without those that have come to the same as another. */
const distinct = (candidates: readonly Candidate[]): Candidate[] =>
  best(candidates, candidates.length).filter(
    ({ white }, i, all) =>
      !i || white.rank !== all[i - 1]!.white.rank || white.logDeterminant - all[i - 1]!.white.logDeterminant > SAME,
  );

const taken = ({ x, weights, share, rank }: Pool, rows: Int32Array): Pool => {
  const data = new Float64Array(rows.length * x.width);
  rows.forEach((r, i) => data.set(x.data.subarray(r * x.width, (r + 1) * x.width), i * x.width));
  return {
    x: { ...x, rows: rows.length, data },
    weights: weights && Float64Array.from(rows, r => weights[r]!),
    share,
    rank,
  };
};
