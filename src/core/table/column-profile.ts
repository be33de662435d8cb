import { type BooleanColumn, type CategoryColumn, type Column } from './column.ts';
import { datetimeProfile } from './datetime-profile.ts';
import { disguisedLevels, type Suspect } from './disguised.ts';
import type { Histogram } from './histogram.ts';
import { numberProfile } from './number-profile.ts';
import type { RegularTimes } from './regular-times.ts';
import type { Field, Role } from './schema.ts';
import { textProfile } from './text-profile.ts';
import { entropy } from '../stats/association.ts';

/** How close the numbers are that were not counted exactly, because a column has more than a million different values. */
export interface Approximation {
  /** `distinct` is off by at most this share in 99 of 100 cases; null where it is exact. */
  readonly distinct: number | null;
  /** A value with at most this many rows may be missing from the lists of frequent values, whose counts are exact. */
  readonly unlisted: number;
}

/** What every column has. `n` counts the present values, `distinct` the different ones among them. */
interface Common {
  readonly name: string;
  readonly role: Role;
  readonly n: number;
  readonly missing: number;
  readonly distinct: number;
  /** Shannon entropy in bits: of the bars of numbers and times, of the values of other kinds. Null where it is unknown. */
  readonly entropy: number | null;
  /** Values that seem to say "not known", the most frequent first. */
  readonly disguised: readonly Suspect[];
  /** Null where every number here is exact. */
  readonly approximate: Approximation | null;
}

/** The shares at which the quantiles of a profile stand. */
export const profileQuantiles = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const;

/** Values beyond Tukey's fences: more than 1.5 interquartile ranges below the lower or above the upper quartile. */
export interface Outliers {
  readonly lowFence: number;
  readonly highFence: number;
  readonly below: number;
  readonly above: number;
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
  /** At `profileQuantiles`; linear interpolation. */
  readonly quantiles: readonly number[] | null;
  /** Fisher's moment coefficient m3 / m2^1.5; null for a constant column. */
  readonly skew: number | null;
  readonly zeros: number;
  readonly negative: number;
  /** Zero is far more frequent than any other value. */
  readonly excessZeros: boolean;
  readonly outliers: Outliers | null;
  /** Ordinary values that repeat suspiciously often, the most frequent first. */
  readonly inliers: readonly { readonly value: number; readonly count: number }[];
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
  /** The rhythm of a series that keeps one, and where it breaks; null where there is none. */
  readonly regular: RegularTimes | null;
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
  /** Quantiles of the lengths at `profileQuantiles`, and their histogram. */
  readonly lengthQuantiles: readonly number[] | null;
  readonly lengthHistogram: Histogram;
  readonly tokens: TokenCounts;
}

/** Words in lower case and in how many rows they stand, the most frequent first, over rows taken evenly from all. */
export interface TokenCounts {
  readonly rows: number;
  readonly top: readonly { readonly token: string; readonly count: number }[];
}

export type ColumnProfile = NumberProfile | DatetimeProfile | CategoryProfile | TextProfile;

export const mostLevels = 12;
const longestLevel = 200;

/** Everything the profile shows of one column, as plain JSON. `breathe` is awaited between pieces of work. */
export async function profileColumn(
  field: Field,
  column: Column,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<ColumnProfile> {
  const common = { name: field.name, role: field.role };
  switch (column.kind) {
    case 'number': {
      const own = await numberProfile(column, breathe);
      return { ...common, ...own, ...(field.unit === undefined ? {} : { unit: field.unit }) };
    }
    case 'datetime':
      return { ...common, ...(await datetimeProfile(column, breathe)) };
    case 'category':
      return { ...common, ...categoryProfile(column) };
    case 'boolean':
      return { ...common, ...booleanProfile(column) };
    case 'text':
      return { ...common, ...(await textProfile(column, breathe)) };
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
  const rows = column.codes.length;
  return { kind: 'category', ...levelsProfile(counts, code => column.levels[code]!, n, rows) };
}

function booleanProfile(column: BooleanColumn): Own<CategoryProfile> {
  const counts = new Int32Array(2);
  for (const value of column.values) if (value >= 0) counts[value]! += 1;
  const n = counts[0]! + counts[1]!;
  return {
    kind: 'boolean',
    ...levelsProfile(counts, code => (code === 1 ? 'true' : 'false'), n, column.values.length),
  };
}

function levelsProfile(counts: Int32Array, name: (code: number) => string, n: number, rows: number) {
  const used = Array.from(counts.keys()).filter(code => counts[code]! > 0);
  used.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const rest = used.slice(mostLevels);
  return {
    n,
    missing: rows - n,
    distinct: used.length,
    entropy: n === 0 ? null : entropy(counts) / Math.LN2,
    disguised: disguisedLevels(used.map(code => ({ level: name(code), count: counts[code]! }))),
    approximate: null,
    levels: {
      top: used.slice(0, mostLevels).map(code => ({ level: shortened(name(code)), count: counts[code]! })),
      otherLevels: rest.length,
      otherCount: rest.reduce((sum, code) => sum + counts[code]!, 0),
    },
  };
}

/** Cell texts come from strangers' files; a profile must stay small whatever they hold. */
export function shortened(text: string): string {
  if (text.length <= longestLevel) return text;
  const split = /[\ud800-\udbff]/.test(text[longestLevel - 1]!); // never half a character
  return `${text.slice(0, longestLevel - Number(split))}…`;
}
