import { exactQuantiles } from '../sketch/order-statistics.ts';
import type { ValueCounter } from '../sketch/value-counter.ts';
import { entropy } from '../stats/association.ts';
import { type DatetimeColumn, datetimeText } from './column.ts';
import type { DatetimeProfile, Own } from './column-profile.ts';
import { countValues, counted } from './count-values.ts';
import type { Suspect } from './disguised.ts';
import { histogramOf } from './histogram.ts';
import { regularTimes, stepsOf } from './regular-times.ts';

/** Profile of epoch milliseconds: span, typical step, rhythm and gaps. Infinite values count as missing. */
export async function datetimeProfile(
  column: DatetimeColumn,
  breathe: () => Promise<void>,
): Promise<Own<DatetimeProfile>> {
  const { values } = column;
  const counter = await countValues(column, breathe);
  const times = distinctTimes(values, counter);
  await breathe();
  let n = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) n++;
  const [min, max] = [times[0] ?? null, times.at(-1) ?? null];
  const quartiles = exactQuantiles(values, n, [0.25, 0.75]);
  const spread = { n, min: min ?? 0, max: max ?? 0, iqr: quartiles[1]! - quartiles[0]!, integer: false };
  const histogram = histogramOf(values, spread);
  await breathe();
  const steps = stepsOf(times);
  const largestGap = steps.reduce((largest, step) => Math.max(largest, step), 0);
  await breathe();
  return {
    kind: 'datetime',
    n,
    missing: values.length - n,
    ...counted(counter),
    distinct: times.length,
    approximate: null,
    entropy: n === 0 ? null : entropy(histogram.counts) / Math.LN2,
    disguised: disguisedTimes(values, counter, n),
    min,
    max,
    step: exactQuantiles(steps, steps.length, [0.5])[0] ?? null,
    largestGap: steps.length ? largestGap : null,
    regular: regularTimes(times),
    histogram,
  };
}

/** The different times, ascending: from the counter while that is exact, else from the column, sorted where it must be. */
function distinctTimes(values: Float64Array, counter: ValueCounter): Float64Array {
  const times = new Float64Array(counter.exact ? counter.distinct : values.length);
  let n = 0;
  let ascending = true;
  const take = (time: number) => {
    if (!Number.isFinite(time)) return;
    if (n > 0 && time < times[n - 1]!) ascending = false;
    times[n++] = time + 0;
  };
  if (counter.exact) counter.each(row => take(values[row]!));
  else for (let row = 0; row < values.length; row++) take(values[row]!);
  const all = times.subarray(0, n);
  if (!ascending) all.sort();
  let kept = 0;
  for (let i = 0; i < n; i++) if (i === 0 || all[i] !== all[kept - 1]) all[kept++] = all[i]!;
  return all.slice(0, kept);
}

/** Dates that programs write for "no date": the first days of their calendars, and the last day of a four-digit year. */
const placeholders = [
  '0001-01-01',
  '1899-12-30',
  '1899-12-31',
  '1900-01-01',
  '1970-01-01',
  '2099-12-31',
  '2999-12-31',
  '9999-12-31',
];

function disguisedTimes(values: Float64Array, counter: ValueCounter, n: number): Suspect[] {
  const found: Suspect[] = [];
  const usual = n / Math.max(1, counter.distinct);
  counter.each((row, count) => {
    if (count < 2 * usual) return;
    const value = datetimeText(values[row]!);
    if (placeholders.includes(value))
      found.push({ value, count, why: 'Programs write this date where there is none, and it repeats.' });
  });
  return found;
}
