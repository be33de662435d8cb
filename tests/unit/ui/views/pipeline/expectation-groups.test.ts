import { describe, expect, it } from 'vitest';
import type { ExpectationEntry } from '../../../../../src/core/pipeline/recipe.ts';
import type { RerunReport } from '../../../../../src/core/pipeline/rerun.ts';
import { failingWords, stateWords } from '../../../../../src/ui/expectations/expectation-words.ts';
import { expectationGroups } from '../../../../../src/ui/views/pipeline/expectations/expectation-groups.ts';
import { changedWords, rerunRows } from '../../../../../src/ui/views/pipeline/rerun/rerun-rows.ts';

const entry = (id: string, params: ExpectationEntry['params']): ExpectationEntry => ({
  id,
  params,
  severity: 'fail',
  mostly: 1,
  quarantine: false,
});

describe('groups of expectations', () => {
  it('are columns in their order, then several columns, then the table; unknown kinds are with the table', () => {
    const groups = expectationGroups([
      entry('row-count', {}),
      entry('present', { column: '__proto__' }),
      entry('unique', { columns: ['a', 'b'] }),
      entry('range', { column: 'a' }),
      entry('type', { column: '__proto__' }),
      entry('from another world', {}),
    ]);
    expect(groups).toEqual([
      { name: '__proto__', places: [1, 4] },
      { name: 'a', places: [3] },
      { name: 'Several columns together', places: [2] },
      { name: 'The whole table', places: [0, 5] },
    ]);
  });
});

describe('words of results', () => {
  const result = { ...entry('range', {}), words: '', columns: [], state: 'pass', checked: 0, failing: 0, share: null, examples: [], found: null } as const; // prettier-ignore
  it('count states, and say what is missing instead of a share', () => {
    expect(stateWords([{ state: 'pass' }, { state: 'fail' }, { state: 'warn' }, { state: 'warn' }])).toBe('1 holds, 2 warn, 1 fails'); // prettier-ignore
    expect(failingWords(result)).toBe('No row has a value to check.');
    expect(failingWords({ ...result, checked: 8, share: 0 })).toBe('True in all 8 rows');
    expect(failingWords({ ...result, checked: 8, failing: 2, share: 0.25 })).toBe('Not so in 2 of 8 rows (25%)');
    expect(failingWords({ ...result, found: '0 rows' })).toBe('0 rows');
  });
});

describe('rows of a re-run', () => {
  const report: RerunReport = {
    rowsIn: 9,
    rowsOut: 8,
    absent: [],
    unknown: [],
    operations: [{ id: 'filter-range', before: 9, after: 8, changed: 0, added: [], removed: [], milliseconds: 1, skipped: false }] as unknown as RerunReport['operations'], // prettier-ignore
    expectations: [],
    leftOut: 0,
    flagged: 3,
    unmet: 3,
    steps: [{ id: 'one-hot', columns: ['k'], changed: 4, added: ['k=a'], removed: ['k'], milliseconds: 2 }],
    unseen: [],
  };
  it('tell operations, then steps on the clean rows, and add up what changed', () => {
    const rows = rerunRows(report);
    expect(rows.map(r => [r.before, r.after, r.changed])).toEqual([
      [9, 8, 0],
      [5, 5, 4],
    ]);
    expect(rows[1]!.more).toBe('Adds 1 column: k=a. Takes out k.');
    expect(changedWords(rows)).toBe('4');
    expect(changedWords([])).toBe('0');
    expect(changedWords([{ ...rows[0]!, changed: null }])).toBe('–');
  });
});
