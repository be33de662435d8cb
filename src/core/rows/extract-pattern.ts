import { StudioError } from '../errors.ts';
import { defineRowOperation } from '../row-operation.ts';
import { addTextColumns, chosenColumn, named } from './columns.ts';
import { loadPattern, LONGEST_PATTERN } from './load-pattern.ts';

/** Equal to pandas' str.extract: the first match decides, and without one every new column is missing. */
export const extractPattern = defineRowOperation({
  id: 'extract-pattern',
  label: 'Extract by a pattern',
  help: 'Takes parts out of texts by a regular expression. Each group in round brackets becomes a column; (?<year>\\d{4}) names it “year”.',
  group: 'columns',
  target: 'hidden',
  params: {
    column: { kind: 'column', default: '', accepts: ['category', 'text'], label: 'Column' },
    pattern: {
      kind: 'text',
      default: '',
      maxLength: LONGEST_PATTERN,
      language: 'pattern',
      label: 'Pattern',
      help: 'With at least one group: (\\d+) takes the first whole number.',
    },
  },
  describe: ({ column, pattern }) =>
    `Extract ${pattern || 'nothing yet'} from ${named(column)} into columns of their own`,
  async run(table, { column: name, pattern: text }) {
    const column = chosenColumn('extract-pattern', table, name, ['category', 'text']);
    const pattern = await loadPattern('extract-pattern', text);
    const { groupNames } = await import('../pattern.ts');
    const groups = groupNames(pattern);
    if (groups.length === 0) {
      const message =
        'extract-pattern: the pattern has no group to extract. Put round brackets around the part that is wanted.';
      throw new StudioError('param/pattern', message, { owner: 'extract-pattern', pattern: text });
    }
    const none = groups.map(() => null);
    const cut = (cell: string): readonly (string | null)[] => {
      const matcher = pattern.matcher(cell);
      return matcher.find() ? groups.map((_, i) => matcher.group(i + 1)) : none;
    };
    const names = groups.map((group, i) => group || `${name} ${i + 1}`);
    return addTextColumns(table, name, column, names, cut, false);
  },
});
