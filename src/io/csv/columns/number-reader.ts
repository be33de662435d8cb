import { isCode, parseNumberBytes } from '../../../core/table/parse.ts';
import { fitted } from './fitted.ts';
import { MissingCells, trimEnd, trimStart } from './missing.ts';
import type { ColumnPart, ColumnReader, ReaderSetting } from './reader.ts';

const tenTo = Float64Array.from({ length: 10 }, (_, i) => 10 ** i);

/** Numbers straight into a float64 array. */
export class NumberReader implements ColumnReader {
  values = new Float64Array(0);
  present = 0;
  integer = true;
  failed = false;
  private readonly missing: MissingCells;
  private readonly ends: Uint8Array;
  private readonly quote: number;

  constructor({ markers, ends, quote }: ReaderSetting) {
    this.missing = new MissingCells(markers);
    this.ends = ends;
    this.quote = quote;
  }

  /**
   * An empty cell, or up to 9 digits before and 9 behind the point, 15 in all: the digits as one whole number and one
   * power of ten are exact, so that their quotient is the correctly rounded number (Clinger 1990).
   */
  read(source: Uint8Array, i: number, row: number): number {
    const { ends } = this;
    const quoted = source[i] === this.quote;
    if (quoted) i++;
    const negative = source[i] === 45;
    if (negative) i++;
    const start = i;
    let whole = 0;
    let digit = source[i]! - 48;
    while (digit >= 0 && digit <= 9) {
      whole = (Math.imul(whole, 10) + digit) | 0;
      digit = source[++i]! - 48;
    }
    const wholeDigits = i - start;
    let value = whole;
    if (wholeDigits === 0) {
      if (quoted || negative || ends[source[i]!] === 0) return -1;
      this.values[row] = NaN;
      return i;
    }
    if (wholeDigits > 9 || (wholeDigits > 1 && source[start] === 48)) return -1;
    let fraction = 0;
    if (digit === -2) {
      const from = ++i;
      digit = source[i]! - 48;
      while (digit >= 0 && digit <= 9) {
        fraction = (Math.imul(fraction, 10) + digit) | 0;
        digit = source[++i]! - 48;
      }
      const decimals = i - from;
      if (decimals > 9 || wholeDigits + decimals > 15) return -1;
      const power = tenTo[decimals]!;
      value = (whole * power + fraction) / power;
    }
    if (quoted && source[i++] !== this.quote) return -1;
    if (ends[source[i]!] === 0) return -1;
    if (fraction !== 0) this.integer = false;
    this.present++;
    this.values[row] = negative ? -value : value;
    return i;
  }

  append(source: Uint8Array, from: number, to: number, row: number): void {
    const start = trimStart(source, from, to);
    const end = trimEnd(source, start, to);
    if (this.missing.is(source, start, end)) return this.appendMissing(row);
    const value = parseNumberBytes(source, start, end);
    this.present++;
    this.values[row] = value;
    if (!Number.isInteger(value)) this.integer = false;
    if (Number.isNaN(value) || isCode(source, start, end, value)) this.failed = true;
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
    const common = { present: this.present, markers: this.missing.counts };
    return { ...common, op: 'number', values: fitted(this.values, rows), integer: this.integer };
  }
}
