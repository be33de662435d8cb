import { areaMarker } from '../../../core/table/area-codes.ts';
import { DELIMITER, LINE_END } from '../scan.ts';
import { MissingCells, trimEnd, trimStart } from './missing.ts';
import type { ColumnPart, ColumnReader, ReaderSetting } from './reader.ts';
import { ByteDictionary, firstHash, hashOf, nextHash } from './byte-dictionary.ts';
import { fitted } from './fitted.ts';
import { growBytes, spell } from './texts.ts';

/**
 * Texts, as codes while they have few distinct values and as bytes from the moment they have more: a dictionary keeps
 * the very bytes, so nothing is lost by beginning with it. A missing cell has code -1, or no bytes.
 */
export class TextReader implements ColumnReader {
  present = 0;
  readonly failed = false;
  private high = 0;
  private dictionary: ByteDictionary | null = new ByteDictionary();
  private codes = new Int32Array(0);
  private bytes = new Uint8Array(0);
  private offsets = new Int32Array(0);
  private capacity = 0;
  private areaCode = -1;
  private scratch = new Uint8Array(256);
  private readonly missing: MissingCells;
  private readonly meaning: Uint8Array;
  private readonly inQuotes = new Uint8Array(256);
  private readonly quote: number;
  private readonly begins: Uint8Array;
  private readonly areaIndex: number;

  constructor({ markers, meaning, quote, keepAreas }: ReaderSetting) {
    this.areaIndex = keepAreas ? markers.texts.indexOf(areaMarker) : -1;
    this.missing = new MissingCells(markers);
    this.begins = markers.begins;
    this.meaning = meaning;
    this.quote = quote;
    for (const byte of [0, 10, 13, quote]) if (byte >= 0) this.inQuotes[byte] = 1;
  }

  /** A cell that needs no cleaning beyond its quotes. */
  read(source: Uint8Array, i: number, row: number): number {
    const { meaning, quote, dictionary } = this;
    if (!dictionary) return source[i] === quote ? this.copyQuoted(source, i + 1, row) : this.copyPlain(source, i, row);
    if (source[i] === quote) return this.readQuoted(source, i + 1, row);
    let end = i;
    let hash = firstHash;
    let byte = source[i]!;
    while (meaning[byte] === 0) {
      hash = nextHash(hash, byte);
      byte = source[++end]!;
    }
    const stop = meaning[byte];
    if (stop !== DELIMITER && stop !== LINE_END) return -1;
    this.append(source, i, end, row, hash);
    return end;
  }

  /** Once there is no dictionary, a cell is copied while its end is looked for. */
  private copyPlain(source: Uint8Array, i: number, row: number): number {
    const { meaning } = this;
    let at = this.offsets[row]!;
    if (at + source.length - i > this.bytes.length) this.bytes = growBytes(this.bytes, at + source.length - i);
    const { bytes } = this;
    let end = i;
    let high = 0;
    let byte = source[i]!;
    while (meaning[byte] === 0) {
      bytes[at++] = byte;
      high |= byte;
      byte = source[++end]!;
    }
    const stop = meaning[byte];
    if (stop !== DELIMITER && stop !== LINE_END) return -1;
    this.keep(at, high, row);
    return end;
  }

  /** The same within quotes; of doubled quotes one is copied. */
  private copyQuoted(source: Uint8Array, i: number, row: number): number {
    const { meaning, inQuotes, quote } = this;
    let at = this.offsets[row]!;
    if (at + source.length - i > this.bytes.length) this.bytes = growBytes(this.bytes, at + source.length - i);
    const { bytes } = this;
    let end = i;
    let high = 0;
    for (;;) {
      let byte = source[end]!;
      while (inQuotes[byte] === 0) {
        bytes[at++] = byte;
        high |= byte;
        byte = source[++end]!;
      }
      if (byte !== quote) return -1;
      if (source[++end] !== quote) break;
      bytes[at++] = quote;
      end++;
    }
    const stop = meaning[source[end]!];
    if (stop !== DELIMITER && stop !== LINE_END) return -1;
    this.keep(at, high, row);
    return end;
  }

  /** Keep what was copied up to `end`, unless it means missing. */
  private keep(end: number, high: number, row: number): void {
    const start = this.offsets[row]!;
    if (this.findMissing(this.bytes, start, end) !== null) {
      this.offsets[row + 1] = start;
      return;
    }
    this.present++;
    this.high |= high & 0x80;
    this.offsets[row + 1] = end;
  }

  private readQuoted(source: Uint8Array, i: number, row: number): number {
    const { inQuotes, quote, meaning } = this;
    let end = i;
    while (inQuotes[source[end]!] === 0) end++;
    if (source[end] !== quote) return -1;
    if (source[end + 1] === quote) return this.readDoubled(source, i, end, row);
    const stop = meaning[source[end + 1]!];
    if (stop !== DELIMITER && stop !== LINE_END) return -1;
    this.append(source, i, end, row);
    return end + 1;
  }

  /** A quoted cell with doubled quotes inside, the first of them at `end`. */
  private readDoubled(source: Uint8Array, i: number, end: number, row: number): number {
    const { inQuotes, quote, meaning } = this;
    let from = i;
    let size = 0;
    for (;;) {
      const doubled = source[end] === quote && source[end + 1] === quote;
      const until = doubled ? end + 1 : end;
      if (size + until - from > this.scratch.length) this.scratch = growBytes(this.scratch, size + until - from);
      for (let k = from; k < until; k++) this.scratch[size++] = source[k]!;
      if (!doubled) break;
      from = end = end + 2;
      while (inQuotes[source[end]!] === 0) end++;
    }
    const stop = meaning[source[end + 1]!];
    if (source[end] !== quote || (stop !== DELIMITER && stop !== LINE_END)) return -1;
    this.append(this.scratch, 0, size, row);
    return end + 1;
  }

  append(source: Uint8Array, from: number, to: number, row: number, hash = hashOf(source, from, to)): void {
    const marker = this.findMissing(source, from, to);
    if (marker !== null && (marker < 0 || marker !== this.areaIndex || to - from !== areaMarker.length))
      return this.appendMissing(row);
    if (this.dictionary) {
      const code = this.dictionary.code(source, from, to, hash);
      if (code >= 0) {
        this.codes[row] = code;
        if (marker === null) this.present++;
        else this.areaCode = code;
        return;
      }
      this.spellOut(row);
    }
    if (marker !== null) return this.appendMissing(row);
    this.present++;
    this.write(source, from, to, row);
  }

  /** As MissingCells.find, of a range that may have blanks at its ends. */
  private findMissing(source: Uint8Array, from: number, to: number): number | null {
    if (from === to) return -1;
    const first = source[from]!;
    if (first > 32 && source[to - 1]! > 32)
      return this.begins[first] === 0 ? null : this.missing.find(source, from, to);
    const start = trimStart(source, from, to);
    return this.missing.find(source, start, trimEnd(source, start, to));
  }

  private write(source: Uint8Array, from: number, to: number, row: number): void {
    let at = this.offsets[row]!;
    if (at + to - from > this.bytes.length) this.bytes = growBytes(this.bytes, at + to - from);
    const { bytes } = this;
    let high = 0;
    for (let i = from; i < to; i++) {
      const byte = source[i]!;
      bytes[at++] = byte;
      high |= byte;
    }
    this.high |= high & 0x80;
    this.offsets[row + 1] = at;
  }

  appendMissing(row: number): void {
    if (this.dictionary) this.codes[row] = -1;
    else this.offsets[row + 1] = this.offsets[row]!;
  }

  /** Write the rows so far out as bytes and go on without the dictionary. */
  private spellOut(rows: number): void {
    const { codes, areaCode } = this;
    if (areaCode >= 0) for (let row = 0; row < rows; row++) if (codes[row] === areaCode) codes[row] = -1;
    // As many bytes a row as so far for all the rows there is room for, and a quarter more.
    const { bytes, offsets, high } = spell(this.dictionary!.levels(), codes, rows, (this.capacity / rows) * 1.25);
    this.bytes = bytes;
    this.offsets = offsets;
    this.high = high;
    this.dictionary = null;
    this.codes = new Int32Array(0);
  }

  reserve(rows: number): void {
    if (rows <= this.capacity) return;
    this.capacity = rows;
    if (this.dictionary) {
      const codes = new Int32Array(rows);
      codes.set(this.codes);
      this.codes = codes;
    } else if (rows + 1 > this.offsets.length) {
      const offsets = new Int32Array(rows + 1);
      offsets.set(this.offsets);
      this.offsets = offsets;
    }
  }

  part(rows: number): ColumnPart {
    const common = { present: this.present, markers: this.missing.counts };
    if (this.dictionary) {
      const levels = this.dictionary.levels();
      return { ...common, op: 'category', codes: fitted(this.codes, rows), levels, areaCode: this.areaCode };
    }
    const bytes = fitted(this.bytes, this.offsets[rows]!);
    return { ...common, op: 'text', texts: { bytes, offsets: fitted(this.offsets, rows + 1), high: this.high } };
  }
}
