import { StudioError } from '../errors.ts';
import type { Random } from '../random.ts';
import { crossTable, mutualInformation } from '../stats/association.ts';
import { informationOfClass, informationOfNumbers } from '../stats/nearest-information.ts';
import type { ClassificationTarget, RegressionTarget } from '../target.ts';
import { drawRows } from './draw-rows.ts';

type KnownTarget = ClassificationTarget | RegressionTarget;

/** How well a column goes with the target; NaN where there is nothing to measure. Rows without a finite value do not count. */
export type ColumnScore = (values: Float64Array, target: KnownTarget, name: string) => number;

/**
 * F of a linear regression of the target on the column alone (f_regression of scikit-learn), or of an analysis of variance
 * of the column between the classes (f_classif).
 */
export const fScore: ColumnScore = (values, target) => {
  const rows = finiteRows(values);
  const x = centred(pick(values, rows));
  if (target.task === 'regression') {
    const share = squaredCorrelation(x, centred(pick(target.values, rows)));
    return (share / (1 - share)) * (rows.length - 2);
  }
  const { share, classes } = between(x, pick(target.codes, rows), target.classes.length);
  return ((share / (1 - share)) * (rows.length - classes)) / (classes - 1);
};

/** More distinct values than this and a column of numbers is not taken for one of categories. */
const MOST_DISTINCT = 20;
/** Of more training rows, this many are drawn at random to look for neighbours among. */
const MOST_ROWS = 5000;
/** A column counts as categories only where each value comes up about this often. */
const ROWS_EACH = 5;

/**
 * Mutual information with the target in nats, by nearest neighbours; a column of few distinct values is taken for
 * categories, as scikit-learn does with what it is told is discrete (mutual_info_classif and mutual_info_regression).
 */
export const informationScore =
  (random: Random): ColumnScore =>
  (values, target) => {
    const all = finiteRows(values);
    const rows = Array.from(drawRows(all.length, MOST_ROWS, random), i => all[i]!);
    const x = unit(pick(values, rows));
    const levels = [...new Set(x)];
    const few = levels.length <= MOST_DISTINCT && levels.length * ROWS_EACH <= x.length;
    const codes = few ? Int32Array.from(x, v => levels.indexOf(v)) : null;
    if (target.task === 'regression') {
      const y = unit(pick(target.values, rows));
      return codes ? informationOfClass(y, codes, levels.length) : informationOfNumbers(x, y);
    }
    const y = Int32Array.from(rows, r => target.codes[r]!);
    const classes = target.classes.length;
    return codes ? mutualInformation(crossTable(codes, levels.length, y, classes)) : informationOfClass(x, y, classes);
  };

/**
 * Chi-square of the column's sums in the classes against the classes' shares of the rows (chi2 of scikit-learn): for counts
 * and other amounts that are never negative.
 */
export const chiSquareScore: ColumnScore = (values, target, name) => {
  if (target.task !== 'classification') {
    throw new StudioError(
      'recipe/step-task',
      'Keep the most telling columns: chi-square is for classes, and the target is a number. Compare by F or mutual information instead.',
      { step: 'select-best' },
    );
  }
  const rows = finiteRows(values);
  const negative = rows.find(r => values[r]! < 0);
  if (negative !== undefined) {
    throw new StudioError(
      'fit/negative',
      `Keep the most telling columns: chi-square must have amounts of 0 or more, but "${name}" has ${values[negative]!}. Compare by F or mutual information instead, or take the column out.`,
      { step: 'select-best', name },
    );
  }
  const sums = new Float64Array(target.classes.length);
  const counts = new Float64Array(target.classes.length);
  const largest = rows.reduce((m, r) => Math.max(m, values[r]!), 0) || 1;
  for (const r of rows) {
    sums[target.codes[r]!]! += values[r]! / largest;
    counts[target.codes[r]!]!++;
  }
  const total = sums.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return NaN;
  const parts = sums.map((sum, k) => {
    const expected = (total * counts[k]!) / rows.length;
    return expected > 0 ? (sum - expected) ** 2 / expected : 0;
  });
  return parts.reduce((a, b) => a + b, 0) * largest;
};

const finiteRows = (values: Float64Array): number[] =>
  Array.from(values.keys()).filter(r => Number.isFinite(values[r]));

const pick = (values: ArrayLike<number>, rows: readonly number[]): Float64Array => Float64Array.from(rows, r => values[r]!); // prettier-ignore

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

const squaredCorrelation = (u: Float64Array, v: Float64Array): number => dot(u, v) ** 2 / (dot(u, u) * dot(v, v));

/** Variation between the classes as a share of all variation, and how many classes there are. */
function between(u: Float64Array, codes: Float64Array, most: number): { share: number; classes: number } {
  const sums = new Float64Array(most);
  const counts = new Float64Array(most);
  codes.forEach((code, i) => {
    sums[code]! += u[i]!;
    counts[code]!++;
  });
  const variation = sums.reduce((s, sum, k) => (counts[k] ? s + sum ** 2 / counts[k]! : s), 0);
  return { share: variation / dot(u, u), classes: counts.reduce((n, c) => n + Number(c > 0), 0) };
}

/** Less the mean, and divided by the largest distance from it, so that no square overflows. */
function centred(values: Float64Array): Float64Array {
  const half = values.map(v => v / 2);
  const mean = half.reduce((m, v, i) => m + (v - m) / (i + 1), 0);
  const moved = half.map(v => v - mean);
  const largest = moved.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return largest > 0 ? moved.map(v => v / largest) : moved;
}

/** On the scale of the standard deviation. */
function unit(values: Float64Array): Float64Array {
  const moved = centred(values);
  const sd = Math.sqrt(dot(moved, moved) / moved.length);
  return sd > 0 ? moved.map(v => v / sd) : moved;
}
