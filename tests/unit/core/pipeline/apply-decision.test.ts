import { describe, expect, it } from 'vitest';
import { applyDecision } from '../../../../src/core/pipeline/apply-decision.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import { prepareTable } from '../../../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import { parseRecipe } from '../../../../src/core/pipeline/recipe.ts';
import { countMissing, numberColumn } from '../../../../src/core/table/column.ts';
import type { Schema } from '../../../../src/core/table/schema.ts';
import { getColumn, makeTable } from '../../../../src/core/table/table.ts';

const rows = 40;
const range = Array.from({ length: rows }, (_, i) => i);
const table = makeTable([
  ['y', numberColumn(range.map(i => 2 * i + 0.5))],
  ['Area (m²) ]', numberColumn(range.map(i => i ** 4))],
  ['log1p(b)', numberColumn(range.map(i => (i * 7) % 11))],
  ['b', numberColumn(range.map(i => i % 5))],
]);
const schema: Schema = table.names.map((name, i) => ({ name, kind: 'number', role: i === 0 ? 'target' : 'feature' }));
const recipe = proposeRecipe(table, schema);
const roleOf = (changed: typeof recipe, name: string) => changed.columns.find(c => c.name === name)?.role;

describe('applyDecision', () => {
  it('changes nothing when the finding is kept', () => {
    expect(applyDecision(recipe, table, { type: 'keep' })).toBe(recipe);
  });

  it('gives the columns the role, and they leave the steps', () => {
    const changed = applyDecision(recipe, table, { type: 'set-role', columns: ['b'], role: 'aside' });
    expect(roleOf(changed, 'b')).toBe('aside');
    expect(changed.steps.flatMap(s => s.columns)).not.toContain('b');
  });

  it('drops duplicates once, however often it is asked', () => {
    const once = applyDecision(recipe, table, { type: 'drop-duplicates' });
    expect(once.rows).toEqual([{ id: 'drop-duplicates', params: {} }]);
    expect(applyDecision(once, table, { type: 'drop-duplicates' })).toBe(once);
  });

  it('makes values missing by a row operation for each column, and fills the new gaps', async () => {
    const entries = [
      { column: 'b', values: ['4'] },
      { column: 'log1p(b)', values: ['10', '9'] },
    ];
    const changed = applyDecision(recipe, table, { type: 'set-missing', entries });
    expect(changed.rows).toEqual([
      { id: 'set-missing', params: { columns: ['b'], values: [['4']] } },
      { id: 'set-missing', params: { columns: ['log1p(b)'], values: [['10'], ['9']] } },
    ]);
    expect(parseRecipe(JSON.parse(JSON.stringify(changed)))).toEqual(changed);
    const prepared = await prepareTable(changed, table, { sources: [], sql: null });
    expect(countMissing(getColumn(prepared.table, 'b'))).toBe(8);
    await expect(fit(changed, prepared.table, prepared.rows)).resolves.toBeDefined();
  });

  it('puts a logarithm in the place of the column, under a free name, and the result can be fitted', async () => {
    const columns = ['Area (m²) ]', 'b'];
    const changed = applyDecision(recipe, table, { type: 'transform', columns, transform: 'log1p' });
    expect(changed.derive.map(d => d.name)).toEqual(['log1p(Area (m²) ])', 'log1p(b) 2']);
    expect(columns.map(name => roleOf(changed, name))).toEqual(['aside', 'aside']);
    expect(parseRecipe(JSON.parse(JSON.stringify(changed)))).toEqual(changed);
    const fitted = await fit(changed, table, Int32Array.from(range));
    expect(fitted.inputs.map(input => input.name)).toEqual(expect.arrayContaining(columns));
  });
});
