import { defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { readBound } from './cell-value.ts';
import { chosenColumn, quoted } from './columns.ts';

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
  describe({ column, from, to }) {
    const bounds = [
      ...(from.trim() ? [`at least ${from.trim()}`] : []),
      ...(to.trim() ? [`at most ${to.trim()}`] : []),
    ];
    return `Keep rows where ${quoted(column)} is ${bounds.join(' and ') || 'there'}`;
  },
  run(table, { column: name, from, to, missing }) {
    const column = chosenColumn('filter-range', table, name, ['number', 'datetime']);
    const low = readBound('filter-range', 'from', column.kind, from, -Infinity);
    const high = readBound('filter-range', 'to', column.kind, to, Infinity);
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
