import { StudioError } from '../../core/errors.ts';
import { isCode, LETTER_FAMILY, missingMarkers, parseNumberBytes, parseTruthBytes } from '../../core/table/parse.ts';
import { DateEvidence, emptyDate, readDate } from '../../core/table/parse-date.ts';

/** Kinds a column can still be, as bits. */
const NUMBER = 1;
const COMMA_NUMBER = 2;
const TRUTH = 4;
const DATE = 8;

const parts = emptyDate();

/** The texts that mean missing, arranged by first byte so that most cells cost one look-up. */
export interface Markers {
  readonly texts: readonly string[];
  readonly byFirst: readonly (readonly { readonly index: number; readonly bytes: Uint8Array }[] | undefined)[];
  readonly longest: number;
}

export function prepareMarkers(texts: readonly string[] = missingMarkers): Markers {
  const encoder = new TextEncoder();
  const byFirst: { index: number; bytes: Uint8Array }[][] = [];
  let longest = 0;
  texts.forEach((text, index) => {
    const bytes = encoder.encode(text.trim());
    if (bytes.length === 0) return; // empty cells are missing in any case
    (byFirst[bytes[0]!] ??= []).push({ index, bytes });
    longest = Math.max(longest, bytes.length);
  });
  return { texts, byFirst, longest };
}

/**
 * One column while its file streams by: the bytes of every present cell in one growing buffer, and what the cells so
 * far can be. Numbers are parsed as they come; the rest is decided and built at the end. A missing cell has no bytes.
 */
export class ColumnBuilder {
  bytes = new Uint8Array(64);
  offsets = new Int32Array(16);
  rows = 0;
  used = 0;
  present = 0;
  /** Some byte is beyond ASCII, so the encoding matters. */
  high = 0;
  /** Values parsed so far; null once the column can be no number. */
  values: Float64Array<ArrayBuffer> | null = new Float64Array(16);
  integer = true;
  /** Cells that are digits but no quantity: leading zeros or beyond 2^53. */
  codes = 0;
  markerCounts: Map<number, number> | null = null;
  readonly dates = new DateEvidence();
  /** A comma decimal that could as well be a thousands mark, such as 1,234, and one that could not. */
  commaThousands = 0;
  commaDecimals = 0;
  private can: number;
  private truthFamily = -1;
  private truthSeen = 0;
  private readonly markers: Markers;

  constructor(markers: Markers, decimal: '.' | ',' | null) {
    this.markers = markers;
    this.can = TRUTH | DATE | (decimal === ',' ? 0 : NUMBER) | (decimal === '.' ? 0 : COMMA_NUMBER);
    if (decimal === ',') this.values = null;
  }

  get isNumber(): boolean {
    return this.present > 0 && (this.can & NUMBER) !== 0;
  }
  get isCommaNumber(): boolean {
    return this.present > 0 && (this.can & COMMA_NUMBER) !== 0 && this.commaDecimals + this.commaThousands > 0;
  }
  get isTruth(): boolean {
    return this.present > 0 && (this.can & TRUTH) !== 0 && (this.truthFamily !== LETTER_FAMILY || this.truthSeen === 3);
  }
  get isDate(): boolean {
    return this.present > 0 && (this.can & DATE) !== 0 && !this.dates.mixed;
  }
  /** Every cell was a date, but some only day first and some only month first. */
  get isMixedDate(): boolean {
    return this.present > 0 && (this.can & DATE) !== 0 && this.dates.mixed;
  }

  append(source: Uint8Array, from: number, to: number): void {
    let start = from;
    let end = to;
    while (start < end && source[start]! <= 32) start++;
    while (end > start && source[end - 1]! <= 32) end--;
    if (start === end || (end - start <= this.markers.longest && this.isMarker(source, start, end))) {
      this.appendMissing();
      return;
    }
    if (this.rows + 1 >= this.offsets.length) this.growRows();
    const size = to - from;
    if (this.used + size > this.bytes.length) this.growBytes(size);
    const { bytes } = this;
    let at = this.used;
    let high = 0;
    for (let i = from; i < to; i++) {
      const byte = source[i]!;
      bytes[at++] = byte;
      high |= byte;
    }
    this.high |= high & 0x80;
    this.used = at;
    this.present++;
    if (this.can !== 0) this.weigh(source, start, end);
    this.offsets[++this.rows] = at;
  }

  appendMissing(): void {
    if (this.rows + 1 >= this.offsets.length) this.growRows();
    if (this.values) this.values[this.rows] = NaN;
    this.offsets[++this.rows] = this.used;
  }

  /** Narrow down what the column can be by one present cell. */
  private weigh(source: Uint8Array, start: number, end: number): void {
    if (this.can & NUMBER) {
      const value = parseNumberBytes(source, start, end);
      if (Number.isNaN(value) || isCode(source, start, end, value)) {
        if (!Number.isNaN(value)) this.codes++;
        this.can &= ~NUMBER;
        this.values = null;
      } else {
        this.values![this.rows] = value;
        if (this.integer && !Number.isInteger(value)) this.integer = false;
        if (this.can === NUMBER) return;
      }
    }
    if (this.can & COMMA_NUMBER) this.weighComma(source, start, end);
    if (this.can & TRUTH) this.weighTruth(source, start, end);
    if (this.can & DATE) {
      if (readDate(source, start, end, parts)) this.dates.add(parts);
      else this.can &= ~DATE;
    }
  }

  private weighComma(source: Uint8Array, start: number, end: number): void {
    const value = parseNumberBytes(source, start, end, true);
    if (Number.isNaN(value) || isCode(source, start, end, value)) {
      this.can &= ~COMMA_NUMBER;
      return;
    }
    const comma = source.subarray(start, end).indexOf(44);
    if (comma < 0) return;
    const firstDigit = source[start] === 45 || source[start] === 43 ? 1 : 0;
    const before = comma - firstDigit;
    if (end - start - comma === 4 && before >= 1 && before <= 3) this.commaThousands++;
    else this.commaDecimals++;
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

  private isMarker(source: Uint8Array, start: number, end: number): boolean {
    const candidates = this.markers.byFirst[source[start]!];
    if (!candidates) return false;
    for (const { index, bytes } of candidates) {
      if (bytes.length !== end - start) continue;
      let i = 0;
      while (i < bytes.length && bytes[i] === source[start + i]) i++;
      if (i < bytes.length) continue;
      this.markerCounts ??= new Map();
      this.markerCounts.set(index, (this.markerCounts.get(index) ?? 0) + 1);
      return true;
    }
    return false;
  }

  private growRows(): void {
    const offsets = new Int32Array(this.offsets.length * 2);
    offsets.set(this.offsets);
    this.offsets = offsets;
    if (!this.values) return;
    const values = new Float64Array(offsets.length);
    values.set(this.values);
    this.values = values;
  }

  private growBytes(size: number): void {
    const needed = this.used + size;
    if (needed > maxColumnBytes) {
      throw new StudioError(
        'read/column-too-large',
        'One column holds more than 2 GB of text, which the studio cannot keep in memory. Remove the column or split the file.',
        { limit: maxColumnBytes },
      );
    }
    const bytes = new Uint8Array(Math.min(maxColumnBytes, Math.max(needed, this.bytes.length * 2)));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }
}

/** Offsets are 32-bit integers. */
const maxColumnBytes = 2 ** 31 - 1;
