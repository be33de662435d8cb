import { StudioError } from '../errors.ts';
import { checkRows, defineExpectation } from '../expectation.ts';
import { type Column, isMissing } from '../table/column.ts';
import { getColumn } from '../table/table.ts';
import { cellHash, groupRows, mix, sameCell, valueCodes, type ValueCodes } from '../table/value-codes.ts';
import { someNames } from './columns.ts';

/** Rows in which one of the columns is missing have no key and are not checked. */
export const unique = defineExpectation({
  id: 'unique',
  label: 'Uniqueness',
  help: 'No two rows have the same value, or the same values in all the chosen columns together.',
  scope: 'rows',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns' },
    failing: {
      kind: 'choice',
      default: 'every-copy',
      options: ['every-copy', 'later-copies'],
      label: 'Rows that fail',
      help: 'Every row of a repeated value, or all but the first.',
    },
  },
  words: ({ columns }) => `${someNames(columns)} ${columns.length > 1 ? 'together are' : 'is'} unique`,
  check(table, { columns: names, failing }) {
    if (!names.length)
      throw new StudioError('param/out-of-range', 'unique: columns must name at least one column, got none.', {
        owner: 'unique',
        name: 'columns',
      });
    const columns = names.map(name => getColumn(table, name));
    const { codes, counts, firstRows } = columns.length === 1 ? valueCodes(columns[0]!) : keyCodes(columns, table.rows);
    return checkRows(table.rows, row => {
      const code = codes[row]!;
      if (code < 0) return -1;
      return counts[code]! > 1 && (failing === 'every-copy' || firstRows[code] !== row) ? 1 : 0;
    });
  },
});

/** Rows numbered by the values of several columns; -1 where one is missing. */
function keyCodes(columns: readonly Column[], rows: number): ValueCodes {
  const hashes = columns.map(cellHash);
  const same = columns.map(sameCell);
  return groupRows(
    rows,
    row => row,
    row => hashes.reduce((h, hash) => mix(Math.imul(h, 31) + hash(row)), 0),
    (a, b) => same.every(equal => equal(a, b)),
    row => columns.some(column => isMissing(column, row)),
  );
}
