import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { randomStream } from '../../../../src/core/random.ts';
import type { NamedTable, RowContext, RowOutput } from '../../../../src/core/row-operation.ts';
import { rowOperationById } from '../../../../src/core/rows/index.ts';
import {
  booleanColumn,
  categoryColumn,
  cellText,
  type Column,
  type ColumnKind,
  columnLength,
  datetimeColumn,
  isMissing,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

export type Cell = number | string | boolean | null;
export type Cells = readonly (readonly [name: string, kind: ColumnKind, cells: readonly Cell[]])[];

export function columnOf(kind: ColumnKind, cells: readonly Cell[]): Column {
  switch (kind) {
    case 'number':
      return numberColumn(cells.map(c => (c === null ? NaN : Number(c))));
    case 'datetime':
      return datetimeColumn(cells.map(c => (c === null ? NaN : Number(c))));
    case 'boolean':
      return booleanColumn(cells as readonly (boolean | null)[]);
    case 'category':
      return categoryColumn(cells as readonly (string | null)[]);
    case 'text':
      return textColumn(cells as readonly (string | null)[]);
    default:
      return kind satisfies never;
  }
}

export const tableOf = (cells: Cells): Table => makeTable(cells.map(([name, kind, c]) => [name, columnOf(kind, c)]));

/** The cells of a column as JSON holds them. */
export const cellsOf = (column: Column): Cell[] =>
  Array.from({ length: columnLength(column) }, (_, row) => {
    if (isMissing(column, row)) return null;
    if (column.kind === 'number' || column.kind === 'datetime') return column.values[row]!;
    return column.kind === 'boolean' ? column.values[row] === 1 : cellText(column, row);
  });

export const contextWith = (sources: readonly NamedTable[] = [], seed = 1): RowContext => ({
  sources,
  sql: null,
  random: randomStream(seed, 'rows'),
});

export async function run(
  id: string,
  table: Table,
  params: ParamValues = {},
  context = contextWith(),
): Promise<RowOutput> {
  const operation = rowOperationById(id);
  return operation.run(table, checkParams(id, operation.params, params) as never, context);
}
