import { StudioError } from '../errors.ts';
import { checkRows, defineExpectation, type RowsChecked } from '../expectation.ts';
import { cellText, isMissing } from '../table/column.ts';
import { quoted } from '../table/finding.ts';
import { getColumn } from '../table/table.ts';

const HOLDS: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  'less-than': (a, b) => a < b,
  'at-most': (a, b) => a <= b,
  equals: (a, b) => a === b,
  differs: (a, b) => a !== b,
  'at-least': (a, b) => a >= b,
  'greater-than': (a, b) => a > b,
};
const WORDS: Readonly<Record<string, string>> = {
  'less-than': 'is less than',
  'at-most': 'is at most',
  equals: 'equals',
  differs: 'differs from',
  'at-least': 'is at least',
  'greater-than': 'is greater than',
};

/** Numbers and dates are compared by size, texts only for being equal. */
export const compare = defineExpectation({
  id: 'compare',
  label: 'Two columns compared',
  help: 'In every row one column is less than, equal to or greater than another, such as a start before its end.',
  scope: 'row',
  params: {
    left: { kind: 'column', default: '', label: 'Column' },
    relation: { kind: 'choice', default: 'at-most', options: Object.keys(HOLDS), label: 'Relation' },
    right: { kind: 'column', default: '', label: 'Other column' },
  },
  words: ({ left, relation, right }) => `${quoted(left)} ${WORDS[relation]!} ${quoted(right)}`,
  check(table, { left, relation, right }): RowsChecked {
    const [a, b] = [getColumn(table, left), getColumn(table, right)];
    const holds = HOLDS[relation]!;
    if ('values' in a && 'values' in b && a.kind === b.kind)
      return checkRows(table.rows, row =>
        isMissing(a, row) || isMissing(b, row) ? -1 : holds(a.values[row]!, b.values[row]!) ? 0 : 1,
      );
    const texts = [a, b].every(column => column.kind === 'category' || column.kind === 'text');
    if (!texts || (relation !== 'equals' && relation !== 'differs')) {
      throw new StudioError(
        'column/kind',
        `compare: ${quoted(left)} holds ${a.kind} and ${quoted(right)} holds ${b.kind}; ${texts ? 'texts can only be compared for being equal' : 'two columns must be of one type to be compared'}.`,
        { name: right, kind: b.kind },
      );
    }
    return checkRows(table.rows, row => {
      const [x, y] = [cellText(a, row), cellText(b, row)];
      return x === null || y === null ? -1 : holds(x, y) ? 0 : 1;
    });
  },
});
