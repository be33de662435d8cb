import { StudioError } from '../errors.ts';
import { columnLength, takeRows, type Column } from './column.ts';
import { gatherCodes } from './gather.ts';
import { pickedColumn, PickedNumbers, pickedNumbers } from './picked-numbers.ts';

/**
 * A table: columns of equal length under distinct names. Names come from strangers' files, so they are kept in an
 * array and looked up by search, never as object keys (`__proto__` is a legal column name).
 */
export interface Table {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly Column[];
}

export function makeTable(entries: readonly (readonly [name: string, column: Column])[]): Table {
  const rows = entries.length ? columnLength(entries[0]![1]) : 0;
  const seen = new Set<string>();
  for (const [name, column] of entries) {
    if (seen.has(name))
      throw new StudioError('table/duplicate-name', `The table has two columns named "${name}".`, { name });
    seen.add(name);
    const found = columnLength(column);
    if (found !== rows) {
      throw new StudioError(
        'table/ragged',
        `Column "${name}" must have ${rows} rows like the first column, got ${found}.`,
        { name, rows, found },
      );
    }
  }
  return { rows, names: entries.map(e => e[0]), columns: entries.map(e => e[1]) };
}

export function findColumn(table: Table, name: string): Column | undefined {
  const at = table.names.indexOf(name);
  return at < 0 ? undefined : table.columns[at];
}

export function getColumn(table: Table, name: string): Column {
  const found = findColumn(table, name);
  if (!found)
    throw new StudioError('column/unknown', `The table has no column "${name}".`, { name, names: table.names });
  return found;
}

export function takeTableRows(table: Table, rows: ArrayLike<number>): Table {
  return { rows: rows.length, names: table.names, columns: table.columns.map(c => takeRows(c, rows)) };
}

/** The same, but a column of numbers is copied only when its values are asked for, or while it is laid out. */
export function pickTableRows(table: Table, rows: Int32Array): Table {
  const known = new Map<Int32Array, Int32Array>();
  const among = (outer: Int32Array): Int32Array => {
    const found = known.get(outer) ?? gatherCodes(outer, rows);
    known.set(outer, found);
    return found;
  };
  const pick = (column: Column): Column => {
    if (column.kind !== 'number' && column.kind !== 'datetime') return takeRows(column, rows);
    return pickedColumn(column.kind, pickedNumbers(column)?.pick(among) ?? new PickedNumbers(column.values, rows));
  };
  return { rows: rows.length, names: table.names, columns: table.columns.map(pick) };
}

/** The table with a column added, or replaced in place where the name exists. */
export function withColumn(table: Table, name: string, column: Column): Table {
  const at = table.names.indexOf(name);
  const entries = table.names.map((n, i) => [n, i === at ? column : table.columns[i]!] as const);
  return makeTable(at < 0 ? [...entries, [name, column]] : entries);
}
