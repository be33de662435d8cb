import * as arrow from 'apache-arrow';
import { columnLength, type Column, type DatetimeColumn, type NumberColumn } from '../../core/table/column.ts';
import type { Table } from '../../core/table/table.ts';
import { packValidity, toData } from './write-arrow.ts';

/**
 * The table as an Arrow IPC stream in the types SQL works with: whole numbers as int64, other numbers as float64, dates
 * as timestamp[us] without a zone (the values are UTC), truth as bool, categories as dictionaries of text. Missing is
 * null in every kind. `names` are the columns' names in the database.
 */
export function tableToDatabase(table: Table, names: readonly string[]): Uint8Array {
  const columns = table.columns.map(toDatabaseData);
  const schema = new arrow.Schema(names.map((name, i) => new arrow.Field(name, columns[i]!.type, true)));
  const type = new arrow.Struct(schema.fields);
  const rows = arrow.makeData({ type, length: table.rows, nullCount: 0, children: columns });
  return arrow.tableToIPC(new arrow.Table(schema, [new arrow.RecordBatch(schema, rows)]), 'stream');
}

function toDatabaseData(column: Column): arrow.Data {
  if (column.kind === 'number' && column.values.every(isWholeOrMissing)) return longs(column, new arrow.Int64(), 1);
  if (column.kind === 'datetime') return longs(column, new arrow.TimestampMicrosecond(), 1000);
  return toData(column, column.kind === 'boolean' ? 'exchange' : 'storage');
}

/** Negative zero is no integer: it would lose its sign. */
const isWholeOrMissing = (value: number): boolean =>
  Number.isNaN(value) || (Number.isSafeInteger(value) && !Object.is(value, -0));

function longs(
  column: NumberColumn | DatetimeColumn,
  type: arrow.Int64 | arrow.TimestampMicrosecond,
  scale: number,
): arrow.Data {
  const length = columnLength(column);
  const data = scaledIntegers(column.values, scale);
  return arrow.makeData({ type: type as arrow.Int64, length, data, ...packValidity(column, length) });
}

/** round(value * scale) as 64-bit integers, NaN as 0. Two 32-bit halves are written, because a BigInt a value is slow. */
function scaledIntegers(values: Float64Array, scale: number): BigInt64Array {
  const out = new BigInt64Array(values.length);
  const halves = new Int32Array(out.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const scaled = Math.round(value * scale);
    if (Number.isSafeInteger(scaled)) {
      halves[2 * i] = scaled;
      halves[2 * i + 1] = Math.floor(scaled / 2 ** 32);
    } else out[i] = BigInt(Math.round(value)) * BigInt(scale);
  }
  return out;
}
