import { StudioError } from '../errors.ts';
import { formatInteger } from '../format.ts';
import { allRows, type RowOutput } from '../row-operation.ts';
import type { CategoryColumn, Column, ColumnKind, TextColumn } from '../table/column.ts';
import { findColumn, getColumn, makeTable, type Table } from '../table/table.ts';
import { categoryOf, textOf, textValues } from '../table/text-values.ts';

/** What row operations share: finding their columns, putting new ones in place, refusing by name, and words. */

/** More rows than this are refused before they are made. */
const MOST_ROWS = 20_000_000;

export const quoted = (name: string): string => `“${name.length > 60 ? `${name.slice(0, 60)}…` : name}”`;

/** A name in quotes, or what is still to be chosen. */
export const named = (name: string, what = 'a column'): string =>
  name === '' ? `${what} yet to be chosen` : quoted(name);

/** “a”, “b” and “c”; from five on the first three and how many more. */
export function namesWords(names: readonly string[], none = 'no column'): string {
  if (names.length === 0) return none;
  if (names.length > 4) return `${names.slice(0, 3).map(quoted).join(', ')} and ${names.length - 3} more`;
  return inWords(names.map(quoted), 'and');
}

/** "a, b and c". */
export const inWords = (parts: readonly string[], last: 'and' | 'or'): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)!}`;

const kindWords: Readonly<Record<ColumnKind, string>> = {
  number: 'numbers',
  datetime: 'dates',
  category: 'categories',
  boolean: 'yes or no',
  text: 'texts',
};

/** The column a parameter names, of a kind the operation takes. */
export function chosenColumn<K extends ColumnKind = ColumnKind>(
  owner: string,
  table: Table,
  name: string,
  accepts?: readonly K[],
): Extract<Column, { kind: K }> {
  if (name === '' && !findColumn(table, name)) {
    throw new StudioError('param/no-column', `${owner}: choose a column first.`, { owner });
  }
  const column = getColumn(table, name);
  if (accepts && !(accepts as readonly ColumnKind[]).includes(column.kind)) {
    const wanted = inWords(accepts.map(kind => kindWords[kind]), 'or'); // prettier-ignore
    const message = `${owner}: column "${name}" must hold ${wanted}, it holds ${kindWords[column.kind]}. Change its type first, or choose another column.`;
    throw new StudioError('column/kind', message, { owner, name, kind: column.kind, accepts });
  }
  return column as Extract<Column, { kind: K }>;
}

/** The same rows with some columns changed; every other column stays the very same object. */
export function changeColumns<K extends ColumnKind = ColumnKind>(
  owner: string,
  table: Table,
  names: readonly string[],
  change: (column: Extract<Column, { kind: K }>, name: string) => Column,
  accepts?: readonly K[],
): RowOutput {
  const chosen = new Map(names.map(name => [name, chosenColumn(owner, table, name, accepts)]));
  const columns = table.names.map((name, i) => {
    const column = chosen.get(name);
    return column ? change(column, name) : table.columns[i]!;
  });
  return { table: { ...table, columns }, kept: allRows(table) };
}

/** The same rows with new columns after the one they come from, or instead of it. A name that is taken gets a number. */
export function addColumns(
  table: Table,
  after: string,
  made: readonly (readonly [name: string, column: Column])[],
  instead: boolean,
): RowOutput {
  const taken = new Set(instead ? table.names.filter(name => name !== after) : table.names);
  const added = made.map(([name, column]) => [freeName(taken, name), column] as const);
  const entries = table.names.flatMap((name, i) => {
    const own = [name, table.columns[i]!] as const;
    return name === after ? (instead ? added : [own, ...added]) : [own];
  });
  return { table: { ...makeTable(entries), rows: table.rows }, kept: allRows(table) };
}

/** A name that is not taken, and is from now on: "price", "price 2", "price 3". */
export function freeName(taken: Set<string>, wanted: string): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted} ${n}`;
  taken.add(name);
  return name;
}

export function badValue(owner: string, name: string, expected: string, value: string): StudioError {
  const shown = value.length > 100 ? `${value.slice(0, 100)}…` : value;
  const message = `${owner}: ${name} must be ${expected}, got "${shown}".`;
  return new StudioError('param/out-of-range', message, { owner, name, value });
}

/** New columns of the kind of the one they come from: `cut` gives the text of each for a text, null for missing. */
export function addTextColumns(
  table: Table,
  after: string,
  column: TextColumn | CategoryColumn,
  names: readonly string[],
  cut: (text: string) => readonly (string | null)[],
  instead: boolean,
): RowOutput {
  const { codes, texts } = textValues(column);
  const cuts = texts.map(cut);
  const make = column.kind === 'category' ? categoryOf : textOf;
  const made = names.map((name, i) => [name, make(codes, cuts.map(parts => parts[i] ?? null))] as const); // prettier-ignore
  return addColumns(table, after, made, instead);
}

/** Refuse a table that would be too long, before its rows are made. */
export function refuseRows(owner: string, rows: number, advice: string): void {
  if (rows <= MOST_ROWS) return;
  const message = `${owner}: this would make ${formatInteger(rows)} rows; at most ${formatInteger(MOST_ROWS)} are made. ${advice}`;
  throw new StudioError('table/too-long', message, { owner, rows, most: MOST_ROWS });
}
