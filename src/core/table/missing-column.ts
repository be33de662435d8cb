import type { Column } from './column.ts';

/** A column of this kind in which every value is missing. */
export function missingColumn(kind: Column['kind'], rows: number): Column {
  switch (kind) {
    case 'number':
    case 'datetime':
      return { kind, values: new Float64Array(rows).fill(NaN) };
    case 'boolean':
      return { kind, values: new Int8Array(rows).fill(-1) };
    case 'category':
      return { kind, codes: new Int32Array(rows).fill(-1), levels: [] };
    case 'text':
      return { kind, bytes: new Uint8Array(0), offsets: new Int32Array(rows + 1), valid: new Uint8Array(rows) };
    default:
      return kind satisfies never;
  }
}
