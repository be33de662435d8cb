import { checkRows, defineExpectation } from '../expectation.ts';
import { isMissing } from '../table/column.ts';
import { quoted } from '../table/finding.ts';
import { parseDate } from '../table/parse-date.ts';
import { parseNumber, parseTruth } from '../table/parse.ts';
import { getColumn } from '../table/table.ts';
import { checkTexts, someNames } from './columns.ts';

/** Numbers and dates are compared as such, so that 1 and 1.0 are the same. */
export const oneOf = defineExpectation({
  id: 'one-of',
  label: 'Domain',
  help: 'Every value is one of a list. A category that was never seen fails.',
  scope: 'row',
  params: {
    column: { kind: 'column', default: '', label: 'Column' },
    values: { kind: 'table', default: [], fields: [{ label: 'Value' }], maxRows: 1000, label: 'Values' },
  },
  words: ({ column, values }) => `${quoted(column)} is one of ${someNames(values.map(([value]) => value!))}`,
  check(table, { column: name, values }) {
    const column = getColumn(table, name);
    const texts = values.map(([value]) => value!);
    if (column.kind === 'category' || column.kind === 'text') {
      const allowed = new Set(texts);
      return checkTexts(column, text => allowed.has(text));
    }
    const read = { number: parseNumber, datetime: parseDate, boolean: parseTruth }[column.kind];
    const allowed = new Set(texts.map(text => read(text)));
    return checkRows(table.rows, row => (isMissing(column, row) ? -1 : allowed.has(column.values[row]!) ? 0 : 1));
  },
});
