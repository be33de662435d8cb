import type { Column } from '../../table/column.ts';
import { makeTable, type Table } from '../../table/table.ts';
import { freeName } from '../columns.ts';

/** New columns after those they come from, under free names; the columns there stay the very same objects. */
export function addAfterEach(
  table: Table,
  made: readonly (readonly [after: string, columns: readonly (readonly [name: string, column: Column])[]])[],
): Table {
  const taken = new Set(table.names);
  const added = new Map(
    made.map(([after, columns]) => [after, columns.map(([name, c]) => [freeName(taken, name), c] as const)]),
  );
  const entries = table.names.flatMap((name, i) => [[name, table.columns[i]!] as const, ...(added.get(name) ?? [])]);
  return { ...makeTable(entries), rows: table.rows };
}
