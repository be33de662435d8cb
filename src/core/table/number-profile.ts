import { exactQuantiles } from '../sketch/order-statistics.ts';
import type { ValueCounter } from '../sketch/value-counter.ts';
import { entropy } from '../stats/association.ts';
import { type NumberColumn } from './column.ts';
import { type NumberProfile, type Outliers, type Own, profileQuantiles } from './column-profile.ts';
import { countValues, counted } from './count-values.ts';
import { disguisedNumber, type Suspect } from './disguised.ts';
import { histogramOf } from './histogram.ts';

/** Profile of numbers; NaN is missing, infinite values are counted but enter no statistic. Nothing is sorted or sampled. */
export async function numberProfile(column: NumberColumn, breathe: () => Promise<void>): Promise<Own<NumberProfile>> {
  const { values } = column;
  const seen = scan(values);
  const { n, finite, min, max } = seen;
  await breathe();
  const counter = await countValues(column, breathe);
  const quantiles = exactQuantiles(values, finite, profileQuantiles);
  await breathe();
  const [q1, median, q3] = [quantiles[3], quantiles[4], quantiles[5]];
  const iqr = q1 === undefined ? NaN : q3! - q1;
  const outer = { lowFence: q1! - 3 * iqr, highFence: q3! + 3 * iqr };
  const integer = finite > 0 && finite === n && seen.integer;
  const histogram = histogramOf(values, { n: finite, min, max, iqr, integer });
  await breathe();
  const repeats = frequentFrom(counter);
  const outliers = q1 === undefined ? null : outside(values, q1, q3!);
  return {
    kind: 'number',
    n,
    missing: values.length - n,
    ...counted(counter),
    entropy: finite === 0 ? null : entropy(histogram.counts) / Math.LN2,
    disguised: finite === 0 ? [] : disguisedNumbers(values, counter, repeats, seen, outer),
    integer,
    infinite: n - finite,
    min: finite === 0 ? null : min,
    max: finite === 0 ? null : max,
    ...moments(values, seen),
    quartiles: q1 === undefined ? null : [q1, median!, q3!],
    quantiles: finite === 0 ? null : quantiles,
    zeros: seen.zeros,
    negative: seen.negative,
    excessZeros: hasExcessZeros(values, counter, seen, repeats),
    outliers,
    inliers: outliers === null ? [] : inliers(values, counter, n, repeats, outliers),
    histogram,
  };
}

interface Scan {
  readonly n: number;
  readonly finite: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly zeros: number;
  readonly negative: number;
  readonly integer: boolean;
}

const block = 4096;

/** One look at every value. Sums are made block by block, so that millions of small numbers do not drown in a large sum. */
function scan(values: Float64Array): Scan {
  let n = 0;
  let finite = 0;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let zeros = 0;
  let negative = 0;
  let integer = true;
  for (let start = 0; start < values.length; start += block) {
    const end = Math.min(values.length, start + block);
    let part = 0;
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      n++;
      if (value - value !== 0) continue; // infinite
      finite++;
      part += value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
      else if (value < 0) negative++;
      if (integer && Math.floor(value) !== value) integer = false;
    }
    sum += part;
  }
  return { n, finite, min: min + 0, max: max + 0, sum, zeros, negative, integer };
}

function moments(
  values: Float64Array,
  { finite: n, sum, min, max }: Scan,
): Pick<NumberProfile, 'mean' | 'sd' | 'skew'> {
  const mean = sum / n;
  let first = 0;
  let second = 0;
  let third = 0;
  for (let start = 0; start < values.length; start += block) {
    const end = Math.min(values.length, start + block);
    let one = 0;
    let two = 0;
    let three = 0;
    for (let i = start; i < end; i++) {
      const d = values[i]! - mean;
      if (d - d !== 0) continue; // missing or infinite
      one += d;
      two += d * d;
      three += d * d * d;
    }
    first += one;
    second += two;
    third += three;
  }
  // The mean is rounded; move the moments to the true one, or a small spread far from zero shows a false skew.
  const shift = first / n;
  third += shift * (2 * n * shift * shift - 3 * second);
  second -= n * shift * shift;
  const constant = n === 0 || min === max;
  return {
    mean: finiteOrNull(constant && n > 0 ? min : mean),
    sd: n < 2 ? null : constant ? 0 : finiteOrNull(Math.sqrt(second / (n - 1))),
    skew: constant ? null : finiteOrNull(third / n / (second / n) ** 1.5),
  };
}

const finiteOrNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

function outside(values: Float64Array, q1: number, q3: number): Outliers | null {
  const lowFence = q1 - 1.5 * (q3 - q1);
  const highFence = q3 + 1.5 * (q3 - q1);
  if (!Number.isFinite(lowFence) || !Number.isFinite(highFence)) return null;
  let below = 0;
  let above = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < lowFence && value !== -Infinity) below++;
    else if (value > highFence && value !== Infinity) above++;
  }
  return { lowFence, highFence, below, above };
}

/** The count beyond Tukey's fence of all counts: a value more frequent than that stands out. */
function frequentFrom(counter: ValueCounter): number {
  if (!counter.exact) return counter.mayMiss;
  const counts = counter.counts();
  const [q1, q3] = exactQuantiles(counts, counts.length, [0.25, 0.75]);
  return q3 === undefined ? 0 : q3 + 1.5 * (q3 - q1!);
}

/** Fewer different values are a scale or a code, in which any may be frequent. */
const fewValues = 20;
const mostListed = 10;

/**
 * Ordinary values, inside Tukey's fences, whose count stands out among the counts and is more than 50 times what each
 * value would have if all were equally frequent (the rule of DataRobot's data quality checks).
 */
function inliers(values: Float64Array, counter: ValueCounter, n: number, frequent: number, fences: Outliers) {
  if (counter.distinct < fewValues) return [];
  const least = Math.max(frequent, (50 * n) / counter.distinct);
  return counter
    .top(mostListed)
    .filter(({ count }) => count > least)
    .map(({ row, count }) => ({ value: values[row]! + 0, count }))
    .filter(({ value }) => value >= fences.lowFence && value <= fences.highFence);
}

/** Zeros are at least a twentieth of the values, stand out among the counts, and are three times any other value. */
function hasExcessZeros(values: Float64Array, counter: ValueCounter, { n, zeros }: Scan, frequent: number): boolean {
  if (counter.distinct < 10 || 20 * zeros < n || zeros <= frequent) return false;
  const next = counter.top(2).find(({ row }) => values[row] !== 0);
  return next === undefined || zeros >= 3 * next.count;
}

function disguisedNumbers(
  values: Float64Array,
  counter: ValueCounter,
  frequent: number,
  { min, max, negative }: Scan,
  fences: { readonly lowFence: number; readonly highFence: number },
): Suspect[] {
  const ends = neighbours(values, min, max);
  const found: Suspect[] = [];
  counter.each((row, count) => {
    if (count < 2) return;
    const value = values[row]!;
    const onlyNegative = value < 0 && count === negative;
    const ordinary = value > min && value < max && value >= fences.lowFence && value <= fences.highFence;
    if (ordinary && !onlyNegative) return;
    const apart =
      (value === max && ends.below - min >= 0 && max - ends.below > ends.below - min) ||
      (value === min && max - ends.above >= 0 && ends.above - min > max - ends.above);
    const why = disguisedNumber(value, count, {
      ...fences,
      frequent,
      apart: apart && counter.distinct > 2,
      onlyNegative,
    });
    if (why) found.push({ value: String(value), count, why });
  });
  return found.sort((a, b) => b.count - a.count).slice(0, mostListed);
}

/** The second largest and the second smallest finite value. */
function neighbours(
  values: Float64Array,
  min: number,
  max: number,
): { readonly below: number; readonly above: number } {
  let below = -Infinity;
  let above = Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > below && value < max) below = value;
    if (value < above && value > min) above = value;
  }
  return { below, above };
}
