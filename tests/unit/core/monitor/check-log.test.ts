import { describe, expect, it } from 'vitest';
import { checkLog, countByChunk } from '../../../../src/core/monitor/check-log.ts';
import type { Fitted } from '../../../../src/core/pipeline/fitted.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { ExpectationEntry } from '../../../../src/core/pipeline/recipe.ts';
import { numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const expecting = (id: string, params: ExpectationEntry['params']): ExpectationEntry => ({
  id,
  params,
  severity: 'fail',
  mostly: 1,
  quarantine: false,
});
const trained = makeTable([
  ['x', numberColumn([1, 2, 3])],
  ['z', numberColumn([1, 2, 3])],
  ['y', numberColumn([1.5, 2, 3])],
]);
const fields = trained.names.map(name => ({ name, kind: 'number' as const, role: name === 'y' ? ('target' as const) : ('feature' as const) })); // prettier-ignore
const fitted: Pick<Fitted, 'recipe' | 'inputs'> = {
  recipe: {
    ...proposeRecipe(trained, fields),
    expectations: [
      expecting('range', { column: 'x', from: '0', to: '10' }),
      expecting('present', { column: 'z' }),
      expecting('range', { column: 'y', from: '0', to: '10' }),
      expecting('type', { column: 'x', type: 'number' }),
    ],
  },
  inputs: ['x', 'z'].map(name => ({ name, kind: 'number' as const, missingShare: 0 })),
};
const log = {
  table: makeTable([['x', textColumn(['1', '50', 'oops', '60', null])]]),
  time: null,
  asRead: (name: string) => (name === 'x' ? textColumn(['1', '50', 'oops', '60', null]) : undefined),
};

describe('expectations on a log', () => {
  it('reads it under the types of the recipe, asks for inputs, and leaves out what a log need not hold', async () => {
    const { results, failing, leftOut } = await checkLog(fitted, log);
    expect(results.map(r => [r.id, r.state, r.failing])).toEqual([
      ['range', 'fail', 2],
      ['present', 'fail', 0],
      ['type', 'fail', 1],
    ]);
    expect(results[1]!.found).toContain('no column "z"');
    expect(failing.map(rows => [...rows])).toEqual([[1, 3], [], [2]]);
    expect(leftOut).toBe(1);
  });

  it('counts failing rows by chunk, and those without a time in none', () => {
    const day = 86_400_000;
    const time = Float64Array.from([0, 1, 3 * day, NaN]);
    const table = makeTable([['x', numberColumn([1, 2, 3, 4])]]);
    expect(countByChunk([Int32Array.of(0, 2, 3), Int32Array.of()], { table, time }, { by: 'day' })).toEqual([[1, 0, 0, 1], [0, 0, 0, 0]]); // prettier-ignore
  });
});
