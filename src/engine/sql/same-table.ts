import { type Column, columnLength, type TextColumn } from '../../core/table/column.ts';
import type { Table } from '../../core/table/table.ts';

/** Whether two tables hold the same values under the same names and kinds; what lies under a missing value is not looked at. */
export const sameTable = (a: Table, b: Table): boolean =>
  a.rows === b.rows &&
  a.names.length === b.names.length &&
  a.names.every((name, i) => name === b.names[i] && sameColumn(a.columns[i]!, b.columns[i]!));

function sameColumn(a: Column, b: Column): boolean {
  if (a.kind !== b.kind || columnLength(a) !== columnLength(b)) return false;
  if (a.kind === 'text') return sameTexts(a, b as TextColumn);
  if (a.kind === 'category') {
    const other = b as typeof a;
    return sameValues(a.codes, other.codes) && a.levels.join('\0') === other.levels.join('\0');
  }
  return sameValues(a.values, (b as typeof a).values);
}

function sameValues(a: Float64Array | Int32Array | Int8Array, b: Float64Array | Int32Array | Int8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) return false;
  return true;
}

function sameTexts(a: TextColumn, b: TextColumn): boolean {
  for (let row = 0; row < a.valid.length; row++) {
    if (a.valid[row] !== b.valid[row]) return false;
    if (a.valid[row] === 0) continue;
    const [start, other] = [a.offsets[row]!, b.offsets[row]!];
    const length = a.offsets[row + 1]! - start;
    if (b.offsets[row + 1]! - other !== length) return false;
    for (let i = 0; i < length; i++) if (a.bytes[start + i] !== b.bytes[other + i]) return false;
  }
  return true;
}
