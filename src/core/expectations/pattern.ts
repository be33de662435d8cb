import { defineExpectation } from '../expectation.ts';
import { compilePattern, LONGEST_PATTERN } from '../pattern.ts';
import { quoted } from '../table/finding.ts';
import { checkTexts, columnOf } from './columns.ts';

export const pattern = defineExpectation({
  id: 'pattern',
  label: 'Pattern',
  help: 'Every text follows a pattern, such as [A-Z]{2}-[0-9]{4} for two capital letters, a dash and four digits.',
  scope: 'row',
  params: {
    column: { kind: 'column', default: '', accepts: ['category', 'text'], label: 'Column' },
    pattern: {
      kind: 'text',
      default: '',
      maxLength: LONGEST_PATTERN,
      language: 'pattern',
      label: 'Pattern',
      help: 'A regular expression (RE2 syntax).',
    },
    part: {
      kind: 'choice',
      default: 'whole-value',
      options: ['whole-value', 'anywhere', 'nowhere'],
      label: 'Where it is found',
    },
  },
  words({ column, pattern: text, part }) {
    const verb = { 'whole-value': 'follows', anywhere: 'contains', nowhere: 'does not contain' }[part];
    return `${quoted(column)} ${verb} ${text === '' ? 'no pattern yet' : text}`;
  },
  check(table, { column: name, pattern: text, part }) {
    const column = columnOf('pattern', table, name, ['category', 'text']);
    const compiled = compilePattern('pattern', text);
    return checkTexts(column, value =>
      part === 'whole-value' ? compiled.testExact(value) : compiled.test(value) === (part === 'anywhere'),
    );
  },
});
