import { expect, test } from 'vitest';
import { choiceWords, formatWords } from '../../../../../src/ui/views/source/format-words.ts';

test('formats and choices in words', () => {
  expect(formatWords('csv')).toBe('text');
  expect(formatWords('csv', 'zip')).toBe('text in a zip archive');
  expect(choiceWords({ member: 'a.csv', sheet: 'S', skip: 2, path: '' })).toEqual(['file a.csv', 'sheet S', 'names below 2 rows', 'list at the top']); // prettier-ignore
  expect(choiceWords({})).toEqual([]);
});
