import { parseTruthBytes } from '../../../core/table/parse.ts';
import { fitted } from './fitted.ts';
import { MissingCells, trimEnd, trimStart } from './missing.ts';
import type { ColumnPart, ColumnReader, ReaderSetting } from './reader.ts';

/** Truth words of one family straight into bytes. */
export class BooleanReader implements ColumnReader {
  values = new Int8Array(0);
  present = 0;
  failed = false;
  private family = -1;
  private seen = 0;
  private readonly missing: MissingCells;
  private readonly ends: Uint8Array;
  private readonly meaning: Uint8Array;

  constructor({ markers, ends, meaning }: ReaderSetting) {
    this.missing = new MissingCells(markers);
    this.ends = ends;
    this.meaning = meaning;
  }

  /** An empty cell or a bare truth word. */
  read(source: Uint8Array, i: number, row: number): number {
    const { ends, meaning } = this;
    let end = i;
    while (meaning[source[end]!] === 0) end++;
    if (ends[source[end]!] === 0) return -1;
    if (end === i) {
      this.values[row] = -1;
      return end;
    }
    const truth = parseTruthBytes(source, i, end);
    if (truth < 0 || truth >> 1 !== this.family) return -1;
    this.take(truth, row);
    return end;
  }

  append(source: Uint8Array, from: number, to: number, row: number): void {
    const start = trimStart(source, from, to);
    const end = trimEnd(source, start, to);
    if (this.missing.is(source, start, end)) return this.appendMissing(row);
    const truth = parseTruthBytes(source, start, end);
    if (truth < 0 || (this.family >= 0 && truth >> 1 !== this.family)) this.failed = true;
    else this.take(truth, row);
  }

  private take(truth: number, row: number): void {
    this.family = truth >> 1;
    this.seen |= 1 << (truth & 1);
    this.present++;
    this.values[row] = truth & 1;
  }

  appendMissing(row: number): void {
    this.values[row] = -1;
  }

  reserve(rows: number): void {
    if (rows <= this.values.length) return;
    const values = new Int8Array(rows);
    values.set(this.values);
    this.values = values;
  }

  part(rows: number): ColumnPart {
    const common = { present: this.present, markers: this.missing.counts };
    return { ...common, op: 'boolean', values: fitted(this.values, rows), family: this.family, seen: this.seen };
  }
}
