import { defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import type { Column } from '../table/column.ts';
import { duplicateRows } from '../table/duplicates.ts';
import { normaliseText } from '../table/normalise-text.ts';
import { makeTable } from '../table/table.ts';
import { mapTexts } from '../table/text-values.ts';
import { chosenColumn, namesWords } from './columns.ts';

/** Two rows are equal when every compared cell is: the same value, or missing in both. The target is never compared. */
export const dropDuplicates = defineRowOperation({
  id: 'drop-duplicates',
  label: 'Drop duplicate rows',
  help: 'Keeps the first of rows that are equal in every column but the one to predict. Copies in both training and test rows make a model look better than it is.',
  group: 'rows',
  target: 'hidden',
  params: {
    columns: {
      kind: 'columns',
      default: [],
      label: 'Columns to compare',
      help: 'All columns where none is chosen.',
    },
    compare: {
      kind: 'choice',
      default: 'exactly',
      options: ['exactly', 'alike'],
      label: 'Compare texts',
      help: 'Alike: without regard to case, accents, punctuation and spacing.',
    },
  },
  describe: ({ columns, compare }) =>
    `Drop rows that repeat an earlier one${columns.length ? ` in ${namesWords(columns)}` : ''}${compare === 'alike' ? ', with texts that are written alike' : ''}`,
  run(table, { columns, compare }) {
    const names = columns.length ? columns : table.names;
    const compared = [...new Set(names)].map(name => {
      const column = chosenColumn('drop-duplicates', table, name);
      return [name, compare === 'alike' ? alike(column) : column] as const;
    });
    const repeats = new Uint8Array(table.rows);
    for (const row of duplicateRows(makeTable(compared))) repeats[row] = 1;
    return keepRows(
      table,
      rowsWhere(table, row => repeats[row] === 0),
    );
  },
});

const alike = (column: Column): Column =>
  column.kind === 'text' || column.kind === 'category' ? mapTexts(column, normaliseText) : column;
