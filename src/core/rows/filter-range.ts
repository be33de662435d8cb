import { StudioError } from '../errors.ts';
import { defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { parseDate } from '../table/parse-date.ts';
import { getColumn } from '../table/table.ts';

/** Bounds are text so that either may be left empty and dates can be written as dates; both ends are included. */
export const filterRange = defineRowOperation({
  id: 'filter-range',
  label: 'Keep a range',
  help: 'Keeps the rows whose number or date lies between two bounds, both included. Leave a bound empty for no limit.',
  group: 'rows',
  target: 'row-wise',
  params: {
    column: { kind: 'column', default: '', accepts: ['number', 'datetime'], label: 'Column' },
    from: { kind: 'text', default: '', maxLength: 100, label: 'From', help: 'The smallest value kept.' },
    to: { kind: 'text', default: '', maxLength: 100, label: 'To', help: 'The largest value kept.' },
    missing: { kind: 'flag', default: false, label: 'Keep rows without a value' },
  },
  run(table, { column: name, from, to, missing }) {
    const column = getColumn(table, name);
    if (column.kind !== 'number' && column.kind !== 'datetime') {
      throw new StudioError(
        'column/kind',
        `filter-range: column "${name}" must hold numbers or dates, it holds ${column.kind}. Use "Keep or drop a value" for it.`,
        { name, kind: column.kind },
      );
    }
    const low = bound('from', from, column.kind, -Infinity);
    const high = bound('to', to, column.kind, Infinity);
    const { values } = column;
    return keepRows(
      table,
      rowsWhere(table, row => {
        const v = values[row]!;
        return Number.isNaN(v) ? missing : v >= low && v <= high;
      }),
    );
  },
});

function bound(which: string, text: string, kind: 'number' | 'datetime', none: number): number {
  const trimmed = text.trim();
  if (trimmed === '') return none;
  const value = kind === 'number' ? Number(trimmed) : parseDate(trimmed);
  if (Number.isNaN(value)) {
    const expected = kind === 'number' ? 'a number such as 12.5' : 'a date such as 2011-01-31';
    throw new StudioError('param/out-of-range', `filter-range: ${which} must be ${expected} or empty, got "${text}".`, {
      owner: 'filter-range',
      name: which,
      value: text,
    });
  }
  return value;
}
