import { cellText, type BooleanColumn, type CategoryColumn, type Column, type TextColumn } from './column.ts';
import type { Histogram } from './histogram.ts';
import { datetimeProfile, numberProfile } from './number-profile.ts';
import type { Field, Role } from './schema.ts';
import { valueCodes } from './value-codes.ts';

/** What every column has. `n` counts the present values; `distinct` counts them exactly, without missing. */
interface Common {
  readonly name: string;
  readonly role: Role;
  readonly n: number;
  readonly missing: number;
  readonly distinct: number;
}

/** Statistics are over finite values; each is null where it is undefined (no values, or an overflow). */
export interface NumberProfile extends Common {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly unit?: string;
  /** Present values that are infinite; they enter no statistic. */
  readonly infinite: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Sample standard deviation (n - 1). */
  readonly sd: number | null;
  /** Lower quartile, median, upper quartile; linear interpolation. */
  readonly quartiles: readonly [number, number, number] | null;
  /** Fisher's moment coefficient m3 / m2^1.5; null for a constant column. */
  readonly skew: number | null;
  readonly histogram: Histogram;
}

/** Times are epoch milliseconds UTC. */
export interface DatetimeProfile extends Common {
  readonly kind: 'datetime';
  readonly min: number | null;
  readonly max: number | null;
  /** Median and largest distance between neighbouring distinct times; null below two of them. */
  readonly step: number | null;
  readonly largestGap: number | null;
  readonly histogram: Histogram;
}

export interface LevelCount {
  readonly level: string;
  readonly count: number;
}

/** The most frequent levels, at most twelve; ties in order of first appearance. */
export interface LevelCounts {
  readonly top: readonly LevelCount[];
  readonly otherLevels: number;
  readonly otherCount: number;
}

export interface CategoryProfile extends Common {
  readonly kind: 'category' | 'boolean';
  readonly levels: LevelCounts;
}

/** Lengths in Unicode code points. */
export interface TextProfile extends Common {
  readonly kind: 'text';
  readonly levels: LevelCounts;
  readonly lengths: { readonly min: number; readonly mean: number; readonly max: number } | null;
}

export type ColumnProfile = NumberProfile | DatetimeProfile | CategoryProfile | TextProfile;

const mostLevels = 12;
const longestLevel = 200;

/** Everything the profile shows of one column, as plain JSON. */
export function profileColumn(field: Field, column: Column): ColumnProfile {
  const common = { name: field.name, role: field.role };
  switch (column.kind) {
    case 'number':
      return { ...common, ...numberProfile(column.values), ...(field.unit === undefined ? {} : { unit: field.unit }) };
    case 'datetime':
      return { ...common, ...datetimeProfile(column.values) };
    case 'category':
      return { ...common, ...categoryProfile(column) };
    case 'boolean':
      return { ...common, ...booleanProfile(column) };
    case 'text':
      return { ...common, ...textProfile(column) };
    default:
      return column satisfies never;
  }
}

/** The part of a profile that the values alone decide. */
export type Own<P extends Common> = Omit<P, 'name' | 'role' | 'unit'>;

function categoryProfile(column: CategoryColumn): Own<CategoryProfile> {
  const counts = new Int32Array(column.levels.length);
  let n = 0;
  for (const code of column.codes) {
    if (code < 0) continue;
    counts[code]! += 1;
    n++;
  }
  const levels = levelCounts(counts, code => shortened(column.levels[code]!));
  const distinct = counts.reduce((seen, count) => seen + Number(count > 0), 0);
  return { kind: 'category', n, missing: column.codes.length - n, distinct, levels };
}

function booleanProfile(column: BooleanColumn): Own<CategoryProfile> {
  const counts = new Int32Array(2);
  for (const value of column.values) if (value >= 0) counts[value]! += 1;
  const n = counts[0]! + counts[1]!;
  const distinct = Number(counts[0]! > 0) + Number(counts[1]! > 0);
  const levels = levelCounts(counts, code => (code === 1 ? 'true' : 'false'));
  return { kind: 'boolean', n, missing: column.values.length - n, distinct, levels };
}

function textProfile(column: TextColumn): Own<TextProfile> {
  const { counts, firstRows } = valueCodes(column);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const levels = levelCounts(counts, code => shortened(cellText(column, firstRows[code]!)!));
  return {
    kind: 'text',
    n,
    missing: column.valid.length - n,
    distinct: counts.length,
    levels,
    lengths: textLengths(column, n),
  };
}

/** Cell texts come from strangers' files; a profile must stay small whatever they hold. */
export function shortened(text: string): string {
  if (text.length <= longestLevel) return text;
  const split = /[\ud800-\udbff]/.test(text[longestLevel - 1]!); // never half a character
  return `${text.slice(0, longestLevel - Number(split))}…`;
}

function textLengths({ bytes, offsets, valid }: TextColumn, n: number): TextProfile['lengths'] {
  if (n === 0) return null;
  let min = Infinity;
  let max = 0;
  let sum = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row] === 0) continue;
    let length = 0;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) if ((bytes[i]! & 0xc0) !== 0x80) length++;
    min = Math.min(min, length);
    max = Math.max(max, length);
    sum += length;
  }
  return { min, mean: sum / n, max };
}

function levelCounts(counts: Int32Array, name: (code: number) => string): LevelCounts {
  const codes = Array.from(counts.keys()).filter(code => counts[code]! > 0);
  codes.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const rest = codes.slice(mostLevels);
  return {
    top: codes.slice(0, mostLevels).map(code => ({ level: name(code), count: counts[code]! })),
    otherLevels: rest.length,
    otherCount: rest.reduce((sum, code) => sum + counts[code]!, 0),
  };
}
