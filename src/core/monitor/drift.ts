import { randomStream } from '../random.ts';
import { pooledChiSquare } from '../stats/contingency.ts';
import { jensenShannon, jensenShannonChanceLine, largestShift, shares } from '../stats/divergences.ts';
import { kolmogorovSmirnov } from '../stats/kolmogorov-smirnov.ts';
import { adjustPValues } from '../stats/multiplicity.ts';
import { standardisedWasserstein, wassersteinChanceLine } from '../stats/wasserstein.ts';
import type { Column } from '../table/column.ts';
import {
  asCategory,
  type CategoryReference,
  countBins,
  type NumberReference,
  type ValuesReference,
} from './feature-reference.ts';

/** The rule: drifted means a corrected p-value of at most 0.05, an effect of at least 0.1, and at least 50 rows. */
export const DRIFT_RULE = { p: 0.05, effect: 0.1, rows: 50 } as const;

export type DriftStatus =
  | 'steady'
  | 'drifted'
  /** Not a single value. */
  | 'no-data'
  /** One and the same value before and now. */
  | 'constant'
  /** Fewer than 50 values here or in the reference. */
  | 'insufficient'
  /** Dates, free text, or a column the log does not have. */
  | 'not-compared';

/** One column of one chunk against the reference. */
export interface DriftTest {
  readonly name: string;
  readonly label: string;
  readonly status: DriftStatus;
  /** Why there is no verdict, or a remark on it. */
  readonly reason: string | null;
  /** Values compared. */
  readonly n: number;
  /** Numbers: W₁ in reference standard deviations. Categories: Jensen-Shannon distance, base 2, in [0, 1]. */
  readonly effect: number | null;
  readonly effectName: 'Wasserstein distance in standard deviations' | 'Jensen-Shannon distance' | null;
  /** What chance alone reaches in 95 of 100 chunks of this size. */
  readonly chanceLine: number | null;
  /** The largest change of any single category's share; null for numbers. */
  readonly largestShift: number | null;
  readonly p: number | null;
  /** After the Benjamini-Hochberg correction over the columns tested in this chunk. */
  readonly adjustedP: number | null;
  readonly method: string | null;
  /** Counts in the bins of the reference, or per reference level followed by unseen and missing. */
  readonly counts: readonly number[];
  /** Mean of a number column; null otherwise. */
  readonly mean: number | null;
}

type Untested = Omit<DriftTest, 'adjustedP' | 'name' | 'label'>;

export interface Compared {
  readonly name: string;
  readonly label: string;
  readonly reference: ValuesReference;
  /** Null where the log has no such column. */
  readonly column: Column | null;
}

/** Chance lines cost 200 resamples; for chunks of nearly the same size they are made once. */
export class ChanceLines {
  readonly #known = new Map<string, number | null>();
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }
  /** The 95 % quantile of the effect when `n` rows are drawn from the reference itself. */
  forNumbers(name: string, sample: Float64Array, n: number): number | null {
    const size = Number(n.toPrecision(2));
    const key = `${size}/${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const random = randomStream(this.#seed, `chance/${key}`);
    const drawn = Float64Array.from({ length: size }, () => sample[random.integer(sample.length)]!);
    const line = wassersteinChanceLine(sample, drawn, { draws: 200, seed: this.#seed });
    this.#known.set(key, line);
    return line;
  }
}

/** Compare all columns of a chunk with the reference. P-values are corrected over the columns that could be tested. */
export function testDrift(columns: readonly Compared[], chance: ChanceLines, seed: number): readonly DriftTest[] {
  const tests = columns.map(c => compareColumn(c, chance, seed));
  const adjusted = adjustPValues(
    tests.map(t => (t.status === 'steady' ? t.p : null)),
    'benjamini-hochberg',
  ).pValues;
  return tests.map((test, i) => {
    const adjustedP = adjusted[i]!;
    const drifted = test.status === 'steady' && adjustedP !== null && adjustedP <= DRIFT_RULE.p && strong(test);
    const { name, label } = columns[i]!;
    return { name, label, ...test, adjustedP, status: drifted ? ('drifted' as const) : test.status };
  });
}

/** An effect worth a word. Where there are more than 20 categories noise alone reaches 0.1, so chance is the floor too. */
function strong({ effect, chanceLine, counts, effectName }: Untested): boolean {
  if (effect === null) return true;
  if (effect < DRIFT_RULE.effect) return false;
  const manyLevels = effectName === 'Jensen-Shannon distance' && counts.length - 2 > 20;
  return !manyLevels || chanceLine === null || effect > chanceLine;
}

const none = (status: DriftStatus, reason: string, n = 0, counts: readonly number[] = []): Untested => ({
  status,
  reason,
  n,
  effect: null,
  effectName: null,
  chanceLine: null,
  largestShift: null,
  p: null,
  method: null,
  counts,
  mean: null,
});

function compareColumn({ name, reference, column }: Compared, chance: ChanceLines, seed: number): Untested {
  if (!column) return none('not-compared', 'the log has no such column');
  if (reference.type === 'uncompared') return none('not-compared', reference.why);
  if (reference.type === 'category') return compareCategories(reference, column, seed);
  if (column.kind === 'category' || column.kind === 'text') return none('not-compared', 'the column holds no numbers');
  return compareNumbers(name, reference, Float64Array.from(column.values), chance, seed);
}

function compareNumbers(
  name: string,
  reference: NumberReference,
  values: Float64Array,
  chance: ChanceLines,
  seed: number,
): Untested {
  const present = values.filter(Number.isFinite);
  const n = present.length;
  if (n === 0) return none('no-data', 'every value is missing');
  const sample = Float64Array.from(reference.sample);
  const counts = countBins(present, reference.edges);
  const mean = present.reduce((sum, v) => sum + v, 0) / n;
  const effectName = 'Wasserstein distance in standard deviations' as const;
  const effect = standardisedWasserstein(sample, present);
  if (effect === 0 && reference.min === reference.max) {
    return { ...none('constant', 'one and the same value before and now', n, counts), effect: 0, effectName, mean };
  }
  if (Math.min(n, reference.n) < DRIFT_RULE.rows)
    return { ...tooFew(n, reference.n, counts), effect, effectName, mean };
  const { pValue, method } = kolmogorovSmirnov(sample, present, { seed });
  return {
    status: 'steady',
    reason: effect === null ? 'it never varied when the model was trained, and does now' : null,
    n,
    effect,
    effectName,
    chanceLine: chance.forNumbers(name, sample, n),
    largestShift: null,
    p: pValue,
    method: `Kolmogorov-Smirnov, ${method}`,
    counts,
    mean,
  };
}

const tooFew = (n: number, reference: number, counts: readonly number[]) =>
  none(
    'insufficient',
    n < DRIFT_RULE.rows
      ? `${n} values are too few to judge; ${DRIFT_RULE.rows} are needed`
      : `the reference has only ${reference} values; ${DRIFT_RULE.rows} are needed`,
    n,
    counts,
  );

/** Counts per reference level, then of levels the reference has not, then missing. */
export function countLevels(
  reference: CategoryReference,
  column: Column,
): { counts: number[]; unseen: Map<string, number> } {
  const { codes, levels } = asCategory(column);
  const place = new Map(reference.levels.map((level, i) => [level, i]));
  const to = levels.map(level => place.get(level) ?? reference.levels.length);
  const counts = new Array<number>(reference.levels.length + 2).fill(0);
  const perLevel = new Float64Array(levels.length);
  for (const code of codes) {
    if (code < 0) counts[counts.length - 1]!++;
    else {
      counts[to[code]!]!++;
      perLevel[code]!++;
    }
  }
  const unseen = new Map<string, number>();
  levels.forEach((level, i) => {
    if (perLevel[i]! > 0 && !place.has(level)) unseen.set(level, perLevel[i]!);
  });
  return { counts, unseen };
}

function compareCategories(reference: CategoryReference, column: Column, seed: number): Untested {
  const { counts } = countLevels(reference, column);
  const n = counts.reduce((sum, c) => sum + c, 0);
  if (n === 0 || counts.at(-1) === n)
    return none('no-data', n === 0 ? 'there are no rows' : 'every value is missing', 0, counts);
  const before = [...reference.counts, reference.other, reference.missing];
  const p = shares(before);
  const q = shares(counts);
  const bins = before.filter((c, i) => c + counts[i]! > 0).length;
  const effectName = 'Jensen-Shannon distance' as const;
  if (bins === 1)
    return { ...none('constant', 'one and the same value before and now', n, counts), effect: 0, effectName };
  const shift = { effect: jensenShannon(p, q), effectName, largestShift: largestShift(p, q) };
  if (Math.min(n, reference.n) < DRIFT_RULE.rows) return { ...tooFew(n, reference.n, counts), ...shift };
  const test = pooledChiSquare(before, counts, { seed });
  const pooled = test.pooled > 0 ? `, ${test.pooled} rare categories pooled` : '';
  return {
    ...shift,
    status: 'steady',
    reason: null,
    n,
    chanceLine: jensenShannonChanceLine(bins, n, reference.n),
    p: test.pValue,
    method: `chi-square on the contingency table${test.method === 'permutation' ? ', permutation' : ''}${pooled}`,
    counts,
    mean: null,
  };
}
