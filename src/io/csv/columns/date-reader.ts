import { DateEvidence, dateValue, daysFromCivil, emptyDate, isDay, readDate } from '../../../core/table/parse-date.ts';
import { fitted } from './fitted.ts';
import { MissingCells, trimEnd, trimStart } from './missing.ts';
import type { ColumnPart, ColumnReader, ReaderSetting } from './reader.ts';

const parts = emptyDate();
const DASH = 45;
const COLON = 58;

/** Dates straight into epoch milliseconds, in the order of day and month that the column's beginning shows. */
export class DateReader implements ColumnReader {
  values = new Float64Array(0);
  present = 0;
  failed = false;
  private readonly evidence = new DateEvidence();
  private readonly dayFirst: boolean;
  private readonly missing: MissingCells;
  private readonly ends: Uint8Array;
  private readonly quote: number;
  /** The day read last, because neighbours often share it. */
  private lastDay = -1;
  private lastEpoch = 0;

  constructor({ markers, ends, quote }: ReaderSetting, dayFirst: boolean) {
    this.missing = new MissingCells(markers);
    this.ends = ends;
    this.quote = quote;
    this.dayFirst = dayFirst;
  }

  /** An empty cell, 2011-01-31, or 2011-01-31 06:05 and 2011-01-31T06:05:01. */
  read(source: Uint8Array, i: number, row: number): number {
    const { ends } = this;
    if (ends[source[i]!] !== 0) {
      this.values[row] = NaN;
      return i;
    }
    const quoted = source[i] === this.quote;
    if (quoted) i++;
    if (source[i + 4] !== DASH || source[i + 7] !== DASH) return -1;
    const century = twoDigits(source, i);
    const yearOfCentury = twoDigits(source, i + 2);
    const month = twoDigits(source, i + 5);
    const day = twoDigits(source, i + 8);
    if ((century | yearOfCentury | month | day) < 0) return -1;
    const year = century * 100 + yearOfCentury;
    const key = (year << 9) | (month << 5) | day;
    if (key !== this.lastDay) {
      if (!isDay(year, month, day)) return -1;
      this.lastDay = key;
      this.lastEpoch = daysFromCivil(year, month, day) * 86_400_000;
    }
    i += 10;
    let seconds = 0;
    const gap = source[i]!;
    if (gap === 84 || (gap === 32 && ends[32] === 0)) {
      const hour = twoDigits(source, i + 1);
      const minute = twoDigits(source, i + 4);
      if (source[i + 3] !== COLON || (hour | minute) < 0 || hour > 23 || minute > 59) return -1;
      seconds = (hour * 60 + minute) * 60;
      i += 6;
      if (source[i] === COLON) {
        const second = twoDigits(source, i + 1);
        if (second < 0 || second > 59) return -1;
        seconds += second;
        i += 3;
      }
    }
    if (quoted && source[i++] !== this.quote) return -1;
    if (ends[source[i]!] === 0) return -1;
    this.present++;
    this.values[row] = this.lastEpoch + seconds * 1000;
    return i;
  }

  append(source: Uint8Array, from: number, to: number, row: number): void {
    const start = trimStart(source, from, to);
    const end = trimEnd(source, start, to);
    if (this.missing.is(source, start, end)) return this.appendMissing(row);
    this.present++;
    if (!readDate(source, start, end, parts)) {
      this.failed = true;
      return;
    }
    this.evidence.add(parts);
    this.values[row] = dateValue(parts, this.dayFirst);
  }

  appendMissing(row: number): void {
    this.values[row] = NaN;
  }

  reserve(rows: number): void {
    if (rows <= this.values.length) return;
    const values = new Float64Array(rows);
    values.set(this.values);
    this.values = values;
  }

  part(rows: number): ColumnPart {
    const { dayFirst, monthFirst, either, cut } = this.evidence;
    const common = { present: this.present, markers: this.missing.counts };
    const evidence = { dayFirst, monthFirst, either, cut };
    return { ...common, op: 'datetime', values: fitted(this.values, rows), evidence };
  }
}

/** The number of two digits; negative where they are none. */
function twoDigits(source: Uint8Array, i: number): number {
  const tens = source[i]! - 48;
  const ones = source[i + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
