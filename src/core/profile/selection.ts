import { StudioError } from '../errors.ts';
import { isMissing } from '../table/column.ts';
import { getColumn, type Table } from '../table/table.ts';
import { type Bins, type BinnedColumn, countPlaces, missingAt, placesOf } from './bins.ts';

/** Something in a picture that stands for rows. */
export type Part =
  /** A bar, a level, "other" or "missing" of a column: the place `at` of its bins. */
  | { readonly kind: 'place'; readonly column: string; readonly bins: Bins; readonly at: number }
  /** Numbers or times from `from` to `to`, both included. */
  | { readonly kind: 'range'; readonly column: string; readonly from: number; readonly to: number }
  /** Of the columns `among`, exactly those in `missing` are missing. */
  | { readonly kind: 'missing'; readonly among: readonly string[]; readonly missing: readonly string[] };

/** The rows for which every part holds; a cell of two columns is a selection of two places. */
export type Selection = readonly Part[];

/** The rows of a table behind a selection, ascending; all rows where nothing is selected. */
export function selectRows(table: Table, selection: Selection, known: readonly BinnedColumn[] = []): Int32Array {
  const kept = new Uint8Array(table.rows).fill(1);
  for (const part of selection) narrow(table, part, known, kept);
  const rows = new Int32Array(kept.reduce((sum, k) => sum + k, 0));
  for (let row = 0, at = 0; row < kept.length; row++) if (kept[row]) rows[at++] = row;
  return rows;
}

function narrow(table: Table, part: Part, known: readonly BinnedColumn[], kept: Uint8Array): void {
  switch (part.kind) {
    case 'place': {
      const { column, bins, at } = part;
      if (!Number.isInteger(at) || at < 0 || at > missingAt(bins))
        throw new StudioError('table/no-such-bar', `Column "${column}" has no bar ${at}; choose one that is shown.`, {
          column,
          at,
        });
      const binned = known.find(k => k.name === column && sameBins(k.bins, bins));
      const places = binned?.places ?? placesOf(getColumn(table, column), bins);
      for (let row = 0; row < kept.length; row++) if (places[row] !== at) kept[row] = 0;
      return;
    }
    case 'range': {
      const column = getColumn(table, part.column);
      if (column.kind !== 'number' && column.kind !== 'datetime')
        throw new StudioError(
          'column/kind',
          `A range needs numbers or times; column "${part.column}" is ${column.kind}.`,
        );
      const { values } = column;
      for (let row = 0; row < kept.length; row++)
        if (!(values[row]! >= part.from && values[row]! <= part.to)) kept[row] = 0;
      return;
    }
    case 'missing':
      for (const name of part.among) {
        const column = getColumn(table, name);
        const wanted = part.missing.includes(name);
        for (let row = 0; row < kept.length; row++) if (kept[row] && isMissing(column, row) !== wanted) kept[row] = 0;
      }
      return;
    default:
      part satisfies never;
  }
}

const sameBins = (a: Bins, b: Bins): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The rows of a selection among given ascending rows, ascending. */
export function intersectRows(a: Int32Array, b: Int32Array): Int32Array {
  const shared = new Int32Array(Math.min(a.length, b.length));
  let n = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      shared[n++] = a[i]!;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return shared.slice(0, n);
}

/** How the selected rows lie in the bars of every column. */
export interface SelectionCounts {
  readonly rows: number;
  /** In the order of the binned columns: counts by place (bars, other, missing). */
  readonly columns: readonly { readonly name: string; readonly counts: readonly number[] }[];
}

export const countSelection = (binned: readonly BinnedColumn[], rows: Int32Array): SelectionCounts => ({
  rows: rows.length,
  columns: binned.map(column => ({ name: column.name, counts: Array.from(countPlaces(column, rows)) })),
});
