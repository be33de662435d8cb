import { defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { isMissing } from '../table/column.ts';
import { chosenColumn, namesWords } from './columns.ts';

export const dropIncomplete = defineRowOperation({
  id: 'drop-incomplete',
  label: 'Drop rows with missing values',
  help: 'Leaves out rows in which the chosen columns are empty. Filling gaps in a pipeline step keeps more data; use this where a row without the value means nothing.',
  group: 'rows',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns', help: 'All columns where none is chosen.' },
    when: {
      kind: 'choice',
      default: 'any',
      options: ['any', 'all'],
      label: 'Drop a row when a value is missing in',
      help: 'Any: in at least one of the columns. All: in every one of them.',
    },
  },
  describe: ({ columns, when }) =>
    `Drop rows without a value in ${when === 'any' ? 'any' : 'all'} of ${columns.length ? namesWords(columns) : 'the columns'}`,
  run(table, { columns: names, when }) {
    const columns = (names.length ? names : table.names).map(name => chosenColumn('drop-incomplete', table, name));
    const gaps = new Int32Array(table.rows);
    for (const column of columns) {
      for (let row = 0; row < table.rows; row++) if (isMissing(column, row)) gaps[row]! += 1;
    }
    const most = when === 'any' ? 0 : Math.max(0, columns.length - 1);
    return keepRows(
      table,
      rowsWhere(table, row => gaps[row]! <= most),
    );
  },
});
