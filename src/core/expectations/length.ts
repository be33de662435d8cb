import { defineExpectation } from '../expectation.ts';
import { readBound } from '../table/bound.ts';
import { quoted } from '../table/finding.ts';
import { boundWords, checkTexts, columnOf } from './columns.ts';

/** Lengths are in Unicode code points, as the profile counts them. */
export const length = defineExpectation({
  id: 'length',
  label: 'Text length',
  help: 'Every text has at least and at most so many characters. Leave a bound empty for no limit.',
  scope: 'row',
  params: {
    column: { kind: 'column', default: '', accepts: ['category', 'text'], label: 'Column' },
    from: { kind: 'text', default: '', maxLength: 100, label: 'Shortest' },
    to: { kind: 'text', default: '', maxLength: 100, label: 'Longest' },
  },
  words: ({ column, from, to }) => `the length of ${quoted(column)} is ${boundWords(from, to)}`,
  check(table, { column: name, from, to }) {
    const column = columnOf('length', table, name, ['category', 'text']);
    const low = readBound('length', 'from', from, 'number') ?? -Infinity;
    const high = readBound('length', 'to', to, 'number') ?? Infinity;
    return checkTexts(column, text => {
      let points = 0;
      for (const _ of text) points++;
      return points >= low && points <= high;
    });
  },
});
