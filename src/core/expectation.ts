import { columnsNamed, type ParamSpec, type ParamsOf, type ParamValues } from './params.ts';
import { cellText, type Column } from './table/column.ts';
import { findColumn, type Table } from './table/table.ts';

/** What a check may look at beside the table. */
export interface CheckContext {
  /** A column as the file held it, row for row beside the table; undefined where it is not known. */
  asRead?(name: string): Column | undefined;
}

/** A statement about rows. Rows in which a value it needs is missing are not checked. */
export interface RowsChecked {
  readonly checked: number;
  /** Ascending. */
  readonly failing: Int32Array;
}

/** A statement about the table as a whole. */
export interface TableChecked {
  readonly holds: boolean;
  /** What was found instead, or at all, in a few words. */
  readonly found: string;
}

/**
 * Something that is expected of a table. It learns nothing and changes nothing.
 * - `row`: each row is judged by itself.
 * - `rows`: a row is judged beside others, so rows it takes out may not hang on the target.
 * - `table`: the table is judged as a whole; there are no failing rows.
 */
export interface Expectation<S extends ParamSpec = ParamSpec> {
  readonly id: string;
  readonly label: string;
  /** One plain sentence a pupil understands. */
  readonly help: string;
  readonly params: S;
  readonly scope: 'row' | 'rows' | 'table';
  /** The expectation as a sentence without its full stop: “hour” lies between 0 and 23. */
  words(params: ParamsOf<S>): string;
  /** The columns it reads, where the parameters do not name them as columns. */
  reads?(params: ParamsOf<S>): readonly string[];
  /** Throws `column/unknown`, `column/kind` or `param/…` where it cannot be checked. */
  check(table: Table, params: ParamsOf<S>, context: CheckContext): RowsChecked | TableChecked;
}

export const defineExpectation = <const S extends ParamSpec>(expectation: Expectation<S>): Expectation<S> =>
  expectation;

export interface AnyExpectation extends Omit<Expectation, 'words' | 'reads' | 'check'> {
  words(params: never): string;
  reads?(params: never): readonly string[];
  check(table: Table, params: never, context: CheckContext): RowsChecked | TableChecked;
}

/** The columns an expectation is about, each once; none for one about the table. */
export const expectedColumns = (expectation: AnyExpectation, params: ParamValues): readonly string[] =>
  expectation.reads?.(params as never) ?? columnsNamed(expectation.params, params);

/** The rows below `rows` for which `fails` is 1; `fails` gives 0 where it holds and -1 where there is nothing to check. */
export function checkRows(rows: number, fails: (row: number) => -1 | 0 | 1): RowsChecked {
  const failing = new Int32Array(rows);
  let checked = 0;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const verdict = fails(row);
    if (verdict < 0) continue;
    checked++;
    if (verdict) failing[count++] = row;
  }
  return { checked, failing: failing.slice(0, count) };
}

const LONGEST_VALUE = 80;

/** The values of these columns in a row, as a person reads them; short, because they come from strangers' files. */
export function rowValues(table: Table, names: readonly string[], row: number): string {
  const texts = names.flatMap(name => {
    const column = findColumn(table, name);
    return column ? [cellText(column, row) ?? 'missing'] : [];
  });
  const text = names.length === 1 ? (texts[0] ?? '') : texts.join(', ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}
