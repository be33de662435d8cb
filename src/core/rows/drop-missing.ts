import { defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { isMissing } from '../table/column.ts';
import { getColumn } from '../table/table.ts';
import { quoted } from './columns.ts';

export const dropMissing = defineRowOperation({
  id: 'drop-missing',
  label: 'Drop rows without a value',
  help: 'Leaves out the rows in which the chosen column is empty. Filling gaps in a pipeline step keeps more data; use this where a row without the value means nothing.',
  group: 'rows',
  target: 'row-wise',
  params: { column: { kind: 'column', default: '', label: 'Column' } },
  describe: ({ column }) => `Drop rows without a value in ${quoted(column)}`,
  run(table, { column: name }) {
    const column = getColumn(table, name);
    return keepRows(
      table,
      rowsWhere(table, row => !isMissing(column, row)),
    );
  },
});
