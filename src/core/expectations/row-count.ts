import { formatCount } from '../format.ts';
import { defineExpectation } from '../expectation.ts';
import { readBound } from '../table/bound.ts';
import { boundWords } from './columns.ts';

export const rowCount = defineExpectation({
  id: 'row-count',
  label: 'Number of rows',
  help: 'The table has at least and at most so many rows. Leave a bound empty for no limit.',
  scope: 'table',
  params: {
    from: { kind: 'text', default: '1', maxLength: 100, label: 'Fewest' },
    to: { kind: 'text', default: '', maxLength: 100, label: 'Most' },
  },
  words: ({ from, to }) => `the number of rows is ${boundWords(from, to)}`,
  check(table, { from, to }) {
    const low = readBound('row-count', 'from', from, 'number') ?? -Infinity;
    const high = readBound('row-count', 'to', to, 'number') ?? Infinity;
    return { holds: table.rows >= low && table.rows <= high, found: formatCount(table.rows, 'row') };
  },
});
