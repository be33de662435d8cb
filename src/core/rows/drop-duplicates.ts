import { defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { duplicateRows } from '../table/duplicates.ts';

/** Two rows are equal when every cell but the target's is: the same value, or missing in both. */
export const dropDuplicates = defineRowOperation({
  id: 'drop-duplicates',
  label: 'Drop duplicate rows',
  help: 'Keeps the first of rows that are equal in every column but the one to predict. Copies in both training and test rows make a model look better than it is.',
  group: 'rows',
  target: 'hidden',
  params: {},
  run(table) {
    const repeats = new Set(duplicateRows(table));
    return keepRows(
      table,
      rowsWhere(table, row => !repeats.has(row)),
    );
  },
});
