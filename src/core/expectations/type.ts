import { checkRows, defineExpectation } from '../expectation.ts';
import { castColumn } from '../table/cast.ts';
import { cellText, columnLength, isMissing } from '../table/column.ts';
import { quoted } from '../table/finding.ts';
import { isMissingText } from '../table/parse.ts';
import { getColumn } from '../table/table.ts';

const WORDS: Readonly<Record<string, string>> = {
  'whole-number': 'whole numbers',
  number: 'numbers',
  datetime: 'dates or times',
  boolean: 'yes or no',
  category: 'categories',
  text: 'text',
};

/**
 * A value of the wrong type has become missing by the time the table has the recipe's types, so the column is looked at
 * as the file held it: what stands there, is no missing marker, cannot be read as the type, and is missing in the table.
 */
export const type = defineExpectation({
  id: 'type',
  label: 'Type',
  help: 'Every value can be read as this type. A word in a column of numbers fails.',
  scope: 'row',
  params: {
    column: { kind: 'column', default: '', label: 'Column' },
    type: {
      kind: 'choice',
      default: 'number',
      options: ['number', 'whole-number', 'datetime', 'boolean', 'category', 'text'],
      label: 'Type',
    },
  },
  words: ({ column, type: kind }) => `${quoted(column)} holds ${WORDS[kind]!}`,
  check(table, { column: name, type: kind }, { asRead }) {
    const column = getColumn(table, name);
    const read = asRead?.(name) ?? column;
    const cast = castColumn(read, kind === 'whole-number' ? 'number' : kind).column;
    return checkRows(columnLength(column), row => {
      if (isMissing(read, row) || isMarker(read, row)) return -1;
      if (isMissing(cast, row)) return read === column || isMissing(column, row) ? 1 : 0;
      return kind === 'whole-number' && cast.kind === 'number' && !Number.isInteger(cast.values[row]) ? 1 : 0;
    });
  },
});

const isMarker = (column: Parameters<typeof cellText>[0], row: number): boolean =>
  (column.kind === 'text' || column.kind === 'category') && isMissingText(cellText(column, row)!);
