import type { RowOutput } from '../row-operation.ts';
import { cellText, type Column, type ColumnKind } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';

/** A few rows of some columns as text; null is missing. */
export interface SampleRows {
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The first rows on which an operation can be seen, before and after, in the columns that show it best. */
export interface OperationLook {
  /** False where the table came out as it went in. */
  readonly changed: boolean;
  readonly before: SampleRows;
  readonly after: SampleRows;
}

const MOST_COLUMNS = 8;

/**
 * The rows before and after an operation. Where rows were kept, the same ones stand on both sides and those that went
 * are shown before; columns that were changed, added or removed come first.
 */
export function lookAt(before: Table, { table: after, kept }: RowOutput, most: number): OperationLook {
  const touched = (name: string): boolean => findColumn(before, name) !== findColumn(after, name);
  const rowsAfter = firstRows(after.rows, most);
  const gone = kept ? firstGone(before.rows, kept, most) : [];
  const rowsBefore = kept ? [...new Set([...rowsAfter.map(row => kept[row]!), ...gone])].slice(0, 2 * most).sort((a, b) => a - b) : firstRows(before.rows, most); // prettier-ignore
  const changed = before.rows !== after.rows || before.names.length !== after.names.length || after.names.some(touched);
  return { changed, before: sample(before, rowsBefore, touched), after: sample(after, rowsAfter, touched) };
}

const firstRows = (rows: number, most: number): number[] => Array.from({ length: Math.min(rows, most) }, (_, i) => i);

/** The first rows that were not kept. */
function firstGone(rows: number, kept: Int32Array, most: number): number[] {
  const stays = new Uint8Array(rows);
  for (const row of kept) stays[row] = 1;
  const gone: number[] = [];
  for (let row = 0; row < rows && gone.length < most; row++) if (!stays[row]) gone.push(row);
  return gone;
}

function sample(table: Table, rows: readonly number[], touched: (name: string) => boolean): SampleRows {
  const order = [...table.names.keys()].sort((a, b) => Number(touched(table.names[b]!)) - Number(touched(table.names[a]!))); // prettier-ignore
  const shown = order.slice(0, MOST_COLUMNS).map(i => ({ name: table.names[i]!, column: table.columns[i]! }));
  return {
    columns: shown.map(({ name, column }) => ({ name, kind: column.kind })),
    rows: rows.map(row => shown.map(({ column }: { column: Column }) => cellText(column, row))),
  };
}
