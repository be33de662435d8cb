import { defineRowOperation } from '../row-operation.ts';
import { mapTexts } from '../table/text-values.ts';
import { changeColumns, namesWords, quoted } from './columns.ts';
import { loadPattern, LONGEST_PATTERN } from './load-pattern.ts';

export const replaceText = defineRowOperation({
  id: 'replace-text',
  label: 'Find and replace in texts',
  help: 'Replaces a part of the texts wherever it is found: as it is written, or by a pattern (a regular expression). What becomes empty is missing in a column of categories.',
  group: 'values',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], accepts: ['category', 'text'], label: 'Columns' },
    by: { kind: 'choice', default: 'text', options: ['text', 'pattern'], label: 'Look for' },
    find: { kind: 'text', default: '', maxLength: 1000, label: 'Find', onlyWith: { name: 'by', value: 'text' } },
    pattern: {
      kind: 'text',
      default: '',
      maxLength: LONGEST_PATTERN,
      language: 'pattern',
      label: 'Pattern',
      help: 'A regular expression: \\d+ finds whole numbers, ^\\s* spaces at the start.',
      onlyWith: { name: 'by', value: 'pattern' },
    },
    replacement: {
      kind: 'text',
      default: '',
      maxLength: 1000,
      label: 'Replace with',
      help: 'With a pattern, $1 stands for what its first group found.',
    },
  },
  describe({ columns, by, find, pattern, replacement }) {
    const what = by === 'text' ? quoted(find) : `what matches ${pattern}`;
    return `In ${namesWords(columns)} replace ${what} with ${replacement === '' ? 'nothing' : quoted(replacement)}`;
  },
  async run(table, { columns, by, find, pattern, replacement }) {
    const owner = 'replace-text';
    const found = by === 'pattern' && pattern !== '' ? await loadPattern(owner, pattern) : null;
    const replaced = (text: string): string =>
      found
        ? found.matcher(text).replaceAll(replacement)
        : by === 'text' && find !== ''
          ? text.replaceAll(find, () => replacement)
          : text;
    return changeColumns(owner, table, columns, column => mapTexts(column, replaced), ['category', 'text']);
  },
});
