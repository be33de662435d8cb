import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import type { ParamValues } from '../../src/core/params.ts';
import { yieldTable, type YieldedTable } from '../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { choosesRows } from '../../src/core/pipeline/row-entries.ts';
import { rowOperations } from '../../src/core/rows/index.ts';
import { takeRows } from '../../src/core/table/column.ts';
import { countDifferences } from '../../src/core/table/differences.ts';
import { findColumn, getColumn, type Table, withColumn } from '../../src/core/table/table.ts';
import { context, LONG, makeRows, row, settings } from './row-tables.ts';

/** The same settings with the target in the place of another column, as somebody might write them. */
const onTarget = (params: ParamValues, name: string): ParamValues =>
  JSON.parse(JSON.stringify(params).replaceAll(JSON.stringify(name), '"target"')) as ParamValues;

const entries = rowOperations.flatMap(({ id }) =>
  (settings[id] ?? []).flatMap(params =>
    [params, onTarget(params, '__proto__'), onTarget(params, LONG)].map(p => ({ id, params: p })),
  ),
);

const ROWS = 40;
const bodies = fc.array(row, { minLength: ROWS, maxLength: ROWS });
/** Every target is often there, so that a column made from it cannot look the same by chance. */
const tables = bodies.map(rows => makeRows(rows.map((r, i) => ({ ...r, target: i % 3 ? 'p' : i % 2 ? 'q' : null }))));

async function outcome(recipe: Recipe, table: Table): Promise<YieldedTable | StudioError> {
  return yieldTable(recipe, table, context()).catch((error: unknown) => {
    if (error instanceof StudioError) return error;
    throw error;
  });
}

describe('what row operations make of a table', () => {
  it('does not hang on the target: a column that does is named, or the operation refused', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.array(fc.constantFrom(...entries), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: ROWS - 1 }),
        async (table, rows, turn) => {
          const fields = table.names.map((name, i) => ({
            name,
            kind: table.columns[i]!.kind,
            role: name === 'target' ? ('target' as const) : ('feature' as const),
          }));
          const recipe: Recipe = { ...proposeRecipe(table, fields, 1), rows };
          const turned = takeRows(getColumn(table, 'target'), Int32Array.from({ length: ROWS }, (_, i) => (i + turn) % ROWS)); // prettier-ignore
          const [a, b] = [await outcome(recipe, table), await outcome(recipe, withColumn(table, 'target', turned))];
          if (a instanceof StudioError || b instanceof StudioError) return;
          // Rows may be chosen by the target in the open, one by one; then there is nothing to compare.
          const chosen =
            rows.some((_, at) => choosesRows(recipe, at)) && (!a.origin || String(a.origin) !== String(b.origin));
          if (chosen) return;
          for (const [i, name] of a.made.names.entries()) {
            if (name === 'target' || a.leaking.includes(name) || b.leaking.includes(name)) continue;
            const other = findColumn(b.made, name);
            expect(other, name).toBeDefined();
            expect(countDifferences(a.made.columns[i]!, other!), `${name} after ${JSON.stringify(rows)}`).toBe(0);
            compared++;
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(300); // the law is not satisfied by refusing everything
  });
});
