import { expect, test } from 'vitest';
import { repeatedWords } from '../../../../../src/ui/views/evaluate/forecast/forecast-words.ts';

test.each([
  [[], { steps: 7, name: 'week' }, /^$/],
  [['price'], { steps: 7, name: 'week' }, /^Nobody knows “price” in advance, so it is taken as it was one week before, here and in the errors/],
  [['price', 'rain'], { steps: 12, name: null }, /“price” and “rain” in advance, so they are taken as they were 12 steps before/],
  [['price'], { steps: 1, name: null }, /as it was in the last row that is known/],
])('columns that nobody knows in advance: %j, %j', (repeated, back, words) => {
  expect(repeatedWords({ repeated, back })).toMatch(words);
}); // prettier-ignore
