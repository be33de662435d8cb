import type { Column } from '../../core/table/column.ts';
import { findColumn, type Table } from '../../core/table/table.ts';

/** A table under the name a query calls it by. */
export interface NamedTable {
  readonly name: string;
  readonly table: Table;
}

/**
 * Column names as the database sees them: SQL does not tell "Price" from "price", so the later of two names that differ
 * only in case is numbered, and a nameless column is called by its place.
 */
export function databaseNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const stem = name === '' ? `column ${i + 1}` : name;
    let free = stem;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${stem}_${n}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/** The column a result's column took its name from: of the first table that has one. */
export function columnBehind(tables: readonly NamedTable[], name: string): Column | undefined {
  for (const { table } of tables) {
    const found = findColumn(table, name);
    if (found) return found;
  }
  return undefined;
}

/** A name as SQL writes it, quoted. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
