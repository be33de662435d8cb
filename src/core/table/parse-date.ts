/**
 * Reading dates out of UTF-8 bytes or text. Understood, each with or without a time of day:
 *   2011-01-31, 2011/1/31, 2011-01, ±YYYYYY-01-31      year first (ISO 8601 and its common relatives)
 *   31/01/2011, 01/31/2011, 1/2/11, 31.01.2011          day or month first; which, only the whole column can tell
 *   31 Jan 2011, 31-Jan-11, Jan 31, 2011                English month names
 * A time is 6:05, 06:05:01.250 or 6:05 PM, then nothing, Z, UTC, GMT or an offset such as +02:00. Without a zone it is
 * taken as UTC. Two-digit years follow POSIX: 69 to 99 are 19xx, 00 to 68 are 20xx. Dots always mean day first.
 */

/** What one cell says about the order of day and month. */
export type DateOrder = 'certain' | 'day-first' | 'month-first' | 'either';

/** The parts of a date as written. Reused between calls on the hot path. */
export interface DateParts {
  year: number;
  /** Month and day where the order is certain; otherwise the first and second number as written. */
  first: number;
  second: number;
  order: DateOrder;
  /** Milliseconds within the day, minus the zone's offset. */
  time: number;
  /** True where digits finer than a millisecond were cut. */
  cut: boolean;
}

export const emptyDate = (): DateParts => ({ year: 0, first: 0, second: 0, order: 'certain', time: 0, cut: false });

const SLASH = 47;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const SPACE = 32;

let at = 0;
let width = 0;

/** Read digits at the cursor: the number, with `width` telling how many; -1 where there are none or more than nine. */
function digits(bytes: Uint8Array, end: number): number {
  let value = 0;
  const start = at;
  while (at < end) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  width = at - start;
  return width === 0 || width > 9 ? -1 : value;
}

const monthWords = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']; // prettier-ignore
const months = new Map(monthWords.flatMap((word, i) => [[word, i + 1] as const, [word.slice(0, 3), i + 1] as const]));
months.set('sept', 9);

/** The number of the month named at the cursor, 0 where there is none. */
function monthName(bytes: Uint8Array, end: number): number {
  let word = '';
  while (at < end && word.length < 10) {
    const letter = bytes[at]! | 32;
    if (letter < 97 || letter > 122) break;
    word += String.fromCharCode(letter);
    at++;
  }
  if (bytes[at] === DOT && at < end) at++;
  return months.get(word) ?? 0;
}

const shortYear = (year: number): number => (year >= 69 ? 1900 + year : 2000 + year);
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the Gregorian calendar has this day. */
export const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= monthDays[month - 1]! + (month === 2 && isLeap(year) ? 1 : 0);

/** Read the date in `bytes[start .. end)` into `out`; false where it is none. */
export function readDate(bytes: Uint8Array, start: number, end: number, out: DateParts): boolean {
  if (end - start < 6 || end - start > 40) return false;
  at = start;
  out.time = 0;
  out.cut = false;
  out.order = 'certain';
  const lead = bytes[start]!;
  const read =
    lead === 43 || lead === 45
      ? readLongYear(bytes, end, out)
      : lead >= 48 && lead <= 57
        ? readNumeric(bytes, end, out)
        : readMonthFirstName(bytes, end, out);
  return read && readTime(bytes, end, out);
}

/** ±YYYYYY-MM-DD, the form ECMAScript writes for years outside 0 to 9999. */
function readLongYear(bytes: Uint8Array, end: number, out: DateParts): boolean {
  const sign = bytes[at++] === 45 ? -1 : 1;
  const year = digits(bytes, end);
  if (width !== 6) return false;
  return readMonthAndDay(bytes, end, sign * year, out);
}

function readMonthAndDay(bytes: Uint8Array, end: number, year: number, out: DateParts): boolean {
  const separator = bytes[at++]!;
  if (separator !== DASH && separator !== SLASH && separator !== DOT) return false;
  out.year = year;
  out.first = digits(bytes, end);
  if (width > 2) return false;
  out.second = 1;
  if (at < end && bytes[at] === separator) {
    at++;
    out.second = digits(bytes, end);
    if (width > 2) return false;
  } else if (separator !== DASH || at !== end || width !== 2) return false; // 2011-01 is a month, 2011.01 a number
  return isDay(year, out.first, out.second);
}

function readNumeric(bytes: Uint8Array, end: number, out: DateParts): boolean {
  const first = digits(bytes, end);
  if (width === 4) return readMonthAndDay(bytes, end, first, out);
  if (width > 2 || at >= end) return false;
  const firstWidth = width;
  const separator = bytes[at++]!;
  const letter = bytes[at]! | 32;
  if ((separator === DASH || separator === SPACE) && letter >= 97 && letter <= 122) {
    const month = monthName(bytes, end);
    if (month === 0 || bytes[at++] !== separator) return false;
    return readYear(bytes, end, out) && setDay(out, month, first);
  }
  if (separator !== SLASH && separator !== DASH && separator !== DOT) return false;
  const second = digits(bytes, end);
  if (width > 2 || width === 0 || at >= end || bytes[at++] !== separator) return false;
  const secondWidth = width;
  if (!readYear(bytes, end, out)) return false;
  if (width === 2 && separator === DASH) return false; // 11-05-03 could be anything
  if (width === 2 && separator === DOT && (firstWidth !== 2 || secondWidth !== 2)) return false; // 1.2.10 is a version
  out.first = first;
  out.second = second;
  const dayFirst = isDay(out.year, second, first);
  const monthFirst = separator !== DOT && isDay(out.year, first, second);
  out.order =
    dayFirst && monthFirst ? (first === second ? 'certain' : 'either') : dayFirst ? 'day-first' : 'month-first';
  return dayFirst || monthFirst;
}

function readYear(bytes: Uint8Array, end: number, out: DateParts): boolean {
  const year = digits(bytes, end);
  if (width !== 4 && width !== 2) return false;
  out.year = width === 2 ? shortYear(year) : year;
  return true;
}

function readMonthFirstName(bytes: Uint8Array, end: number, out: DateParts): boolean {
  const month = monthName(bytes, end);
  if (month === 0 || bytes[at++] !== SPACE) return false;
  const day = digits(bytes, end);
  if (width > 2 || width === 0) return false;
  if (bytes[at] === 44) at++;
  if (bytes[at++] !== SPACE) return false;
  return readYear(bytes, end, out) && width === 4 && setDay(out, month, day);
}

function setDay(out: DateParts, month: number, day: number): boolean {
  out.first = month;
  out.second = day;
  return isDay(out.year, month, day);
}

/** The rest of the cell: nothing, or a time of day with an optional zone. */
function readTime(bytes: Uint8Array, end: number, out: DateParts): boolean {
  if (at === end) return true;
  const gap = bytes[at++]!;
  if (gap !== SPACE && gap !== 84 && gap !== 116) {
    at--;
    return gap === 90 && at + 1 === end; // 2011-01-31Z
  }
  let hour = digits(bytes, end);
  if (hour < 0 || width > 2 || bytes[at++] !== COLON) return false;
  const minute = digits(bytes, end);
  if (width !== 2 || minute > 59) return false;
  let second = 0;
  let milli = 0;
  if (at < end && bytes[at] === COLON) {
    at++;
    second = digits(bytes, end);
    if (width !== 2 || second > 59) return false;
    if (at < end && (bytes[at] === DOT || bytes[at] === 44)) {
      at++;
      const fraction = digits(bytes, end);
      if (fraction < 0) return false;
      const scaled = fraction / 10 ** (width - 3);
      milli = Math.floor(scaled);
      out.cut = milli !== scaled;
    }
  }
  if (at < end && bytes[at] === SPACE) at++;
  const half = bytes[at]! | 32;
  if (at + 1 < end && (half === 97 || half === 112) && (bytes[at + 1]! | 32) === 109) {
    if (hour < 1 || hour > 12) return false;
    hour = (hour % 12) + (half === 112 ? 12 : 0);
    at += 2;
    if (at < end && bytes[at] === SPACE) at++;
  }
  if (hour > 23) return false;
  const offset = readZone(bytes, end);
  out.time = ((hour * 60 + minute) * 60 + second) * 1000 + milli - offset * 60_000;
  return !Number.isNaN(offset);
}

/** The zone's offset in minutes, 0 where none is given, NaN where the rest is no zone. */
function readZone(bytes: Uint8Array, end: number): number {
  if (at === end) return 0;
  const sign = bytes[at]!;
  if (sign === 43 || sign === DASH) {
    at++;
    let hours = digits(bytes, end);
    let minutes = 0;
    if (width === 4) {
      minutes = hours % 100;
      hours = Math.floor(hours / 100);
    } else if (width !== 2) return NaN;
    else if (at < end) {
      if (bytes[at++] !== COLON) return NaN;
      minutes = digits(bytes, end);
      if (width !== 2) return NaN;
    }
    if (at !== end || hours > 18 || minutes > 59) return NaN;
    return (sign === DASH ? -1 : 1) * (hours * 60 + minutes);
  }
  let word = '';
  while (at < end && word.length < 4) word += String.fromCharCode(bytes[at++]!);
  return word === 'Z' || word === 'z' || word === 'UTC' || word === 'GMT' ? 0 : NaN;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, days_from_civil). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** Epoch milliseconds UTC of parts that were read; NaN where the asked order gives no day of the calendar. */
export function dateValue(parts: DateParts, dayFirst: boolean): number {
  const swap = parts.order === 'day-first' || (parts.order === 'either' && dayFirst);
  const month = swap ? parts.second : parts.first;
  const day = swap ? parts.first : parts.second;
  if (!isDay(parts.year, month, day)) return NaN;
  const value = daysFromCivil(parts.year, month, day) * 86_400_000 + parts.time;
  return Math.abs(value) <= 8.64e15 ? value : NaN;
}

/** What a whole column says about the order of day and month; mixed orders make no date column. */
export class DateEvidence {
  dayFirst = 0;
  monthFirst = 0;
  either = 0;
  cut = 0;

  add(parts: DateParts): void {
    if (parts.order === 'day-first') this.dayFirst++;
    else if (parts.order === 'month-first') this.monthFirst++;
    else if (parts.order === 'either') this.either++;
    if (parts.cut) this.cut++;
  }
  /** Both orders were seen, so some cells can only be read against the others. */
  get mixed(): boolean {
    return this.dayFirst > 0 && this.monthFirst > 0;
  }
  /** Every cell could be read either way; the caller chooses and says so. */
  get ambiguous(): boolean {
    return this.either > 0 && this.dayFirst === 0 && this.monthFirst === 0;
  }
  /** The order to read the column in; `preferred` decides where the column itself does not. */
  isDayFirst(preferred: boolean): boolean {
    return this.dayFirst > 0 || (this.monthFirst === 0 && preferred);
  }
}

const encoder = new TextEncoder();
const scratch = emptyDate();

/** Epoch milliseconds UTC of a text after trimming; NaN where it is no date. */
export function parseDate(text: string, dayFirst = false): number {
  const bytes = encoder.encode(text.trim());
  return readDate(bytes, 0, bytes.length, scratch) ? dateValue(scratch, dayFirst) : NaN;
}
