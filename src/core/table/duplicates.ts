import { type Column, columnLength } from './column.ts';
import type { Table } from './table.ts';
import { cellHash, groupRows, mix, sameCell, type ValueCodes } from './value-codes.ts';

/** The rows that repeat an earlier row in every column, in order. Missing equals missing, as in pandas. */
export function duplicateRows(table: Table): Int32Array {
  if (table.columns.length === 0) return new Int32Array(0);
  const { codes, firstRows } = equalRows(table.columns, table.rows);
  const repeats: number[] = [];
  for (let i = 0; i < codes.length; i++) if (firstRows[codes[i]!] !== i) repeats.push(i);
  return Int32Array.from(repeats);
}

/** Rows that are equal in every given column as numbered groups, in order of first appearance; `skip` gives -1. */
export function equalRows(
  columns: readonly Column[],
  rows: number,
  skip: (row: number) => boolean = () => false,
): ValueCodes {
  const hashes = new Int32Array(rows);
  for (const column of columns) {
    const hash = cellHash(column);
    for (let i = 0; i < rows; i++) hashes[i] = mix(Math.imul(hashes[i]!, 31) + hash(i));
  }
  const same = columns.map(sameCell);
  return groupRows(
    rows,
    i => i,
    i => hashes[i]!,
    (a, b) => hashes[a] === hashes[b] && same.every(equal => equal(a, b)),
    skip,
  );
}

/** The number of rows in which no column is missing. */
export function countCompleteRows(table: Table): number {
  const gap = new Uint8Array(table.rows);
  for (const column of table.columns) {
    const n = columnLength(column);
    switch (column.kind) {
      case 'number':
      case 'datetime':
        for (let i = 0; i < n; i++) if (Number.isNaN(column.values[i])) gap[i] = 1;
        break;
      case 'category':
        for (let i = 0; i < n; i++) if (column.codes[i]! < 0) gap[i] = 1;
        break;
      case 'boolean':
        for (let i = 0; i < n; i++) if (column.values[i]! < 0) gap[i] = 1;
        break;
      case 'text':
        for (let i = 0; i < n; i++) if (column.valid[i] === 0) gap[i] = 1;
        break;
      default:
        column satisfies never;
    }
  }
  return gap.reduce((complete, g) => complete - g, table.rows);
}
