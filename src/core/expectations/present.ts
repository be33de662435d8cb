import { checkRows, defineExpectation } from '../expectation.ts';
import { isMissing } from '../table/column.ts';
import { quoted } from '../table/finding.ts';
import { getColumn } from '../table/table.ts';

/** The share of rows that must hold says how many may be missing; at 0 the column need only be there. */
export const present = defineExpectation({
  id: 'present',
  label: 'Presence',
  help: 'The column is there and has a value in each row, or in as large a share of them as you ask for.',
  scope: 'row',
  params: { column: { kind: 'column', default: '', label: 'Column' } },
  words: ({ column }) => `${quoted(column)} has a value`,
  check(table, { column: name }) {
    const column = getColumn(table, name);
    return checkRows(table.rows, row => (isMissing(column, row) ? 1 : 0));
  },
});
