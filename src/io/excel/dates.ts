/** What a number format makes of a number: nothing, a date with or without a time, or a time of day or duration. */
export type FormatMeaning = 'number' | 'datetime' | 'seconds';

/** Formats that need no description in the file (ECMA-376, part 1, 18.8.30, and its East Asian ones). */
const builtIn = (id: number): FormatMeaning | null => {
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 33)) return 'seconds';
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'datetime';
  return id < 164 ? 'number' : null;
};

/**
 * What the format means, by its number or by its code such as `yyyy-mm-dd`: texts in quotes, escaped characters and
 * brackets other than elapsed hours, minutes and seconds are no part of it; the first section counts.
 */
export function formatMeaning(id: number, code: string | undefined): FormatMeaning {
  if (code === undefined) return builtIn(id) ?? 'number';
  const bare = code
    .slice(0, 1000)
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .split(';')[0]!
    .toLowerCase();
  if (/\[(h+|m+|s+)\]/.test(bare)) return 'seconds';
  const letters = bare.replace(/\[[^\]]*\]/g, '').replace(/am\/pm|a\/p/g, 'h');
  if (/general|[0#?]/.test(letters.replace(/[hms:.]+0+/g, ''))) return 'number';
  if (/[yd]/.test(letters)) return 'datetime';
  if (/[hs]/.test(letters)) return 'seconds';
  return /m/.test(letters) ? 'datetime' : 'number';
}

const dayMilliseconds = 86_400_000;
/** Days from Excel's day 0 to 1970-01-01. */
const epoch1900 = 25_569;
const epoch1904 = 24_107;

/**
 * A serial number as epoch milliseconds. Day 60 of the 1900 system is the 29th of February 1900, which never was; days
 * before it lie one day later than the others say (Excel keeps this error of Lotus 1-2-3).
 */
export function serialToEpoch(serial: number, from1904: boolean): number {
  const days = from1904 ? serial - epoch1904 : serial < 60 ? serial + 1 - epoch1900 : serial - epoch1900;
  return Math.round(days * dayMilliseconds);
}

/** A serial number as seconds, to the millisecond. */
export const serialToSeconds = (serial: number): number => Math.round(serial * dayMilliseconds) / 1000;
