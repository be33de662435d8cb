import { pacer, type WorkContext } from '../work.ts';
import { type ColumnProfile, profileColumn } from './column-profile.ts';
import type { Column } from './column.ts';
import { countCompleteRows, duplicateRows } from './duplicates.ts';
import type { Schema } from './schema.ts';
import { getColumn, type Table } from './table.ts';

export { profileQuantiles } from './column-profile.ts';
export type {
  Approximation,
  CategoryProfile,
  ColumnProfile,
  DatetimeProfile,
  LevelCount,
  LevelCounts,
  NumberProfile,
  Outliers,
  TextProfile,
  TokenCounts,
} from './column-profile.ts';
export type { Suspect } from './disguised.ts';
export type { Histogram } from './histogram.ts';
export type { RegularTimes, TimeGap } from './regular-times.ts';

/** What a table holds, as plain JSON, over every row. Each column says which of its numbers are not exact. */
export interface TableProfile {
  readonly rows: number;
  /** Memory that the columns take. */
  readonly bytes: number;
  /** Rows without a single missing value. */
  readonly completeRows: number;
  /** Rows that repeat an earlier one in every column. */
  readonly duplicateRows: number;
  /** In the order of the schema. */
  readonly columns: readonly ColumnProfile[];
}

/**
 * Profile every column the schema names. Progress is reported between columns; aborting the signal rejects with
 * `rpc/cancelled`; a field without a column with `column/unknown`.
 */
export async function profileTable(table: Table, schema: Schema, context: WorkContext = {}): Promise<TableProfile> {
  const pause = pacer(context);
  const total = schema.length + 1;
  const columns: ColumnProfile[] = [];
  for (const field of schema) {
    await pause(field.name, columns.length, total);
    columns.push(
      await profileColumn(field, getColumn(table, field.name), () => pause(field.name, columns.length, total)),
    );
  }
  await pause('duplicate rows', schema.length, total);
  return {
    rows: table.rows,
    bytes: table.columns.reduce((sum, column) => sum + columnBytes(column), 0),
    completeRows: countCompleteRows(table),
    duplicateRows: duplicateRows(table).length,
    columns,
  };
}

export const profileOf = (profile: TableProfile, name: string): ColumnProfile | undefined =>
  profile.columns.find(column => column.name === name);

function columnBytes(column: Column): number {
  switch (column.kind) {
    case 'category':
      return column.codes.byteLength + column.levels.reduce((sum, level) => sum + 2 * level.length, 0);
    case 'text':
      return column.bytes.byteLength + column.offsets.byteLength + column.valid.byteLength;
    default:
      return column.values.byteLength;
  }
}
