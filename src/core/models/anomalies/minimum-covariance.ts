import type { Random } from '../../random.ts';
import { chiSquareQuantile, chiSquareTail } from '../../stats/distributions.ts';
import type { Pace } from '../pace.ts';
import {
  type Candidate,
  candidateOf,
  concentrated,
  distinct,
  type Place,
  type Pool,
  settled,
  squaredDistances,
} from './concentration.ts';
import { type Middle, middleOf, whitening } from './covariance.ts';
import type { Matrix } from '../../model.ts';

/** Means, deviations and correlations as plain data. */
export type PlainMiddle = Readonly<Record<keyof Middle, readonly number[]>>;

/** How far a search has come: starts that are done and the best of each part, or candidates of the rows together, or of all. */
export type Kept =
  | { readonly stage: 'starts'; readonly done: number; readonly candidates: readonly (readonly PlainMiddle[])[] }
  | {
      readonly stage: 'together' | 'all';
      readonly place: Place;
      readonly candidates: readonly [readonly PlainMiddle[]];
    };

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
  readonly resume?: Kept | undefined;
  /** Told how far the search has come, from which `resume` continues. */
  keep(state: () => Kept): void;
  /** True to take the best that was found so far. */
  stop(): boolean;
}

/** Small subsets that are asked for the rank where all rows have not the full one. */
const SUBSETS = 100;
/** Larger tables are looked at in parts of so many rows first, at most so many parts. */
const PART = 300;
const MOST_PARTS = 5;
/**
 * Candidates that go on to the parts together, and of those to all rows. The authors let 10 of each part go on; after two
 * steps the least determinants are often near each other, and 10 of them miss the least of all in every other search.
 */
const TOGETHER = 100;
const ALL = 10;
/** How many go on in all rows: half of them after each second step. */
const remaining = (round: number): number => Math.ceil(ALL / 2 ** Math.floor((round + 1) / 2));
/** Steps of a start before the best are chosen. */
const FIRST_STEPS = 2;
/** Rows farther from the raw middle than this share of usual ones do not count in what is made of it. */
const FAR = 0.025;

/**
 * The minimum covariance determinant by FastMCD (Rousseeuw and Van Driessen 1999, "A fast algorithm for the minimum covariance
 * determinant estimator"): from small random subsets, again and again the rows nearest to the middle of those before
 * (C-steps), in parts of the table, then in the parts together, then in all rows. Consistency factors of Croux and Haesbroeck
 * (1999), and one reweighting, as MinCovDet of scikit-learn, which begins from fewer and larger subsets and so misses the
 * least determinant more often. Weights are 1 where absent, and a row of weight 2 counts for two of weight 1. `usual` is the
 * share of rows sought, at least (rows + rank + 1) / 2 rows. A support that has no spread in some direction has determinant 0
 * and is optimal; that direction then does not count in who is near.
 */
export async function minimumCovariance(
  x: Matrix,
  weights: Float64Array | undefined,
  usual: number,
  random: Random,
  work: Work,
): Promise<RobustMiddle> {
  const { pace, keep, resume } = work;
  const rank = await rankOf(x, weights, random, pace);
  const support = Math.min(x.rows, Math.max(Math.ceil((x.rows + rank + 1) / 2), Math.floor(usual * x.rows)));
  const all: Pool = { x, weights, share: support / x.rows, rank };
  const { parts, together } = partsOf(all, random);
  const kept = resume?.candidates.map(list => list.map(plain => candidateOf(middleFrom(plain))));
  let candidates = kept?.[0] ?? [];
  if (!resume || resume.stage === 'starts') {
    const found = await started(parts, random, work, resume && kept && { done: resume.done, found: kept });
    candidates = found.flat();
  }
  const told = (stage: 'together' | 'all') => (now: readonly Candidate[], place: Place) => {
    keep(() => ({ stage, place, candidates: [now.map(c => plainMiddle(c.middle))] }));
    return work.stop();
  };
  const from = (stage: 'together' | 'all') => (resume?.stage === stage ? resume.place : undefined);
  if (resume?.stage !== 'all')
    candidates = await settled(together, candidates, () => TOGETHER, pace, told('together'), from('together'));
  if (together !== all)
    candidates = await settled(all, candidates.slice(0, ALL), remaining, pace, told('all'), from('all'));
  const raw = candidates[0]!;
  return { raw: raw.middle, middle: await reweighted(all, raw, pace) };
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

/** Parts of a large table, of rows by chance, and what they are together; of a small one, the table itself. */
function partsOf(all: Pool, random: Random): { readonly parts: readonly Pool[]; readonly together: Pool } {
  const count = Math.min(MOST_PARTS, Math.floor(all.x.rows / PART));
  if (count < 2) return { parts: [all], together: all };
  const order = random.permutation(all.x.rows);
  const size = count < MOST_PARTS ? Math.floor(all.x.rows / count) : PART;
  const parts = Array.from({ length: count }, (_, p) => taken(all, order.subarray(p * size, (p + 1) * size)));
  const together = count * size === all.x.rows ? all : taken(all, order.subarray(0, count * size));
  return { parts, together };
}

/** The best that come of small random subsets in a few steps, of each part. */
async function started(
  parts: readonly Pool[],
  random: Random,
  { starts, pace, keep, stop }: Work,
  resume?: { readonly done: number; readonly found: readonly (readonly Candidate[])[] },
): Promise<(readonly Candidate[])[]> {
  const found = parts.map((_, p) => resume?.found[p] ?? []);
  for (let s = 0; s < starts; s++) {
    await pace('Starts', s, starts);
    const p = s % parts.length;
    const pool = parts[p]!;
    // Drawn for those that are done too, so that the others are what they would have been.
    const order = random.permutation(pool.x.rows);
    if (s < (resume?.done ?? 0)) continue;
    const within: Pace = () => pace('Starts', s, starts);
    let candidate = await beginning(pool, order, within);
    for (let i = 0; i < FIRST_STEPS; i++) candidate = await concentrated(pool, candidate, within);
    found[p] = distinct([...found[p]!, candidate]).slice(0, Math.ceil(TOGETHER / parts.length));
    keep(() => ({
      stage: 'starts',
      done: s + 1,
      candidates: found.map(list => list.map(c => plainMiddle(c.middle))),
    }));
    if (stop()) break;
  }
  return found;
}

/** The middle of the first rows of an order: one more than columns, or more where so few have no spread in some direction. */
async function beginning({ x, weights, share, rank }: Pool, order: Int32Array, pace: Pace): Promise<Candidate> {
  const enough = Math.min(x.rows, Math.max(rank + 1, Math.floor(share * x.rows)));
  for (let size = Math.min(x.rows, rank + 1); ; size = Math.min(x.rows, 2 * size)) {
    const members = new Float64Array(x.rows);
    for (const r of order.subarray(0, size)) members[r] = weights ? weights[r]! : 1;
    const candidate = candidateOf(await middleOf(x, members, pace));
    if (candidate.white.rank >= rank || size >= enough) return candidate;
  }
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

const middleFrom = ({ means, deviations, correlation }: PlainMiddle): Middle => ({
  means: Float64Array.from(means),
  deviations: Float64Array.from(deviations),
  correlation: Float64Array.from(correlation),
});

const plainMiddle = ({ means, deviations, correlation }: Middle): PlainMiddle => ({
  means: Array.from(means),
  deviations: Array.from(deviations),
  correlation: Array.from(correlation),
});

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
