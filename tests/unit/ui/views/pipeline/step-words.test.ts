import { expect, test } from 'vitest';
import { stepById } from '../../../../../src/core/steps/index.ts';
import {
  operationWords,
  paramWords,
  weightWords,
  withoutOwner,
} from '../../../../../src/ui/views/pipeline/step-words.ts';

const report = {
  id: 'x',
  before: 100,
  after: 100,
  changed: 0,
  added: [],
  removed: [],
  notes: [],
  milliseconds: 1,
  skipped: false,
};

test.each([
  [{}, 'changes nothing'],
  [{ after: 97 }, 'drops 3 rows of 100'],
  [{ after: 300 }, 'makes 300 rows of 100'],
  [{ after: 7, changed: null, added: ['price mean'] }, 'makes 7 rows of 100, adds “price mean”'],
  [{ changed: 1200, removed: ['a', 'b'] }, 'changes 1,200 values, takes 2 columns away'],
  [{ skipped: true }, 'passed by, because the truth is not known yet'],
])('what an operation did: %j', (change, words) => {
  expect(operationWords({ ...report, ...change })).toBe(words);
});

test('an error at its entry needs no owner', () => {
  expect(withoutOwner('clip: choose a column first.', 'clip')).toBe('Choose a column first.');
  expect(withoutOwner('The table has no column "x".', 'clip')).toBe('The table has no column "x".');
});

test.each([
  ['impute', {}, 'median'],
  ['impute', { strategy: 'constant', value: 3 }, 'constant, constant for numbers 3'],
  // What only counts with another choice is not said without it.
  ['impute', { value: 3 }, 'median'],
  ['date-parts', { parts: [], cycles: [['month'], ['hour']] }, 'cycles month, hour'],
  ['date-parts', {}, 'parts year, month, weekday'],
  ['holidays', { country: 'germany', own: [['12-24'], ['']] }, 'Germany, more days 12-24'],
  ['principal', { scaled: false }, 'not: standardise first'],
  ['text-terms', { to: 2 }, 'TF-IDF, words, most in a row 2, L2'],
] as const)('what is set of %s %j: %s', (id, params, words) => {
  expect(paramWords(stepById(id).params, params)).toBe(words);
});

test('a step says whether it goes by the weights, where a table has some', () => {
  const columns = [{ name: 'persons', kind: 'number', role: 'weight' }] as const;
  expect(weightWords({ weights: 'used' }, columns)).toBe('Rows count by “persons”.');
  expect(weightWords({ weights: 'unused' }, columns)).toBe('Every row counts once here, whatever “persons” says.');
  expect(weightWords({}, columns)).toBe('');
  expect(weightWords({ weights: 'used' }, [{ name: 'x', kind: 'number', role: 'feature' }])).toBe('');
});
