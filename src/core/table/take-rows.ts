import { type Column, takeRows, type TextColumn } from './column.ts';

/** The given rows in the given order; row -1 is missing. */
export function takeRowsOrMissing(column: Column, rows: Int32Array): Column {
  if (!rows.includes(-1)) return takeRows(column, rows);
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return { kind: column.kind, values: Float64Array.from(rows, row => (row < 0 ? NaN : column.values[row]!)) };
    case 'boolean':
      return { kind: 'boolean', values: Int8Array.from(rows, row => (row < 0 ? -1 : column.values[row]!)) };
    case 'category':
      return { ...column, codes: rows.map(row => (row < 0 ? -1 : column.codes[row]!)) };
    case 'text':
      return takeTexts(column, rows);
    default:
      return column satisfies never;
  }
}

/** A missing row after the last one stands for -1. */
function takeTexts({ bytes, offsets, valid }: TextColumn, rows: Int32Array): Column {
  const n = valid.length;
  const longer = new Int32Array(n + 2);
  longer.set(offsets);
  longer[n + 1] = offsets[n]!;
  const gap = new Uint8Array(n + 1);
  gap.set(valid);
  return takeRows(
    { kind: 'text', bytes, offsets: longer, valid: gap },
    rows.map(row => (row < 0 ? n : row)),
  );
}
