import { StudioError } from '../../core/errors.ts';
import type { Column } from '../../core/table/column.ts';
import { proposeRoles } from '../../core/table/infer.ts';
import type { Field } from '../../core/table/schema.ts';
import { makeTable } from '../../core/table/table.ts';
import { makeColumnNames } from '../names.ts';
import { plural, type ReadNote, type ReadResult } from '../result.ts';
import { LooseColumn, type LooseValue } from './loose-column.ts';
import { isWhole, settleText } from './settle.ts';

export interface RecordLimits {
  readonly columns: number;
  readonly cells: number;
}

export const recordLimits: RecordLimits = { columns: 10_000, cells: 150_000_000 };

/** Records that come one after another become a table: each place in a record is a column. */
export class RecordTable {
  #columns: { readonly name: string; readonly column: LooseColumn; setAside: number }[] = [];
  readonly #limits: RecordLimits;
  readonly #subject: string;
  rows = 0;

  constructor(subject: string, limits: RecordLimits = recordLimits) {
    this.#subject = subject;
    this.#limits = limits;
  }

  /** A new column; returns its place. */
  add(name: string): number {
    const { columns } = this.#limits;
    if (this.#columns.length === columns) {
      throw new StudioError(
        'read/too-many-columns',
        `${this.#subject} has more than ${columns.toLocaleString('en')} columns, which is the most the studio takes. Choose another list, or turn the table on its side before reading it.`,
        { subject: this.#subject, limit: columns },
      );
    }
    this.#columns.push({ name, column: new LooseColumn(), setAside: 0 });
    return this.#columns.length - 1;
  }

  /** Put a value into the present row. */
  set(column: number, value: LooseValue): void {
    this.#columns[column]!.column.set(this.rows, value);
  }

  /** Say that the present row has something here that no cell can hold. */
  setAside(column: number): void {
    this.#columns[column]!.setAside++;
  }

  /** Take those of the given columns out that never held anything; the places of the others stay valid until then. */
  dropEmpty(places: readonly number[]): void {
    const empty = new Set(places.map(i => this.#columns[i]!).filter(c => c.setAside === 0 && c.column.present === 0));
    this.#columns = this.#columns.filter(c => !empty.has(c));
  }

  endRow(): void {
    this.rows++;
    const cells = this.rows * this.#columns.length;
    if (cells <= this.#limits.cells) return;
    throw new StudioError(
      'read/too-large',
      `${this.#subject} has ${this.#columns.length.toLocaleString('en')} columns and more than ${this.rows.toLocaleString('en')} rows; the studio keeps at most ${this.#limits.cells.toLocaleString('en')} cells in memory. Split it or leave columns out.`,
      { subject: this.#subject, rows: this.rows, columns: this.#columns.length, limit: this.#limits.cells },
    );
  }

  /**
   * The finished table, with notes on what was set aside. `nested` says in words what a cell could not hold. Errors:
   * read/nothing-left, read/no-rows.
   */
  finish(nested: string, allowNoRows: boolean): ReadResult {
    const notes: ReadNote[] = [];
    const kept = this.#columns.filter(c => c.setAside === 0 || c.column.present > 0);
    this.#noteAside(kept.length, nested, notes);
    if (this.rows === 0 && !allowNoRows) {
      throw new StudioError('read/no-rows', `${this.#subject} has no rows. Choose a file with data in it.`, {
        subject: this.#subject,
      });
    }
    const { names, renamed } = makeColumnNames(kept.map(c => c.name));
    if (renamed.length) {
      notes.push({
        code: 'read/duplicate-names',
        count: renamed.length,
        text: `Names that occur more than once were numbered: ${listed(renamed)}.`,
      });
    }
    const fields: Field[] = [];
    const entries = kept.map(({ column }, i) => {
      const name = names[i]!;
      const settled = settle(name, column, this.rows, notes);
      fields.push({ name, kind: settled.column.kind, role: 'feature', ...settled.meaning });
      return [name, settled.column] as const;
    });
    const table = makeTable(entries);
    return { table, fields: proposeRoles(table, fields), notes };
  }

  #noteAside(left: number, nested: string, notes: ReadNote[]): void {
    const aside = this.#columns.filter(c => c.setAside > 0);
    if (this.#columns.length === 0 || left === 0) {
      throw new StudioError(
        'read/nothing-left',
        aside.length
          ? `${this.#subject} has only ${nested}, which a table cannot hold: ${listed(aside.map(c => c.name))}. Flatten them where it was made.`
          : `${this.#subject} has no columns. Choose a file with a table in it.`,
        { subject: this.#subject, columns: aside.slice(0, 50).map(c => c.name) },
      );
    }
    const whole = aside.filter(c => c.column.present === 0);
    if (whole.length) {
      notes.push({
        code: 'read/nested-columns',
        count: whole.length,
        text: `${plural(whole.length, 'column')} with ${nested} cannot be held in a table and ${whole.length === 1 ? 'was' : 'were'} left out: ${listed(whole.map(c => c.name))}.`,
      });
    }
    for (const { name, setAside } of aside.filter(c => c.column.present > 0)) {
      notes.push({
        code: 'read/nested-values',
        column: name,
        count: setAside,
        text: `${plural(setAside, 'value')} of "${name}" ${setAside === 1 ? 'is' : 'are'} ${nested}, which a cell cannot hold, and ${setAside === 1 ? 'is' : 'are'} missing now.`,
      });
    }
  }
}

function settle(
  name: string,
  loose: LooseColumn,
  rows: number,
  notes: ReadNote[],
): { column: Column; meaning: Pick<Field, 'integer' | 'unit'> } {
  const column = loose.finish(rows);
  if (column.kind === 'text') {
    const settled = settleText(name, column, notes);
    if (loose.kinds.size > 1 && settled.column.kind !== 'number') {
      const kinds = [...loose.kinds].map(kind => words[kind]).join(', ');
      notes.push({
        code: 'read/mixed-kinds',
        column: name,
        text: `"${name}" holds values of different kinds (${kinds}), so it was kept as text.`,
      });
    }
    return { column: settled.column, meaning: settled.integer ? { integer: true } : {} };
  }
  if (column.kind !== 'number') return { column, meaning: {} };
  const meaning = {
    ...(isWhole(column.values) && { integer: true }),
    ...(loose.kind === 'seconds' && { unit: 's' }),
  };
  if (loose.kind === 'seconds') {
    notes.push({
      code: 'read/time-as-seconds',
      column: name,
      text: `"${name}" holds times of day or durations; they were read as seconds.`,
    });
  }
  return { column, meaning };
}

const words = { number: 'numbers', datetime: 'dates', seconds: 'times', boolean: 'truth values', text: 'texts' };

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(name => `"${name}"`);
  return shown.join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}
