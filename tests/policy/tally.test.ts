import { expect, test } from 'vitest';
import { failedTests, sumOf, tally } from '../tools/tally.ts';

const report = (fields: object): string =>
  JSON.stringify({
    ...{ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] },
    ...fields,
  });

test('the closing line counts what the report counts', () => {
  const text = report({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
  expect(tally(text, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

test('a file that does not load, an error outside a test, and a missing report all count as failed', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const failing = { status: 'failed', assertionResults: [{}] };
  expect(tally(report({ numPassedTests: 5, numFailedTests: 1, testResults: [broken, failing] }), 1).failed).toBe(2);
  expect(tally(report({ numPassedTests: 5 }), 1).failed).toBe(1);
  expect(tally(null, 0).failed).toBe(1);
  expect(tally(report({ numPassedTests: 5 }), 0).failed).toBe(0);
});

test('totals add up over the parts', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sumOf([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  expect(sumOf([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('failed tests are named with their files, and a file that does not load stands for itself', () => {
  const testResults = [
    {
      name: '/here/tests/a.test.ts',
      status: 'failed',
      assertionResults: [
        { fullName: 'the shell opens', status: 'failed' },
        { fullName: 'the shell closes', status: 'passed' },
      ],
    },
    { name: '/here/tests/b.test.ts', status: 'failed', assertionResults: [] },
  ];
  expect(failedTests(report({ testResults }), '/here')).toEqual([
    'tests/a.test.ts > the shell opens',
    'tests/b.test.ts',
  ]);
  expect(failedTests(null, '/here')).toEqual([]);
});
