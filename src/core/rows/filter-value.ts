import { defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { cellText } from '../table/column.ts';
import { getColumn } from '../table/table.ts';
import { quoted } from './columns.ts';

/** Cells are compared by their text (numbers as JavaScript writes them, dates in ISO form); empty means missing. */
export const filterValue = defineRowOperation({
  id: 'filter-value',
  label: 'Keep or drop a value',
  help: 'Keeps only the rows whose column equals a value, or drops them. An empty value stands for missing.',
  group: 'rows',
  target: 'row-wise',
  params: {
    column: { kind: 'column', default: '', label: 'Column' },
    value: { kind: 'text', default: '', maxLength: 10_000, label: 'Value' },
    action: { kind: 'choice', default: 'keep', options: ['keep', 'drop'], label: 'What to do with these rows' },
  },
  describe: ({ column, value, action }) =>
    `${action === 'keep' ? 'Keep' : 'Drop'} rows where ${quoted(column)} is ${value === '' ? 'missing' : value}`,
  run(table, { column: name, value, action }) {
    const column = getColumn(table, name);
    return keepRows(
      table,
      rowsWhere(table, row => ((cellText(column, row) ?? '') === value) === (action === 'keep')),
    );
  },
});
