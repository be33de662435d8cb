import type { Column, TextColumn } from '../table/column.ts';
import { type ColumnProfile, shortened } from '../table/column-profile.ts';
import { barFinder } from '../table/histogram.ts';

/**
 * How the values of a column are put into bars. `edges` has one entry more than there are bars, the last bar holds its
 * right edge too; `levels` are texts as a profile shows them. Behind the bars come two more places: what fits none of them
 * (other levels, infinite values, values beyond the edges) and missing values.
 */
export type Bins =
  | { readonly kind: 'edges'; readonly edges: readonly number[] }
  | { readonly kind: 'levels'; readonly levels: readonly string[] };

export const barsOf = (bins: Bins): number =>
  bins.kind === 'edges' ? Math.max(0, bins.edges.length - 1) : bins.levels.length;

/** The place of what fits no bar. */
export const otherAt = (bins: Bins): number => barsOf(bins);
/** The place of missing values. */
export const missingAt = (bins: Bins): number => barsOf(bins) + 1;

/** The bars that a profile shows of its column. */
export const binsOf = (profile: ColumnProfile): Bins =>
  profile.kind === 'number' || profile.kind === 'datetime'
    ? { kind: 'edges', edges: profile.histogram.edges }
    : { kind: 'levels', levels: profile.levels.top.map(l => l.level) };

/** A column with the place of each row: bars, then other, then missing. */
export interface BinnedColumn {
  readonly name: string;
  readonly bins: Bins;
  /** By row of the table; below `bars + 2`, and there are at most 254 bars. */
  readonly places: Uint8Array;
}

/** The place of every row of a column. One pass. */
export function placesOf(column: Column, bins: Bins): Uint8Array {
  const other = otherAt(bins);
  const missing = missingAt(bins);
  switch (column.kind) {
    case 'number':
    case 'datetime': {
      const find = barFinder(bins.kind === 'edges' ? bins.edges : []);
      const places = new Uint8Array(column.values.length);
      for (let i = 0; i < places.length; i++) {
        const value = column.values[i]!;
        const at = find(value);
        places[i] = at >= 0 ? at : Number.isNaN(value) ? missing : other;
      }
      return places;
    }
    case 'category': {
      const known = levelPlaces(bins);
      const byCode = Uint8Array.from(column.levels, level => known.get(shortened(level)) ?? other);
      const places = new Uint8Array(column.codes.length);
      for (let i = 0; i < places.length; i++) {
        const code = column.codes[i]!;
        places[i] = code < 0 ? missing : byCode[code]!;
      }
      return places;
    }
    case 'boolean': {
      const known = levelPlaces(bins);
      const byValue = [known.get('false') ?? other, known.get('true') ?? other];
      const places = new Uint8Array(column.values.length);
      for (let i = 0; i < places.length; i++) {
        const value = column.values[i]!;
        places[i] = value < 0 ? missing : byValue[value]!;
      }
      return places;
    }
    case 'text':
      return textPlaces(column, bins);
    default:
      return column satisfies never;
  }
}

const levelPlaces = (bins: Bins): Map<string, number> =>
  new Map(bins.kind === 'levels' ? bins.levels.map((level, at) => [level, at]) : []);

/** Levels of a text column are compared as bytes; a level that was shortened stands for all texts that begin with it. */
function textPlaces({ bytes, offsets, valid }: TextColumn, bins: Bins): Uint8Array {
  const encoder = new TextEncoder();
  const other = otherAt(bins);
  const missing = missingAt(bins);
  const whole = new Map<number, { readonly text: Uint8Array; readonly at: number }[]>();
  const starts: { readonly text: Uint8Array; readonly at: number }[] = [];
  for (const [level, at] of levelPlaces(bins)) {
    const cut = level.endsWith('…') && shortened(`${level}…`) === level;
    const text = encoder.encode(cut ? level.slice(0, -1) : level);
    if (cut) starts.push({ text, at });
    else whole.set(text.length, [...(whole.get(text.length) ?? []), { text, at }]);
  }
  const same = (text: Uint8Array, start: number) => {
    for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
    return true;
  };
  const places = new Uint8Array(valid.length);
  for (let row = 0; row < places.length; row++) {
    if (valid[row] === 0) {
      places[row] = missing;
      continue;
    }
    const start = offsets[row]!;
    const length = offsets[row + 1]! - start;
    const found =
      whole.get(length)?.find(l => same(l.text, start)) ??
      starts.find(l => length > l.text.length && same(l.text, start));
    places[row] = found?.at ?? other;
  }
  return places;
}

/** How many rows are in each place: bars, other, missing. All rows, or the given ones (positions may repeat). */
export function countPlaces({ bins, places }: BinnedColumn, rows?: Int32Array): Int32Array {
  const counts = new Int32Array(barsOf(bins) + 2);
  if (rows) for (let i = 0; i < rows.length; i++) counts[places[rows[i]!]!]! += 1;
  else for (let i = 0; i < places.length; i++) counts[places[i]!]! += 1;
  return counts;
}
