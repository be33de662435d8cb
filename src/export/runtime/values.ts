import type { SchemaInput, Warning } from './types.ts';

// Raw values in: null, undefined, '' and NaN are missing; what cannot be read is missing too, and warned about.

const missingWords = ['NA', 'N/A', 'n/a', 'NaN', 'nan', 'null', 'NULL', 'Null', 'None', '#N/A', '<NA>', '?', '-'];
const trueWords = ['true', 'yes', 't', 'y', 'on', '1'];
const falseWords = ['false', 'no', 'f', 'n', 'off', '0'];
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const endlessNumber = /^([+-]?)(Infinity|inf)$/i;
/** Year first, then an optional time and zone; without a zone it is UTC. */
const isoDate =
  /^([+-]\d{6}|\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?|Z)?)?$/i;

export function isMissingWord(text: string): boolean {
  const word = text.trim();
  return word === '' || missingWords.includes(word);
}

/** A number, NaN where missing, undefined where the value cannot be read. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (plainNumber.test(text)) return Number(text);
  const endless = endlessNumber.exec(text);
  if (endless) return endless[1] === '-' ? -Infinity : Infinity;
  return isMissingWord(text) ? NaN : undefined;
}

/** 1 or 0, NaN where missing, undefined where the value cannot be read. */
export function readTruth(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase();
    if (trueWords.includes(word)) return 1;
    if (falseWords.includes(word)) return 0;
  }
  const number = readNumber(value);
  return number === 0 || number === 1 || Number.isNaN(number) ? number : undefined;
}

/** Epoch milliseconds UTC, NaN where missing, undefined where the value cannot be read. */
export function readDate(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return Math.abs(value) <= 8.64e15 || Number.isNaN(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (isMissingWord(value)) return NaN;
  const text = value.trim();
  const [, year, , month, day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone = ''] =
    isoDate.exec(text) ?? [];
  if (year === undefined || +month! < 1 || +month! > 12 || +hour > 23 || +minute > 59 || +second > 59) return undefined;
  // Without a day only 2011-01 is a month; 2011.1 is a number.
  if (/^\d{4}[-/.]\d{1,2}$/.test(text) && !/^\d{4}-\d\d$/.test(text)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(+year, +month! - 1, +day);
  if (date.getUTCDate() !== +day) return undefined;
  const [, sign, zoneHours = '0', zoneMinutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (+zoneHours > 18 || +zoneMinutes > 59) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (+zoneHours * 60 + +zoneMinutes);
  const milliseconds = +fraction.padEnd(3, '0').slice(0, 3);
  return date.getTime() + ((+hour * 60 + +minute - offset) * 60 + +second) * 1000 + milliseconds;
}

/** A text, '' where missing, undefined where the value cannot be read. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  return typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : undefined;
}

const readers = { number: readNumber, boolean: readTruth, datetime: readDate, category: readText, text: readText };

const kindWords = {
  number: 'a number',
  boolean: 'true or false',
  datetime: 'a date with the year first',
  category: 'a text',
  text: 'a text',
};

/** One column of raw values as the model reads it; `warn` hears of everything odd. */
export function readColumn(
  input: SchemaInput,
  values: ArrayLike<unknown> | undefined,
  rows: number,
  warn: (row: number, warning: Warning) => void,
): (number | string)[] {
  const { name, kind, min = -Infinity, max = Infinity } = input;
  const read = readers[kind];
  const absent = kind === 'category' || kind === 'text' ? '' : NaN;
  const levels = kind === 'category' && input.levels ? new Set(input.levels) : undefined;
  return Array.from({ length: rows }, (_, row) => {
    const raw = values?.[row];
    const value = raw == null ? absent : read(raw);
    if (value === undefined) {
      const shown = typeof raw === 'string' ? `"${raw.slice(0, 60)}"` : `a value of type ${typeof raw}`;
      warn(row, {
        column: name,
        problem: 'unparseable',
        message: `${name}: cannot read ${shown} as ${kindWords[kind]}`,
      });
      return absent;
    }
    if (value === '' || Number.isNaN(value)) {
      if (input.required) warn(row, { column: name, problem: 'missing', message: `${name}: value is missing` });
    } else if (levels && !levels.has(value as string)) {
      warn(row, { column: name, problem: 'unknown-category', message: `${name}: unknown category` });
    } else if ((value as number) < min || (value as number) > max) {
      warn(row, { column: name, problem: 'out-of-range', message: `${name}: outside the range seen in training` });
    }
    return value;
  });
}
