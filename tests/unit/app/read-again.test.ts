import { expect, test } from 'vitest';
import { differenceInWords } from '../../../src/app/difference-in-words.ts';

test('what became of the rows, in words', () => {
  expect(differenceInWords(1204)).toBe('newer by 1,204 rows');
  expect(differenceInWords(1)).toBe('newer by 1 row');
  expect(differenceInWords(-3)).toBe('3 rows fewer');
  expect(differenceInWords(0)).toBe('as many rows, other values');
});
