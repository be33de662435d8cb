import { defineRowOperation } from '../row-operation.ts';
import { duplicateRows } from '../table/duplicates.ts';
import { takeTableRows } from '../table/table.ts';

/** Two rows are equal when every cell is: the same value, or missing in both. */
export const dropDuplicates = defineRowOperation({
  id: 'drop-duplicates',
  label: 'Drop duplicate rows',
  help: 'Keeps the first of rows that are equal in every column. Copies in both training and test rows make a model look better than it is.',
  params: {},
  keep(table, _schema, rows) {
    const whole = rows.length === table.rows && rows.every((r, i) => r === i);
    const repeats = new Set(duplicateRows(whole ? table : takeTableRows(table, rows)));
    return rows.filter((_, i) => !repeats.has(i));
  },
});
