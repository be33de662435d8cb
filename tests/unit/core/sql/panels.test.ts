import { afterAll, describe, expect, test } from 'vitest';
import { aggregateName, groupSql } from '../../../../src/core/sql/group.ts';
import { joinForecastSql, joinSql, suggestKeys, type JoinPlan } from '../../../../src/core/sql/join.ts';
import { databaseNames, sqlName } from '../../../../src/core/sql/names.ts';
import { categoryColumn, cellText, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';
import { answerSql } from '../../../../src/engine/sql/answer.ts';
import { endDatabase } from '../../../../src/engine/sql/session.ts';
import golden from '../../../golden/sql-panels/sql-panels.json' with { type: 'json' };

afterAll(() => endDatabase());

type Listed = Readonly<Record<string, readonly (string | number | null)[]>>;
const columnOf = (values: readonly (string | number | null)[]) =>
  values.some(v => typeof v === 'string')
    ? categoryColumn(values as (string | null)[])
    : numberColumn(values.map(v => (v === null ? NaN : Number(v))));
const tableOf = (listed: Listed): Table => makeTable(Object.entries(listed).map(([n, v]) => [n, columnOf(v)]));

const tables = [
  { name: 'data', table: tableOf(golden.sales) },
  { name: 'stores', table: tableOf(golden.stores) },
];
const plan = (kind: JoinPlan['kind']): JoinPlan => ({
  table: 'stores',
  kind,
  keys: [['store', 'store']],
  columns: ['amount', 'city'],
});

/** Cells as text, numbers to the precision in which float sums in another order agree. */
const cells = (table: Table) =>
  table.columns.map(c =>
    Array.from({ length: table.rows }, (_, i) =>
      c.kind === 'number' && !Number.isNaN(c.values[i]) ? c.values[i]!.toPrecision(12) : cellText(c, i),
    ),
  );

describe('a join equals that of pandas, in the order of the main table', () => {
  test.each(['inner', 'left'] as const)('%s', async kind => {
    const { table } = await answerSql(joinSql(plan(kind), ['store', 'kind', 'amount']), tables);
    expect(table.names).toEqual(['store', 'kind', 'amount', 'stores amount', 'city']);
    expect(cells(table)).toEqual(cells(tableOf(golden[kind])));
  });

  test.each(['inner', 'left'] as const)('the rows of an %s join are forecast', async kind => {
    const { table } = await answerSql(joinForecastSql(plan(kind)), tables);
    const { [kind]: rows, matched, most } = golden.forecast;
    expect(table.columns).toEqual([numberColumn([rows]), numberColumn([matched]), numberColumn([most])]);
  });

  test('a join that would explode is forecast without being made', async () => {
    const many = makeTable([['k', numberColumn(new Float64Array(200_000).fill(1))]]);
    const both = [
      { name: 'data', table: many },
      { name: 'other', table: many },
    ];
    const exploding: JoinPlan = { table: 'other', kind: 'inner', keys: [['k', 'k']], columns: [] };
    const { table } = await answerSql(joinForecastSql(exploding), both, { maxMilliseconds: 5000 });
    expect(table.columns[0]).toEqual(numberColumn([4e10]));
  });

  test('several keys, and names that need quotes', async () => {
    const odd = makeTable([
      ['order', categoryColumn(['x', 'y'])],
      ['Größe "L"', numberColumn([1, 2])],
    ]);
    const sql = joinSql(
      {
        table: 'my table',
        kind: 'inner',
        keys: [
          ['order', 'order'],
          ['Größe "L"', 'Größe "L"'],
        ],
        columns: ['order'],
      },
      odd.names,
    );
    const { table } = await answerSql(sql, [
      { name: 'data', table: odd },
      { name: 'my table', table: odd },
    ]);
    expect(table.names).toEqual(['order', 'Größe "L"', 'my table order']);
    expect(table.rows).toBe(2);
  });
});

test('a group-by equals that of pandas', async () => {
  const of = (what: Parameters<typeof aggregateName>[0], name: string, column = 'amount') => ({ what, column, name });
  const sql = groupSql({
    keys: ['store'],
    where: "kind = 'new'",
    values: [
      of('count', 'rows', ''),
      of('count', 'count'),
      of('sum', 'sum'),
      of('mean', 'mean'),
      of('median', 'median'),
      of('smallest', 'smallest'),
      of('largest', 'largest'),
      of('spread', 'spread'),
      of('distinct', 'distinct'),
      of('share missing', 'missing'),
      of('first', 'first'),
      of('most common', 'most'),
    ],
  });
  const { table } = await answerSql(sql, tables);
  const expected = tableOf(golden.grouped);
  expect(table.names).toEqual(expected.names);
  expect(cells(table)).toEqual(cells(expected));
});

test('without keys there is one group', async () => {
  const sql = groupSql({ keys: [], where: '', values: [{ what: 'count', column: '', name: 'rows' }] });
  expect((await answerSql(sql, tables)).table.columns).toEqual([numberColumn([40])]);
});

test('keys are suggested by name and kind, ids first', () => {
  const column = (name: string, kind = 'category') => ({ name, kind });
  expect(suggestKeys([column('city'), column('Store_ID')], [column('city'), column('store_id')])).toEqual([
    ['Store_ID', 'store_id'],
  ]);
  expect(suggestKeys([column('a', 'number')], [column('a')])).toEqual([]);
});

test('names are quoted where SQL needs it, and told apart without case', () => {
  expect(['city', 'order', 'a b', 'x"y', '1st', 'Ort'].map(sqlName)).toEqual([
    'city',
    '"order"',
    '"a b"',
    '"x""y"',
    '"1st"',
    '"Ort"',
  ]);
  expect(databaseNames(['a', 'A', '', 'a_2'])).toEqual(['a', 'A_2', 'column 3', 'a_2_2']);
  expect(aggregateName('mean', 'x', ['Mean X', 'mean x 2'])).toBe('mean x 3');
});

test('the reserved words are those of the database', async () => {
  const { table } = await answerSql(
    "SELECT keyword_name AS k FROM duckdb_keywords() WHERE keyword_category = 'reserved'",
    tables,
  );
  const words = Array.from({ length: table.rows }, (_, i) => cellText(table.columns[0]!, i)!);
  expect(words.filter(word => sqlName(word) === word)).toEqual([]);
});
