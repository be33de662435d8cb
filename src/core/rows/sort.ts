import { allRows, defineRowOperation, keepRows } from '../row-operation.ts';
import { sortedRows } from '../table/sort-rows.ts';
import { chosenColumn, inWords, quoted } from './columns.ts';

export const sort = defineRowOperation({
  id: 'sort',
  label: 'Sort rows',
  help: 'Puts the rows in the order of one or more columns; the first column decides first. Rows without a value come last, and equal rows keep their order.',
  group: 'rows',
  target: 'hidden',
  params: {
    by: {
      kind: 'table',
      default: [],
      maxRows: 20,
      fields: [
        { label: 'Column', column: true },
        { label: 'Order', options: ['ascending', 'descending'] },
      ],
      label: 'Sort by',
    },
  },
  describe({ by }) {
    if (by.length === 0) return 'Leave the rows in their order: no column is chosen yet';
    const keys = by.map(([name = '', order]) => `${quoted(name)}${order === 'descending' ? ' from high to low' : ''}`);
    return `Sort the rows by ${inWords(keys, 'and')}`;
  },
  run(table, { by }) {
    if (by.length === 0) return keepRows(table, allRows(table));
    const keys = by.map(([name = '', order]) => ({
      column: chosenColumn('sort', table, name),
      descending: order === 'descending',
    }));
    return keepRows(table, sortedRows(keys, table.rows));
  },
});
