import { LETTER_FAMILY, parseTruthBytes } from '../../../core/table/parse.ts';
import { DateEvidence, emptyDate, readDate } from '../../../core/table/parse-date.ts';
import { areaMarker } from '../../../core/table/area-codes.ts';
import { isFormattedCode, numberFormats, readFormatted } from '../../../core/table/number-format.ts';
import { MissingCells, trimEnd, trimStart } from './missing.ts';
import type { ColumnPart, ColumnReader, DateCounts, ReaderSetting } from './reader.ts';
import { growBytes, joinTexts, type Texts } from './texts.ts';

/** Kinds a column can still be, as bits beside one for each number format. */
const TRUTH = 1 << 8;
const DATE = 1 << 9;
/** Every present cell is two capital letters. */
const LETTER_PAIRS = 1 << 10;

const parts = emptyDate();

/** Every cell of a column, and what all of them together can be. */
export interface GatheredCells extends DateCounts {
  readonly rows: number;
  readonly present: number;
  readonly texts: Texts;
  readonly can: number;
  readonly truthFamily: number;
  readonly truthSeen: number;
  /** Cells that are digits but no quantity: leading zeros or beyond 2^53. */
  readonly codes: number;
  /** Cells with a comma, and those of them in which it could as well be a thousands mark, such as 1,234. */
  readonly commas: number;
  readonly eitherComma: number;
  /** Rows where "NA" stood, kept while it could be the code of a country. */
  readonly areaRows: Int32Array<ArrayBuffer>;
}

/** Keeps the bytes of every present cell and narrows down what the column can be. A missing cell has no bytes. */
export class GatherReader implements ColumnReader {
  readonly failed = false;
  private bytes = new Uint8Array(64);
  private offsets = new Int32Array(16);
  private rows = 0;
  private present = 0;
  private high = 0;
  private can: number;
  private truthFamily = -1;
  private truthSeen = 0;
  private codes = 0;
  private commas = 0;
  private eitherComma = 0;
  private areaRows: number[] = [];
  private readonly dates = new DateEvidence();
  private readonly missing: MissingCells;
  private readonly areaIndex: number;

  constructor({ markers, decimal, keepAreas }: ReaderSetting) {
    this.missing = new MissingCells(markers);
    this.areaIndex = keepAreas ? markers.texts.indexOf(areaMarker) : -1;
    this.can = TRUTH | DATE | (this.areaIndex < 0 ? 0 : LETTER_PAIRS);
    numberFormats.forEach((format, i) => {
      if (decimal === null || format.decimal === decimal) this.can |= 1 << i;
    });
  }

  append(source: Uint8Array, from: number, to: number, row: number): void {
    const start = trimStart(source, from, to);
    const end = trimEnd(source, start, to);
    const marker = this.missing.find(source, start, end);
    if (marker !== null) {
      if (marker === this.areaIndex && this.can & LETTER_PAIRS && to - from === areaMarker.length)
        this.areaRows.push(row);
      return this.appendMissing();
    }
    if (this.rows + 1 >= this.offsets.length) this.growRows();
    let at = this.offsets[this.rows]!;
    if (at + to - from > this.bytes.length) this.bytes = growBytes(this.bytes, at + to - from);
    const { bytes } = this;
    let high = 0;
    for (let i = from; i < to; i++) {
      const byte = source[i]!;
      bytes[at++] = byte;
      high |= byte;
    }
    this.high |= high & 0x80;
    this.present++;
    if (this.can !== 0) this.weigh(source, start, end);
    this.offsets[++this.rows] = at;
  }

  appendMissing(): void {
    if (this.rows + 1 >= this.offsets.length) this.growRows();
    const at = this.offsets[this.rows]!;
    this.offsets[++this.rows] = at;
  }

  /** Narrow down what the column can be by one present cell. */
  private weigh(source: Uint8Array, start: number, end: number): void {
    if (this.can & 0xff) this.weighNumber(source, start, end);
    if (this.can & TRUTH) this.weighTruth(source, start, end);
    if (this.can & DATE) {
      if (readDate(source, start, end, parts)) this.dates.add(parts);
      else this.can &= ~DATE;
    }
    if (this.can & LETTER_PAIRS && !isLetterPair(source, start, end)) {
      this.can &= ~LETTER_PAIRS;
      this.areaRows = [];
    }
  }

  private weighNumber(source: Uint8Array, start: number, end: number): void {
    let isCode = false;
    for (let i = 0; i < numberFormats.length; i++) {
      if ((this.can & (1 << i)) === 0) continue;
      const format = numberFormats[i]!;
      const value = readFormatted(source, start, end, format);
      const code = !Number.isNaN(value) && isFormattedCode(source, start, end, format, value);
      if (Number.isNaN(value) || code) this.can &= ~(1 << i);
      isCode ||= code;
    }
    if (isCode) this.codes++;
    if ((this.can & 2) === 0) return;
    const comma = source.subarray(start, end).indexOf(44);
    if (comma < 0) return;
    this.commas++;
    const sign = source[start] === 45 || source[start] === 43 ? 1 : 0;
    if (comma - sign >= 1 && comma - sign <= 3 && end - start - comma === 4) this.eitherComma++;
  }

  private weighTruth(source: Uint8Array, start: number, end: number): void {
    const truth = parseTruthBytes(source, start, end);
    const family = truth >> 1;
    if (truth < 0 || (this.truthFamily >= 0 && family !== this.truthFamily)) {
      this.can &= ~TRUTH;
      return;
    }
    this.truthFamily = family;
    this.truthSeen |= 1 << (truth & 1);
  }

  private growRows(): void {
    const offsets = new Int32Array(this.offsets.length * 2);
    offsets.set(this.offsets);
    this.offsets = offsets;
  }

  reserve(): void {
    // Grows as it goes.
  }

  part(): ColumnPart {
    const { rows, present, high, can, truthFamily, truthSeen, codes, commas, eitherComma } = this;
    const { dayFirst, monthFirst, either, cut } = this.dates;
    const offsets = this.offsets.slice(0, rows + 1);
    const cells: GatheredCells = {
      ...{ rows, present, can, truthFamily, truthSeen, codes, commas, eitherComma, dayFirst, monthFirst, either, cut },
      texts: { bytes: this.bytes.slice(0, offsets[rows]), offsets, high },
      areaRows: Int32Array.from(this.areaRows),
    };
    return { op: 'gather', present, markers: this.missing.counts, cells };
  }
}

const isCapital = (byte: number): boolean => byte >= 65 && byte <= 90;

const isLetterPair = (source: Uint8Array, start: number, end: number): boolean =>
  end - start === 2 && isCapital(source[start]!) && isCapital(source[start + 1]!);

/** What gathered cells are. */
export const gatheredKinds = {
  /** The place of the format in numberFormats; -1 where the column is no number. */
  numberFormat({ present, can }: GatheredCells): number {
    return present > 0 && can & 0xff ? 31 - Math.clz32(can & 0xff & -(can & 0xff)) : -1;
  },
  isTruth: ({ present, can, truthFamily, truthSeen }: GatheredCells): boolean =>
    present > 0 && (can & TRUTH) !== 0 && (truthFamily !== LETTER_FAMILY || truthSeen === 3),
  couldBeTruth: ({ can }: GatheredCells): boolean => (can & TRUTH) !== 0,
  isDate: (cells: GatheredCells): boolean => cells.present > 0 && (cells.can & DATE) !== 0 && !isMixed(cells),
  /** Every cell was a date, but some only day first and some only month first. */
  isMixedDate: (cells: GatheredCells): boolean => cells.present > 0 && (cells.can & DATE) !== 0 && isMixed(cells),
  isLetterPairs: ({ present, can }: GatheredCells): boolean => present > 0 && (can & LETTER_PAIRS) !== 0,
};

const isMixed = ({ dayFirst, monthFirst }: DateCounts): boolean => dayFirst > 0 && monthFirst > 0;

/** The cells of several slices in a row as one. */
export function joinGathered(all: readonly GatheredCells[]): GatheredCells {
  if (all.length === 1) return all[0]!;
  const sum = (of: (cells: GatheredCells) => number): number => all.reduce((total, cells) => total + of(cells), 0);
  const families = new Set(all.map(cells => cells.truthFamily).filter(family => family >= 0));
  let can = all.reduce((bits, cells) => bits & cells.can, -1);
  if (families.size > 1) can &= ~TRUTH;
  let first = 0;
  const areaRows = all.map(cells => {
    const moved = cells.areaRows.map(row => row + first);
    first += cells.rows;
    return moved;
  });
  return {
    rows: first,
    present: sum(cells => cells.present),
    texts: joinTexts(all.map(cells => cells.texts)),
    can,
    truthFamily: [...families][0] ?? -1,
    truthSeen: all.reduce((bits, cells) => bits | cells.truthSeen, 0),
    codes: sum(cells => cells.codes),
    commas: sum(cells => cells.commas),
    eitherComma: sum(cells => cells.eitherComma),
    dayFirst: sum(cells => cells.dayFirst),
    monthFirst: sum(cells => cells.monthFirst),
    either: sum(cells => cells.either),
    cut: sum(cells => cells.cut),
    areaRows: Int32Array.from(areaRows.flatMap(rows => [...rows])),
  };
}
