import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import { checkParams, type ParamValues } from '../../src/core/params.ts';
import { yieldTable, type YieldedTable } from '../../src/core/pipeline/prepare.ts';
import { proposeRecipe } from '../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { choosesRows } from '../../src/core/pipeline/row-entries.ts';
import { rowOperationById, rowOperations } from '../../src/core/rows/index.ts';
import { type DatetimeColumn, datetimeColumn, takeRows } from '../../src/core/table/column.ts';
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

const DAY = 86_400_000;
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
            if (name === 'target' || [a, b].some(y => [...y.leaking, ...y.lagged].includes(name))) continue;
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

describe('what row operations make of the past', () => {
  const entriesOfThePast = entries.filter(({ id }) => id === 'lag' || id === 'window');
  const others = entries.filter(({ id }) => rowOperations.find(o => o.id === id)!.group !== 'tables');
  const dated = fc
    .tuple(tables, fc.array(fc.constantFrom(0, 1, 2, 3, 4, NaN), { minLength: ROWS, maxLength: ROWS }))
    .map(([table, days]) => withColumn(table, 'datetime', datetimeColumn(days.map(day => day * DAY))));

  it('hangs on no target of the same or a later time, unless it is named as leaking', async () => {
    let lagged = 0;
    await fc.assert(
      fc.asyncProperty(
        dated,
        fc.constantFrom(...entriesOfThePast),
        fc.array(fc.constantFrom(...others), { maxLength: 2 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: ROWS - 1 }),
        async (table, first, more, cut, turn) => {
          const fields = table.names.map((name, i) => ({
            name,
            kind: table.columns[i]!.kind,
            role:
              name === 'target' ? ('target' as const) : name === 'datetime' ? ('time' as const) : ('feature' as const),
          }));
          const recipe: Recipe = { ...proposeRecipe(table, fields, 1), rows: [first, ...more] };
          const times = (getColumn(table, 'datetime') as DatetimeColumn).values;
          const from = Int32Array.from({ length: ROWS }, (_, i) => (times[i]! < cut * DAY ? i : (i + turn) % ROWS));
          const poisoned = withColumn(table, 'target', takeRows(getColumn(table, 'target'), from));
          const [a, b] = [await outcome(recipe, table), await outcome(recipe, poisoned)];
          if (a instanceof StudioError || b instanceof StudioError) return;
          if (recipe.rows.some((_, at) => choosesRows(recipe, at)) && String(a.origin) !== String(b.origin)) return;
          const rows = Int32Array.from(a.origin!.keys()).filter(at => !(times[a.origin![at]!]! > cut * DAY));
          for (const [i, name] of a.made.names.entries()) {
            if (name === 'target' || a.leaking.includes(name) || b.leaking.includes(name)) continue;
            const [one, two] = [a.made.columns[i]!, getColumn(b.made, name)];
            expect(
              countDifferences(takeRows(one, rows), takeRows(two, rows)),
              `${name} after ${JSON.stringify(recipe.rows)}`,
            ).toBe(0);
            if (a.lagged.includes(name)) lagged++;
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(lagged).toBeGreaterThan(60); // the law is not satisfied by refusing everything
  });

  it('hangs on no later value of any column', async () => {
    await fc.assert(
      fc.asyncProperty(
        dated,
        fc.constantFrom(...entriesOfThePast),
        fc.integer({ min: 0, max: 4 }),
        async (table, entry, cut) => {
          const times = (getColumn(table, 'datetime') as DatetimeColumn).values;
          const named = ['number', 'boolean', '__proto__', LONG, 'target'];
          const from = Int32Array.from({ length: ROWS }, (_, i) => (times[i]! <= cut * DAY ? i : (i * 7 + 3) % ROWS));
          const later = named.reduce((t, name) => {
            // A group that a later row moves into must not change what its earlier rows see either.
            return withColumn(t, name, takeRows(getColumn(t, name), from));
          }, table);
          const run = async (given: Table): Promise<Table> => {
            const operation = rowOperationById(entry.id);
            const params = checkParams(entry.id, operation.params, entry.params);
            return (await operation.run(given, params as never, context())).table;
          };
          const error = (e: unknown): StudioError => {
            if (e instanceof StudioError) return e;
            throw e;
          };
          const [a, b] = [await run(table).catch(error), await run(later).catch(error)];
          if (a instanceof StudioError || b instanceof StudioError) return;
          const rows = Int32Array.from(times.keys()).filter(i => times[i]! <= cut * DAY);
          for (const [i, name] of a.names.entries())
            expect(countDifferences(takeRows(a.columns[i]!, rows), takeRows(getColumn(b, name), rows)), name).toBe(0);
        },
      ),
    );
  });
});
