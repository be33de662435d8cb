import { defineRowOperation } from '../row-operation.ts';
import { isMissing } from '../table/column.ts';
import { getColumn } from '../table/table.ts';

export const dropMissing = defineRowOperation({
  id: 'drop-missing',
  label: 'Drop rows without a value',
  help: 'Leaves out the rows in which the chosen column is empty. Filling gaps in a pipeline step keeps more data; use this where a row without the value means nothing.',
  params: { column: { kind: 'text', default: '', maxLength: 10_000, label: 'Column' } },
  keep(table, _schema, rows, { column: name }) {
    const column = getColumn(table, name);
    return rows.filter(r => !isMissing(column, r));
  },
});
