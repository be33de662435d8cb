import { orderStatistics } from '../sketch/order-statistics.ts';

/** A stretch of a regular series in which times are missing. */
export interface TimeGap {
  /** The times before and after it. */
  readonly from: number;
  readonly to: number;
  /** How many times are missing between them. */
  readonly missing: number;
}

/** The rhythm of a series of times, and what is missing from it. */
export interface RegularTimes {
  readonly unit: 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'weekday' | 'week' | 'month' | 'year';
  /** A time every so many units. */
  readonly every: number;
  /** Times there would be without gaps, from the first to the last. */
  readonly expected: number;
  readonly missing: number;
  /** The longest first, at most 100. */
  readonly gaps: readonly TimeGap[];
}

const second = 1000;
const day = 86_400 * second;
const units = [
  ['week', 7 * day],
  ['day', day],
  ['hour', 3600 * second],
  ['minute', 60 * second],
  ['second', second],
  ['millisecond', 1],
] as const;

/** Fewer times show no rhythm. */
const fewest = 10;
/** The share of steps that must be the usual one. */
const usually = 0.8;
const mostGaps = 100;

/**
 * The rhythm of distinct, ascending times: one step that at least four in five neighbours keep, counted in months where the
 * times are the same day of a month (or all its last day), in weekdays where none is on a weekend. Null where there is none.
 */
export function regularTimes(times: Float64Array): RegularTimes | null {
  if (times.length < fewest) return null;
  return inMonths(times) ?? inWeekdays(times) ?? inUnits(times);
}

function inUnits(times: Float64Array): RegularTimes | null {
  const step = usualStep(times);
  if (step === null) return null;
  const [unit, length] = units.find(([, length]) => step % length === 0) ?? ['millisecond', 1];
  return described(times, unit, step / length, time => (time - times[0]!) / step);
}

/** Numbered by weekdays from Monday, 1 January 1900 on. */
function inWeekdays(times: Float64Array): RegularTimes | null {
  const monday = Date.UTC(1900, 0, 1);
  const clock = times[0]! % day;
  for (const time of times) {
    const weekday = Math.floor((time - monday) / day) % 7;
    if (time % day !== clock || weekday > 4 || weekday < 0) return null;
  }
  const number = (time: number) => {
    const days = Math.floor((time - monday) / day);
    return 5 * Math.floor(days / 7) + (days % 7);
  };
  const numbers = times.map(number);
  if (usualStep(numbers) !== 1 || numbers.at(-1)! - numbers[0]! < 10) return null;
  return described(times, 'weekday', 1, number);
}

function inMonths(times: Float64Array): RegularTimes | null {
  const first = new Date(times[0]!);
  const clock = times[0]! - Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate());
  let sameDay = true;
  let lastDay = true;
  for (const time of times) {
    const date = new Date(time);
    sameDay &&= date.getUTCDate() === first.getUTCDate();
    lastDay &&= new Date(time + day).getUTCDate() === 1;
    if (!sameDay && !lastDay) return null;
    if (time - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) !== clock) return null;
  }
  const number = (time: number) => {
    const date = new Date(time);
    return 12 * date.getUTCFullYear() + date.getUTCMonth();
  };
  const step = usualStep(times.map(number));
  if (step === null || step < 1) return null;
  const from = number(times[0]!);
  const [unit, every] = step % 12 === 0 ? (['year', step / 12] as const) : (['month', step] as const);
  return described(times, unit, every, time => (number(time) - from) / step);
}

/** The distances of neighbours. */
export function stepsOf(numbers: Float64Array): Float64Array {
  const steps = new Float64Array(Math.max(0, numbers.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = numbers[i + 1]! - numbers[i]!;
  return steps;
}

/** The distance that at least four in five neighbours have; null where there is none. */
function usualStep(numbers: Float64Array): number | null {
  const steps = stepsOf(numbers);
  const usual = orderStatistics(steps, [steps.length >> 1])[0]!; // what four in five have is in the middle
  let same = 0;
  for (let i = 0; i < steps.length; i++) if (steps[i] === usual) same++;
  return same >= usually * steps.length && usual > 0 ? usual : null;
}

/** `at` numbers the times so that neighbours in rhythm differ by one. */
function described(
  times: Float64Array,
  unit: RegularTimes['unit'],
  every: number,
  at: (time: number) => number,
): RegularTimes {
  const gaps: TimeGap[] = [];
  let missing = 0;
  for (let i = 1; i < times.length; i++) {
    const skipped = Math.round(at(times[i]!) - at(times[i - 1]!)) - 1;
    if (skipped < 1) continue;
    missing += skipped;
    gaps.push({ from: times[i - 1]!, to: times[i]!, missing: skipped });
  }
  const expected = Math.round(at(times.at(-1)!) - at(times[0]!)) + 1;
  gaps.sort((a, b) => b.missing - a.missing || a.from - b.from);
  return { unit, every, expected, missing, gaps: gaps.slice(0, mostGaps) };
}
