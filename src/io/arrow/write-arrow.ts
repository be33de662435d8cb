import * as arrow from 'apache-arrow';
import { columnLength, countMissing, isMissing, type Column } from '../../core/table/column.ts';
import type { Field } from '../../core/table/schema.ts';
import type { Table } from '../../core/table/table.ts';
import { fieldMetadata, levelsMetadata, ownFormat } from './metadata.ts';

/**
 * `storage` keeps the studio's own arrays, so reading back makes views and no copies: dates stay float64 milliseconds
 * and truth int8. `exchange` uses the types other tools expect: timestamp[ms] and bool.
 */
export type ArrowForm = 'storage' | 'exchange';

/** The table as one Arrow IPC file. Fields give kind, role, unit as field metadata; nulls are real Arrow nulls. */
export function tableToArrow(
  table: Table,
  fields: readonly Field[],
  form: ArrowForm = 'storage',
): Uint8Array<ArrayBuffer> {
  return arrow.tableToIPC(toArrow(table, fields, form), 'file') as Uint8Array<ArrayBuffer>;
}

export function toArrow(table: Table, fields: readonly Field[], form: ArrowForm): arrow.Table {
  const columns = table.columns.map(column => toData(column, form));
  const schema = new arrow.Schema(
    table.names.map((name, i) => {
      const known = fields.find(f => f.name === name);
      const kind = table.columns[i]!.kind;
      const field: Field = known ? { ...known, kind } : { name, kind, role: 'feature' };
      const metadata = fieldMetadata(field);
      const column = table.columns[i]!;
      if (form === 'exchange' && column.kind === 'category')
        for (const [key, value] of levelsMetadata(column.levels)) metadata.set(key, value);
      return new arrow.Field(name, columns[i]!.type, true, metadata);
    }),
    new Map([ownFormat]),
  );
  const rows = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: table.rows,
    nullCount: 0,
    children: columns,
  });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, rows)]);
}

export function toData(column: Column, form: ArrowForm): arrow.Data {
  const length = columnLength(column);
  const { nullBitmap, nullCount } = packValidity(column, length);
  const common = { length, nullCount, nullBitmap };
  switch (column.kind) {
    case 'number':
      return arrow.makeData({ type: new arrow.Float64(), data: column.values, ...common });
    case 'datetime': {
      if (form === 'storage') return arrow.makeData({ type: new arrow.Float64(), data: column.values, ...common });
      const data = BigInt64Array.from(column.values, v => (Number.isNaN(v) ? 0n : BigInt(Math.floor(v))));
      return arrow.makeData({ type: new arrow.TimestampMillisecond('UTC'), data, ...common });
    }
    case 'boolean': {
      if (form === 'storage') return arrow.makeData({ type: new arrow.Int8(), data: column.values, ...common });
      return arrow.makeData({ type: new arrow.Bool(), data: packBits(length, i => column.values[i] === 1), ...common });
    }
    case 'category': {
      const dictionary = arrow.vectorFromArray(column.levels, new arrow.Utf8());
      const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
      return arrow.makeData({ type, data: column.codes, dictionary, ...common });
    }
    case 'text': {
      const { offsets, bytes } = column;
      return arrow.makeData({ type: new arrow.Utf8(), valueOffsets: offsets, data: bytes, ...common });
    }
    default:
      return column satisfies never;
  }
}

/** Arrow's validity bitmap, least significant bit first; none where nothing is missing. */
export function packValidity(column: Column, length: number): { nullBitmap: Uint8Array | null; nullCount: number } {
  const nullCount = countMissing(column);
  if (nullCount === 0) return { nullBitmap: null, nullCount };
  const isNumeric = column.kind === 'number' || column.kind === 'datetime';
  const nullBitmap = isNumeric ? packNumbers(column.values) : packBits(length, i => !isMissing(column, i));
  return { nullBitmap, nullCount };
}

/** As packBits, for the columns that tables have most of. */
function packNumbers(values: Float64Array): Uint8Array {
  const bits = new Uint8Array((((values.length + 63) >> 6) << 3) >>> 0);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

function packBits(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array((((length + 63) >> 6) << 3) >>> 0);
  for (let i = 0; i < length; i++) if (isSet(i)) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}
