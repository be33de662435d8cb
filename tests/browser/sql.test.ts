import { expect, test } from 'vitest';
import { categoryColumn, datetimeColumn, numberColumn } from '../../src/core/table/column.ts';
import { makeTable } from '../../src/core/table/table.ts';
import type { SqlAnswer } from '../../src/engine/sql/answer.ts';
import type { NamedTable } from '../../src/core/row-operation.ts';
import { connect } from '../../src/rpc/connect.ts';
import type { Port } from '../../src/rpc/protocol.ts';

type SqlWorker = { answerSql(query: string, tables: readonly NamedTable[], options: object): Promise<SqlAnswer> };

const worker = new Worker(new URL('./sql-worker.ts', import.meta.url), { type: 'module' });
const sql = connect<SqlWorker>(worker as unknown as Port);

const sales = makeTable([
  ['store', categoryColumn(['a', 'b', 'a', null])],
  ['amount', numberColumn([1.5, 2, 4, 8])],
  ['day', datetimeColumn([0, 86_400_000, NaN, 1])],
]);
const stores = makeTable([
  ['store', categoryColumn(['a', 'b'])],
  ['city', categoryColumn(['Ulm', 'Bonn'])],
]);
const tables = [
  { name: 'data', table: sales },
  { name: 'stores', table: stores },
];

test('a worker starts the database in a worker of its own, joins and aggregates', async () => {
  const query = 'SELECT city, sum(amount) AS total FROM data JOIN stores USING (store) GROUP BY city ORDER BY city';
  const { table } = await sql.answerSql(query, tables, {});
  expect(table).toEqual(
    makeTable([
      ['city', categoryColumn(['Bonn', 'Ulm'], ['Ulm', 'Bonn'])],
      ['total', numberColumn([2, 5.5])],
    ]),
  );
});

test('what goes in comes back', async () => {
  expect((await sql.answerSql('FROM data', tables, {})).table).toEqual(sales);
});

test('an error crosses with its place', async () => {
  await expect(sql.answerSql('SELECT\n  nope FROM data', tables, {})).rejects.toMatchObject({
    code: 'sql/unknown-column',
    details: { line: 2, column: 3 },
  });
});
