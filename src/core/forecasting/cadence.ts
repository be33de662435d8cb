import { StudioError } from '../errors.ts';
import { type RegularTimes, regularTimes } from '../table/regular-times.ts';

/** The rhythm of a series: how its next times follow, and how many steps its seasons have. */
export interface Cadence {
  readonly unit: RegularTimes['unit'] | 'step';
  readonly every: number;
  /** The seasons such data often has, in steps, the shortest first; empty where none is known. */
  readonly seasons: readonly Season[];
  /** The time so many steps after another. */
  next(time: number, steps: number): number;
}

export interface Season {
  readonly steps: number;
  /** "day", "week", "year". */
  readonly name: string;
}

const day = 86_400_000;
const lengths = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000, day, week: 7 * day } as const;
/** Of each unit: how many of it a season has. */
const usual: Readonly<Record<RegularTimes['unit'], readonly (readonly [units: number, name: string])[]>> = {
  millisecond: [],
  second: [[60, 'minute'], [3600, 'hour']],
  minute: [[60, 'hour'], [1440, 'day'], [10_080, 'week']],
  hour: [[24, 'day'], [168, 'week']],
  day: [[7, 'week'], [365, 'year']],
  weekday: [[5, 'week']],
  week: [[52, 'year']],
  month: [[12, 'year']],
  year: [],
}; // prettier-ignore

/**
 * The rhythm of ascending times, repeated ones counted once. `dates`: they are epoch milliseconds; plain numbers follow at
 * their usual distance. Throws `table/no-rhythm` where at least four in five neighbours do not keep one distance.
 */
export function cadenceOf(name: string, times: ArrayLike<number>, dates: boolean): Cadence {
  const distinct = Float64Array.from(new Set(Array.from(times).filter(t => !Number.isNaN(t)))).sort();
  if (!dates) return plainCadence(name, distinct);
  const rhythm = regularTimes(distinct);
  if (!rhythm) throw noRhythm(name);
  const { unit, every } = rhythm;
  const seasons = usual[unit].flatMap(([units, season]) =>
    units % every === 0 && units / every >= 2 ? [{ steps: units / every, name: season }] : [],
  );
  return { unit, every, seasons, next: (time, steps) => following(unit, time, steps * every) };
}

function plainCadence(name: string, distinct: Float64Array): Cadence {
  const distances = Array.from(distinct.subarray(1), (t, i) => t - distinct[i]!);
  const every = [...distances].sort((a, b) => a - b)[distances.length >> 1] ?? 0;
  const kept = distances.filter(d => Math.abs(d - every) <= 1e-9 * Math.abs(every)).length;
  if (distinct.length < 10 || kept < 0.8 * distances.length) throw noRhythm(name);
  return { unit: 'step', every, seasons: [], next: (time, steps) => time + steps * every };
}

function following(unit: RegularTimes['unit'], time: number, units: number): number {
  if (unit === 'month' || unit === 'year') return monthsLater(time, unit === 'year' ? 12 * units : units);
  if (unit !== 'weekday') return time + units * lengths[unit];
  let later = time;
  for (let left = units; left > 0; left--) {
    do later += day;
    while ([0, 6].includes(new Date(later).getUTCDay()));
  }
  return later;
}

/** The same day of a later month; of a series of last days the last day. */
function monthsLater(time: number, months: number): number {
  const date = new Date(time);
  const clock = ((time % day) + day) % day;
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const endsMonth = new Date(time + day).getUTCDate() === 1;
  return Date.UTC(year, month, endsMonth ? last : Math.min(date.getUTCDate(), last)) + clock;
}

const noRhythm = (name: string): StudioError =>
  new StudioError(
    'table/no-rhythm',
    `The times in "${name}" do not follow at one distance, so it is not clear which moments come next. Bring the table to one row a day, or another regular step, first.`,
    { name },
  );
