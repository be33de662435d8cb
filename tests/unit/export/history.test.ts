import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkParams, type ParamValues } from '../../../src/core/params.ts';
import { fit } from '../../../src/core/pipeline/fit.ts';
import { predict } from '../../../src/core/pipeline/predict.ts';
import { prepareTable, yieldTable } from '../../../src/core/pipeline/prepare.ts';
import { withPreparedColumns, withRowOperations } from '../../../src/core/pipeline/prepared-columns.ts';
import { proposeRecipe } from '../../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { randomStream } from '../../../src/core/random.ts';
import { rowOperationById } from '../../../src/core/rows/index.ts';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  isMissing,
  numberColumn,
} from '../../../src/core/table/column.ts';
import { cellText } from '../../../src/core/table/column.ts';
import type { Field } from '../../../src/core/table/schema.ts';
import { makeTable, type Table, takeTableRows } from '../../../src/core/table/table.ts';
import { importModule } from '../../../src/engine/import-module.ts';
import { pastOperations } from '../../../src/core/pipeline/past-operations.ts';
import { moduleText } from '../../../src/export/javascript/module-text.ts';
import { declarationsText } from '../../../src/export/javascript/declarations.ts';
import { packageFitted } from '../../../src/export/package-fitted.ts';
import { makeHistory } from '../../../src/export/runtime/history.ts';
import type { PredictedRow, RawRow } from '../../../src/export/runtime/types.ts';

const DAY = 86_400_000;
const cell = fc.record({
  day: fc.constantFrom(0, 1, 2, 3, 5, 8, 13, 21, NaN),
  shop: fc.constantFrom('a', '__proto__', null),
  y: fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: false, min: -1e6, max: 1e6 }), fc.constantFrom(-0, 0, NaN)),
  paid: fc.constantFrom(true, false, null),
  colour: fc.constantFrom('red', 'blue', null),
});
const rowsOf = fc.array(cell, { minLength: 1, maxLength: 40 });
const tableOf = (rows: readonly (typeof cell extends fc.Arbitrary<infer T> ? T : never)[]): Table =>
  makeTable([
    ['day', datetimeColumn(rows.map(r => r.day * DAY))],
    ['__proto__', categoryColumn(rows.map(r => r.shop))],
    ['y', numberColumn(rows.map(r => r.y))],
    ['paid', booleanColumn(rows.map(r => r.paid))],
    ['colour', categoryColumn(rows.map(r => r.colour))],
  ]);
const fields: readonly Field[] = [
  { name: 'day', kind: 'datetime', role: 'time' },
  { name: '__proto__', kind: 'category', role: 'aside' },
  { name: 'y', kind: 'number', role: 'target' },
  { name: 'paid', kind: 'boolean', role: 'feature' },
  { name: 'colour', kind: 'category', role: 'feature' },
];

/** A cell as somebody outside would give it, or read it. */
const rawOf = (table: Table, name: string, row: number): unknown => {
  const column = table.columns[table.names.indexOf(name)]!;
  if (isMissing(column, row)) return null;
  return column.kind === 'number' || column.kind === 'datetime' ? column.values[row]! : cellText(column, row);
};
const rawRow = (table: Table, row: number): RawRow =>
  Object.fromEntries(table.names.map(name => [name, rawOf(table, name, row)]));

const by = ['__proto__'];
const entries: readonly (readonly [id: string, params: ParamValues])[] = [
  ['lag', { columns: ['y', 'paid', 'colour'], time: 'day', lags: [1, 2], by }],
  ['lag', { columns: ['y'], time: 'day', lags: [1, 7], unit: 'days' }],
  ['window', { columns: ['y', 'paid'], time: 'day', by, size: 3, itself: true, statistics: [['mean'], ['sum'], ['median'], ['standard deviation'], ['count']] }],
  ['window', { columns: ['y'], time: 'day', size: 1, unit: 'weeks', least: 2, statistics: [['mean'], ['minimum'], ['maximum'], ['median']] }],
  ['window', { columns: ['y'], time: 'day', unit: 'all earlier rows', statistics: [['mean'], ['standard deviation'], ['median'], ['count']] }],
  ['window', { columns: ['y lag 1'], time: 'day', size: 2, statistics: [['sum']] }],
]; // prettier-ignore

async function run(table: Table, rows: Recipe['rows']): Promise<Table> {
  let made = table;
  for (const { id, params } of rows) {
    const operation = rowOperationById(id);
    const context = { sources: [], sql: null, random: randomStream(1, 'rows'), target: 'y' };
    made = (await operation.run(made, checkParams(id, operation.params, params) as never, context)).table;
  }
  return made;
}

describe('the history helper', () => {
  const recipeOf = (rows: Recipe['rows']): Recipe => ({ ...proposeRecipe(tableOf([]), fields, 1, 'regression'), rows });

  test('gives new rows the columns of the studio to the last bit, from the rows before them', () =>
    fc.assert(
      fc.asyncProperty(
        rowsOf,
        fc.subarray([...entries.keys()], { minLength: 1 }),
        fc.constantFrom(0, 1, 3, 8),
        async (cells, chosen, start) => {
          const rows = chosen
            .map(i => entries[i]!)
            .filter(([, p], i) => String(p['columns']) !== 'y lag 1' || (i > 0 && chosen[0] === 0))
            .map(([id, params]) => ({ id, params }));
          fc.pre(rows.length > 0);
          const table = tableOf(cells);
          const made = await run(table, rows);
          const isNew = (row: number): boolean => !(cells[row]!.day < start);
          const places = [...cells.keys()];
          const next = places.filter(isNew);
          const spec = pastOperations(recipeOf(rows), made.names)!;
          const { withHistory } = makeHistory(spec, 'y', () => []);
          const given = withHistory(places.filter(row => !isNew(row)).map(row => rawRow(table, row)), next.map(row => rawRow(table, row))); // prettier-ignore
          next.forEach((row, i) => {
            for (const name of made.names) {
              const [ours, theirs] = [rawOf(made, name, row), given[i]![name]];
              const plain = theirs === '' || Number.isNaN(theirs) ? null : theirs;
              const same =
                typeof ours === 'string' && typeof plain === 'number'
                  ? ours === String(Boolean(plain))
                  : ours === plain;
              expect(same, `${name}: ${String(ours)}, ${String(theirs)}`).toBe(true);
            }
          });
        },
      ),
      { numRuns: 300 },
    ));

  test('is not there where nothing is made of earlier rows, or where it is changed afterwards', () => {
    const [lag] = entries.map(([id, params]) => ({ id, params }));
    expect(pastOperations(recipeOf([]), ['y'])).toEqual([]);
    expect(pastOperations(recipeOf([lag!]), ['colour'])).toEqual([]);
    expect(pastOperations(recipeOf([lag!]), ['y lag 1'])).toHaveLength(1);
    const clip = { id: 'clip', params: { columns: ['y lag 1'], lowest: '0' } };
    const rename = { id: 'rename', params: { names: [['y', 'z']] } };
    for (const after of [clip, rename]) expect(pastOperations(recipeOf([lag!, after]), ['y lag 1'])).toBeNull();
  });
});

describe('a model of earlier values, exported', () => {
  interface Module {
    withHistory(history: readonly RawRow[], rows: readonly RawRow[]): RawRow[];
    predictNext(history: readonly RawRow[], rows: readonly RawRow[]): PredictedRow[];
    predictMany(rows: readonly RawRow[]): PredictedRow[];
  }
  const days = Array.from({ length: 60 }, (_, i) => i);
  const table = makeTable([
    ['day', datetimeColumn(days.map(d => d * DAY))],
    ['y', numberColumn(days.map(d => 10 + (d % 7) + 0.1 * d))],
  ]);

  test('predicts rows that follow one another, each from the answers before it', async () => {
    const start: Recipe = {
      ...proposeRecipe(table, [fields[0]!, fields[2]!], 1, 'regression'),
      rows: [{ id: 'lag', params: { columns: ['y'], time: 'day', lags: [1, 7] } }],
    };
    const recipe = withPreparedColumns(withRowOperations(start, start.rows), await yieldTable(start, table));
    const { table: made, rows } = await prepareTable(recipe, table);
    const fitted = await fit(recipe, made, rows.filter(r => r < 50)); // prettier-ignore
    const pkg = packageFitted(fitted, { name: 'm', version: '1', recipeSha256: '', createdAt: '' });
    const module = (await importModule(await moduleText(pkg))) as unknown as Module;
    expect(declarationsText(pkg)).toContain('predictNext');

    const history = Array.from({ length: 50 }, (_, row) => rawRow(table, row));
    const next = Array.from({ length: 10 }, (_, i) => ({ day: (50 + i) * DAY }));
    const first = predict(fitted, takeTableRows(made, [50]));
    const given = module.withHistory(history, [rawRow(table, 50)]);
    expect(module.predictMany(given)[0]!.prediction).toBe(first.task === 'regression' ? first.values[0] : NaN);

    const answers = module.predictNext(history, next.toReversed()).map(a => a.prediction);
    const known = [...history];
    const expected = next.map(row => {
      const { prediction } = module.predictMany(module.withHistory(known, [row]))[0]!;
      known.push({ ...row, y: prediction });
      return prediction;
    });
    expect(answers.toReversed()).toEqual(expected);
    expect(expected.every((v, i) => Math.abs(v! - (10 + ((50 + i) % 7) + 0.1 * (50 + i))) < 2)).toBe(true);
  });
});
