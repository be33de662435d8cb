import { StudioError } from '../errors.ts';
import type { HolidayRule } from '../graph/holidays.ts';

// Public holidays as rules: "12-25", "4th Thursday of November", "last Monday of May", "Easter - 2", each with "from 1990"
// or "until 2004" behind it if need be. Days given off in place of one that falls on a weekend are not among them.

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']; // prettier-ignore
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The days that are off by law in the whole country, for the years since 2000 but for single years with one day more. */
export const holidaysOf = {
  none: [],
  germany: ['01-01', 'Easter - 2', 'Easter + 1', '05-01', 'Easter + 39', 'Easter + 50', '10-03 from 1990', '12-25', '12-26'], // prettier-ignore
  france: ['01-01', 'Easter + 1', '05-01', '05-08', 'Easter + 39', 'Easter + 50', '07-14', '08-15', '11-01', '11-11', '12-25'], // prettier-ignore
  'england-and-wales': ['01-01', 'Easter - 2', 'Easter + 1', '1st Monday of May', 'last Monday of May', 'last Monday of August', '12-25', '12-26'], // prettier-ignore
  'united-states': ['01-01', '3rd Monday of January', '3rd Monday of February', 'last Monday of May', '06-19 from 2021', '07-04', '1st Monday of September', '2nd Monday of October', '11-11', '4th Thursday of November', '12-25'], // prettier-ignore
} as const satisfies Record<string, readonly string[]>;

export type HolidayCountry = keyof typeof holidaysOf;
export const holidayCountries = Object.keys(holidaysOf) as HolidayCountry[];

/** Easter falls on 22 March to 25 April, and what is counted from it must lie in the same year. */
const MOST_BEFORE = 80;
const MOST_AFTER = 250;

/** Reads a rule; upper and lower case are the same. */
export function readHolidayRule(text: string): HolidayRule {
  const words = text.trim().toLowerCase();
  const [, main = '', since, until] = /^(.*?)(?:\s+from\s+(\d{4}))?(?:\s+until\s+(\d{4}))?$/.exec(words) ?? [];
  const years = { ...(since && { from: Number(since) }), ...(until && { until: Number(until) }) };
  const rule = dateRule(main) ?? weekdayRule(main) ?? easterRule(main);
  if (rule) return { ...rule, ...years };
  throw new StudioError(
    'param/out-of-range',
    `Holidays: "${text.slice(0, 100)}" is not a rule for a day. Write a date as 12-25 (month and day), a weekday as "4th Thursday of November" or "last Monday of May", or a feast as "Easter - 2"; "from 1990" or "until 2004" may follow.`,
    { owner: 'holidays', name: 'own', value: text.slice(0, 100) },
  );
}

function dateRule(words: string): HolidayRule | null {
  const [, first, second] = /^(\d{1,2})-(\d{1,2})$/.exec(words) ?? [];
  const [month, day] = [Number(first), Number(second)];
  return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1]! ? { kind: 'date', month, day } : null;
}

function weekdayRule(words: string): HolidayRule | null {
  const [, which, name, of] = /^(last|[1-5])(?:st|nd|rd|th)?\s+(\w+)\s+(?:of|in)\s+(\w+)$/.exec(words) ?? [];
  const weekday = weekdays.findIndex(w => w.toLowerCase() === name) + 1;
  const month = months.findIndex(m => m.toLowerCase() === of) + 1;
  return weekday && month ? { kind: 'weekday', month, weekday, nth: which === 'last' ? 0 : Number(which) } : null;
}

function easterRule(words: string): HolidayRule | null {
  const [all, sign, days] = /^easter(?:\s*([+-])\s*(\d{1,3}))?$/.exec(words) ?? [];
  if (all === undefined) return null;
  const offset = (sign === '-' ? -1 : 1) * Number(days ?? 0) + 0;
  return offset >= -MOST_BEFORE && offset <= MOST_AFTER ? { kind: 'easter', offset } : null;
}
