import { cellText, type Column } from '../table/column.ts';
import { shortened } from '../table/column-profile.ts';
import type { Task } from '../table/schema.ts';
import { valueCodes } from '../table/value-codes.ts';
import { barsOf, type Bins, type BinnedColumn } from './bins.ts';

/** A column's bars, coloured by the target. Counts and means are by place: bars, other, missing. */
export interface ColumnByTarget {
  readonly name: string;
  readonly bins: Bins;
  /** Rows in each place. */
  readonly counts: readonly number[];
  /** For classes: `classes[c][place]` rows of class c, in the order of `TargetSplit.classes`; empty otherwise. */
  readonly classes: readonly (readonly number[])[];
  /** For a number as target: its mean in each place, null where no row is; empty otherwise. */
  readonly means: readonly (number | null)[];
}

/** Every column against the target, over the rows that were given (training rows, where something may be learned). */
export interface ByTarget {
  readonly target: string;
  readonly rows: number;
  /** The target's levels, the most frequent first, at most twelve, then one for all others if there are any. */
  readonly classes: readonly string[];
  /** The mean of a number as target over all rows; null for classes. */
  readonly mean: number | null;
  readonly columns: readonly ColumnByTarget[];
}

export const otherClasses = 'other classes';

/** The target prepared for counting: a class a row (-1 where missing), or its numbers. */
export type TargetSplit =
  | { readonly kind: 'classes'; readonly classes: readonly string[]; readonly codes: Int8Array }
  | { readonly kind: 'mean'; readonly values: Float64Array };

const mostClasses = 12;

/** Numbers of a regression stay numbers; everything else is coloured by its values. */
export function splitTarget(column: Column, task: Task): TargetSplit {
  if (task === 'regression' && column.kind === 'number') return { kind: 'mean', values: column.values };
  const { codes, counts, firstRows } = valueCodes(column);
  const order = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const places = new Int8Array(counts.length);
  order.forEach((code, at) => (places[code] = Math.min(at, mostClasses)));
  const classes = order.slice(0, mostClasses).map(code => shortened(cellText(column, firstRows[code]!)!));
  return {
    kind: 'classes',
    classes: order.length > mostClasses ? [...classes, otherClasses] : classes,
    codes: Int8Array.from(codes, code => (code < 0 ? -1 : places[code]!)),
  };
}

/** Count one column against the target over the given rows; rows without a target are left out. */
export function byTarget(binned: BinnedColumn, target: TargetSplit, rows: Int32Array): ColumnByTarget {
  const { name, bins, places } = binned;
  const size = barsOf(bins) + 2;
  const counts = new Float64Array(size);
  if (target.kind === 'classes') {
    const k = target.classes.length;
    const cells = new Float64Array(k * size);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const code = target.codes[row]!;
      if (code < 0) continue;
      const place = places[row]!;
      counts[place]! += 1;
      cells[code * size + place]! += 1;
    }
    const classes = target.classes.map((_, c) => Array.from(cells.subarray(c * size, (c + 1) * size)));
    return { name, bins, counts: Array.from(counts), classes, means: [] };
  }
  const means = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const value = target.values[row]!;
    if (!Number.isFinite(value)) continue;
    const place = places[row]!;
    counts[place]! += 1;
    means[place]! += (value - means[place]!) / counts[place]!;
  }
  return {
    name,
    bins,
    counts: Array.from(counts),
    classes: [],
    means: Array.from(means, (mean, place) => (counts[place]! > 0 ? mean : null)),
  };
}
