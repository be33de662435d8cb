import { columnAs } from '../core/pipeline/streams.ts';
import { cellText, type Column, columnLength } from '../core/table/column.ts';
import type { Table } from '../core/table/table.ts';
import type { PackageInput } from './model-package.ts';

/** A value as it travels in JSON: numbers, truths, ISO dates and texts; null is missing. */
export type RawValue = number | string | boolean | null;

/** The columns the model reads, from a table, as raw values: what a caller outside the studio would send. */
export function rawColumns(
  { inputs }: { readonly inputs: readonly Pick<PackageInput, 'name' | 'kind'>[] },
  table: Table,
): Map<string, RawValue[]> {
  return new Map(
    inputs.map(({ name, kind }) => {
      const column = columnAs(table, name, kind);
      return [name, Array.from({ length: columnLength(column) }, (_, row) => rawValue(column, row))];
    }),
  );
}

function rawValue(column: Column, row: number): RawValue {
  switch (column.kind) {
    case 'number': {
      const value = column.values[row]!;
      return Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value);
    }
    case 'datetime': {
      const value = column.values[row]!;
      if (Number.isNaN(value)) return null;
      return Number.isInteger(value) && Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : value;
    }
    case 'boolean':
      return column.values[row]! < 0 ? null : column.values[row] === 1;
    case 'category':
    case 'text':
      return cellText(column, row);
    default:
      return column satisfies never;
  }
}
