import { defineRowOperation } from '../row-operation.ts';
import { titleCase } from '../table/normalise-text.ts';
import { mapTexts } from '../table/text-values.ts';
import { changeColumns, namesWords } from './columns.ts';

const cases = {
  keep: (text: string) => text,
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  title: titleCase,
};
const caseWords = { lower: 'write small', upper: 'write capital', title: 'write as titles' };

export const tidyText = defineRowOperation({
  id: 'tidy-text',
  label: 'Tidy texts',
  help: 'Makes texts that mean the same look the same: no spaces at the ends, single spaces inside, one way to write accents, and small or capital letters.',
  group: 'values',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], accepts: ['category', 'text'], label: 'Columns' },
    trim: { kind: 'flag', default: true, label: 'Remove spaces at both ends' },
    collapse: { kind: 'flag', default: true, label: 'Make several spaces one' },
    unicode: {
      kind: 'flag',
      default: true,
      label: 'Write accents one way',
      help: 'The same letter can be stored in two ways (Unicode NFC).',
    },
    letters: { kind: 'choice', default: 'keep', options: ['keep', 'lower', 'upper', 'title'], label: 'Letters' },
  },
  describe({ columns, trim, collapse, unicode, letters }) {
    const parts = [
      ...(trim ? ['trim'] : []),
      ...(collapse ? ['single spaces'] : []),
      ...(unicode ? ['one form of accents'] : []),
      ...(letters === 'keep' ? [] : [caseWords[letters]]),
    ];
    return `Tidy ${namesWords(columns)}: ${parts.join(', ') || 'nothing to do'}`;
  },
  run(table, { columns, trim, collapse, unicode, letters }) {
    const tidy = (text: string): string => {
      let made = cases[letters](text);
      if (unicode) made = made.normalize('NFC');
      if (collapse) made = made.replace(/\s+/gu, ' ');
      return trim ? made.trim() : made;
    };
    return changeColumns('tidy-text', table, columns, column => mapTexts(column, tidy), ['category', 'text']);
  },
});
