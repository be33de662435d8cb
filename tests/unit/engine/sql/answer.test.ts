import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type Column,
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';
import { answerSql, countSql } from '../../../../src/engine/sql/answer.ts';
import { endDatabase } from '../../../../src/engine/sql/session.ts';

afterAll(() => endDatabase());

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });
const word = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' });
const rowsOf = <T>(rows: number, value: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: rows, maxLength: rows });
const orNaN = (values: (number | null)[]): number[] => values.map(v => v ?? NaN);

/** Every kind of column: whole and other numbers, dates over the whole calendar, levels that no row has, empty texts. */
const columnOf = (rows: number): fc.Arbitrary<Column> =>
  fc.oneof(
    rowsOf(rows, maybe(fc.double({ noNaN: true }))).map(v => numberColumn(orNaN(v))),
    rowsOf(rows, maybe(fc.maxSafeInteger())).map(v => numberColumn(orNaN(v))),
    rowsOf(rows, maybe(fc.integer({ min: -8.64e15, max: 8.64e15 }))).map(v => datetimeColumn(orNaN(v))),
    rowsOf(rows, maybe(fc.boolean())).map(v => booleanColumn(v)),
    rowsOf(rows, maybe(fc.string({ maxLength: 8, unit: 'grapheme' }))).map(v => textColumn(v)),
    fc
      .uniqueArray(word, { minLength: 1, maxLength: 5 })
      .chain(levels => rowsOf(rows, maybe(fc.constantFrom(...levels))).map(v => categoryColumn(v, levels))),
  );

const tableOf: fc.Arbitrary<Table> = fc
  .record({
    rows: fc.integer({ min: 0, max: 12 }),
    names: fc.uniqueArray(
      fc
        .oneof(word, fc.constantFrom('__proto__', 'A', 'a', 'select', 'x"y', "o'clock", 'ä ö'))
        .map(n => n.trim() || 'n'),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .chain(({ rows, names }) =>
    fc.tuple(...names.map(() => columnOf(rows))).map(columns => makeTable(names.map((n, i) => [n, columns[i]!]))),
  );

const people = makeTable([
  ['id', numberColumn([1, 2, 3, 4])],
  ['city', categoryColumn(['Ulm', null, 'Bonn', 'Ulm'], ['Bonn', 'Ulm', 'Kiel'])],
  ['born', datetimeColumn([0, 86_400_000, NaN, -1])],
]);
const data = [{ name: 'data', table: people }];
const ask = (query: string, options = {}) => answerSql(query, data, options);
const refused = (query: string, options = {}) =>
  ask(query, options).then(
    () => ({ code: 'none', message: '', details: {} }),
    (error: { code: string; message: string; details: object }) => error,
  );

describe('what goes in comes back', () => {
  test('every kind, every name, in order and to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(tableOf, async table => {
        const { table: back } = await answerSql('SELECT * FROM data', [{ name: 'data', table }]);
        expect(back).toEqual(table);
      }),
      { numRuns: 60 },
    );
  });

  test('negative zero, infinities and the ends of the calendar', async () => {
    const table = makeTable([
      ['x', numberColumn([-0, Infinity, -Infinity, Number.MIN_VALUE])],
      ['t', datetimeColumn([8.64e15, -8.64e15, 1, NaN])],
    ]);
    expect((await answerSql('FROM data', [{ name: 'data', table }])).table).toEqual(table);
  });

  test('a table may have any name', async () => {
    const table = makeTable([['x', numberColumn([1])]]);
    const name = 'select "from" 日';
    expect((await answerSql('SELECT x + 1 AS y FROM "select ""from"" 日"', [{ name, table }])).table.columns).toEqual([
      numberColumn([2]),
    ]);
  });
});

describe('results', () => {
  test('decimals, wide integers, dates and zones become kinds of the studio', async () => {
    const { table } = await ask(`SELECT 1.50::DECIMAL(9,2) AS d, sum(id) AS s, 9007199254740993 AS wide,
      DATE '2020-02-29' AS day, TIMESTAMPTZ '2020-01-01 00:00:00+00' AS zoned, count(*) = 4 AS ok FROM data`);
    expect(table.columns).toEqual([
      numberColumn([1.5]),
      numberColumn([10]),
      categoryColumn(['9007199254740993']),
      datetimeColumn([Date.UTC(2020, 1, 29)]),
      datetimeColumn([Date.UTC(2020, 0, 1)]),
      booleanColumn([true]),
    ]);
  });

  test('a category keeps its levels through a filter and a join', async () => {
    const { table } = await ask("SELECT a.city FROM data a JOIN data b USING (id) WHERE a.city <> 'Bonn'");
    expect(table.columns).toEqual([categoryColumn(['Ulm', 'Ulm'], ['Bonn', 'Ulm', 'Kiel'])]);
  });

  test('a level that does not exist is compared like any text', async () => {
    expect((await ask("SELECT * FROM data WHERE city = 'Rom'")).table.rows).toBe(0);
  });

  test.each([['[1, 2]'], ["{'a': 1}"], ['MAP {1: 2}'], ['INTERVAL 1 DAY'], ["'b'::ENUM('a', 'b')"]])(
    '%s is refused by name',
    async value => {
      expect(await refused(`SELECT ${value} AS nest`)).toMatchObject({ code: 'sql/nested', details: { name: 'nest' } });
    },
  );

  test('which tables were read is told', async () => {
    const stores = makeTable([
      ['city', categoryColumn(['Ulm'])],
      ['x', numberColumn([1])],
    ]);
    const query = 'SELECT id FROM data JOIN stores USING (city) WHERE born IS NOT NULL';
    const { reads } = await answerSql(query, [
      ...data,
      { name: 'stores', table: stores },
      { name: 'z', table: stores },
    ]);
    expect(reads).toEqual(['data', 'stores']);
    expect((await ask('SELECT 1 AS one')).reads).toEqual([]);
  });

  test('names that occur twice are numbered', async () => {
    expect((await ask('SELECT a.id, b.id FROM data a, data b LIMIT 1')).table.names).toEqual(['id', 'id (2)']);
  });
});

describe('errors say where and what', () => {
  test.each([
    ['SELECT *\nFROM data\nWHER id = 1', 'sql/syntax', { line: 3, column: 6, offset: 24 }],
    ["SELECT 'é😀', nope FROM data", 'sql/unknown-column', { line: 1, column: 15, offset: 14 }],
    ['SELECT * FROM nope', 'sql/unknown-table', { line: 1, column: 15 }],
    ['SELECT nope(1)', 'sql/unknown-function', { line: 1, column: 8 }],
    ['SELECT sum(city) FROM data', 'sql/wrong-types', { line: 1, column: 8 }],
    ['SELECT city::INTEGER AS n FROM data', 'sql/conversion', {}],
    ['SELECT', 'sql/syntax', {}],
    ['SELECT current_date', 'sql/unknown-function', {}],
    ['SELECT ?', 'sql/parameter', {}],
    [' -- nothing', 'sql/empty', {}],
    ['', 'sql/empty', {}],
    ["SELECT 'open", 'sql/syntax', {}],
    ['PIVOT data ON city USING sum(id)', 'sql/syntax', {}],
  ])('%s', async (query, code, details) => {
    expect(await refused(query)).toMatchObject({ code, details });
  });

  test('the tables and the nearest columns are named', async () => {
    expect((await refused('SELECT * FROM dta')).message).toContain('there are data');
    expect((await refused('SELECT ctiy FROM data')).message).toContain('city');
  });
});

describe('nothing but one query over the tables', () => {
  test.each([
    'DELETE FROM data',
    'DROP TABLE data',
    "COPY data TO 'x.csv'",
    "ATTACH 'x.db'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'PRAGMA version',
    'SET threads = 2',
    'CREATE TABLE x AS SELECT 1',
    'CALL pragma_version()',
    'EXPLAIN SELECT 1',
    'EXECUTE x',
  ])('%s', async query => {
    expect((await refused(query)).code).toBe('sql/not-a-query');
    expect((await ask('SELECT count(*) AS n FROM data')).table.columns).toEqual([numberColumn([4])]);
  });

  test.each(['SELECT 1; DROP TABLE data', 'SELECT 1;;SELECT 2', 'SELECT 1) AS x; DROP TABLE data; SELECT (1'])(
    '%s',
    async query => {
      expect(['sql/several-statements', 'sql/syntax']).toContain((await refused(query)).code);
      expect((await ask('SELECT count(*) AS n FROM data')).table.columns).toEqual([numberColumn([4])]);
    },
  );

  test.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('https://example.org/x.csv')",
    "SELECT * FROM glob('*')",
  ])('%s', async query => {
    expect((await refused(query)).code).toBe('sql/forbidden');
  });

  test.each(['read_parquet', 'read_json'])('%s is not there at all', async name => {
    expect((await refused(`SELECT * FROM ${name}('x')`)).code).toBe('sql/unknown-function');
  });

  test.each(["SELECT * FROM '/etc/passwd'", "SELECT * FROM 'https://example.org/x.parquet'"])(
    '%s is no table of the project',
    async query => {
      expect((await refused(query)).code).toBe('sql/unknown-table');
    },
  );

  test('a query may end in a semicolon and hold comments', async () => {
    expect((await ask('/* ; */ SELECT 1 AS one; -- done')).table.names).toEqual(['one']);
  });
});

describe('repeatable', () => {
  test.each([
    'SELECT random() AS r',
    'SELECT *, now() AS at FROM data',
    'SELECT current_timestamp AS at',
    "SELECT date_part('day', age(born)) AS d FROM data",
    'SELECT uuid() AS u',
    'SELECT range AS x FROM range(10000) USING SAMPLE reservoir(5 ROWS)',
    'SELECT * FROM range(10000) USING SAMPLE 10 ROWS',
  ])('%s', async query => {
    expect((await refused(query)).code).toBe('sql/unrepeatable');
  });

  test.each([
    'SELECT random FROM (SELECT 1 AS random)',
    "SELECT 'now()' AS text",
    "SELECT date_part('day', age(born, TIMESTAMP '2020-01-01')) AS d FROM data",
    'SELECT * FROM range(10000) TABLESAMPLE reservoir(10 ROWS) REPEATABLE (42)',
  ])('%s', async query => {
    const first = await ask(query);
    expect((await ask(query)).table).toEqual(first.table);
  });

  test('what lies under missing values does not count', async () => {
    for (let i = 0; i < 10; i++) await ask("SELECT date_part('day', born) AS d, city || 'x' AS t FROM data");
  });

  test('rows come in one order where none is asked for', async () => {
    const table = makeTable([['k', numberColumn(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 1013))]]);
    const query = 'SELECT k, count(*) AS n FROM data GROUP BY k';
    const first = await answerSql(query, [{ name: 'data', table }]);
    endDatabase();
    expect((await answerSql(query, [{ name: 'data', table }])).table).toEqual(first.table);
  });
});

describe('limits', () => {
  test('too many rows are counted and refused', async () => {
    const error = await refused('SELECT a.range AS x FROM range(3000) a, range(2000) b', { maxRows: 100_000 });
    expect(error).toMatchObject({ code: 'sql/too-many-rows', details: { rows: 6_000_000, limit: 100_000 } });
    expect(error.message).toContain('6,000,000');
  });

  test('exactly as many as allowed come', async () => {
    expect((await ask('SELECT range AS x FROM range(5000)', { maxRows: 5000 })).table.rows).toBe(5000);
  });

  test('a query that runs too long is stopped, and the next one is answered', async () => {
    const query = 'SELECT count(*) AS n FROM range(3000000) a, range(3000000) b WHERE a.range % 7 = b.range % 11';
    expect((await refused(query, { maxMilliseconds: 500 })).code).toBe('sql/timeout');
    expect((await ask('SELECT 1 AS x')).table.rows).toBe(1);
  });

  test('a query is stopped when it is asked to', async () => {
    const abort = new AbortController();
    const query = 'SELECT count(*) AS n FROM range(3000000) a, range(3000000) b WHERE a.range % 7 = b.range % 11';
    const answer = refused(query, { signal: abort.signal });
    setTimeout(() => abort.abort(), 300);
    expect((await answer).code).toBe('rpc/cancelled');
  });

  test('memory ends in words', async () => {
    expect((await refused("SELECT string_agg(repeat('x', 1000000), '') AS t FROM range(4000)")).code).toBe(
      'sql/memory',
    );
  });

  test('rows are counted without keeping them', async () => {
    expect(await countSql('SELECT * FROM data a, data b;', data)).toBe(16);
  });

  test.each([
    ['parentheses', `SELECT ${'('.repeat(40_000)}1${')'.repeat(40_000)}`],
    ['sums', `SELECT ${'1+'.repeat(45_000)}1`],
    ['subqueries', `${'SELECT * FROM ('.repeat(6000)}SELECT 1${')'.repeat(6000)}`],
    ['minus signs', `SELECT ${'- '.repeat(45_000)}1`],
    ['case', `SELECT ${'CASE WHEN true THEN '.repeat(4000)}1${' END'.repeat(4000)}`],
  ])('%s without end are refused in words, and the next query is answered', async (_, query) => {
    expect((await refused(query)).code).toMatch(/^sql\//);
    expect((await ask('SELECT 1 AS x')).table.rows).toBe(1);
  });

  test('two tables whose names differ in case alone cannot be told apart', async () => {
    const both = [...data, { name: 'DATA', table: people }];
    await expect(answerSql('SELECT 1 AS x', both)).rejects.toMatchObject({ code: 'sql/refused' });
    expect((await ask('SELECT 1 AS x')).table.rows).toBe(1);
  });

  test('long queries are refused unread', async () => {
    expect((await refused(`SELECT ${'1+'.repeat(60_000)}1`)).code).toBe('sql/too-long');
  });
});
