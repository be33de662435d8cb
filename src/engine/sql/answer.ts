import { StudioError } from '../../core/errors.ts';
import { formatInteger } from '../../core/format.ts';
import type { NamedTable, SqlRunner } from '../../core/row-operation.ts';
import { makeTable, type Table } from '../../core/table/table.ts';
import { batchRows, tableFromDatabase } from '../../io/arrow/from-database.ts';
import { changingFunction, checkQuery } from './check.ts';
import type { Database } from './database.ts';
import { sqlError } from './errors.ts';
import { ColumnOrigins } from './names.ts';
import { tablesRead } from './reads.ts';
import { sameTable } from './same-table.ts';
import { type SqlOptions, withDatabase } from './session.ts';

export interface AnswerOptions extends SqlOptions {
  /** More rows are refused; 5 million unless given. */
  readonly maxRows?: number;
}

/** What a query over the tables of a project answered. */
export interface SqlAnswer {
  readonly table: Table;
  /** Of one run, without handing over the tables. */
  readonly milliseconds: number;
  /** The tables it reads. */
  readonly reads: readonly string[];
  /** What happened to columns on the way, in plain words. */
  readonly notes: readonly string[];
}

const MOST_ROWS = 5_000_000;
const MOST_BYTES = 800_000_000;

/**
 * The answer to one query over named tables, by DuckDB in a worker of its own. The same query and tables give the same
 * table to the last bit: there is one thread, functions that change are refused, and the query is run twice to make sure.
 * Errors: those of `checkQuery`, `sqlError` and `withDatabase`; sql/unrepeatable, sql/too-many-rows, sql/too-large,
 * sql/nested.
 */
export function answerSql(
  query: string,
  tables: readonly NamedTable[],
  options: AnswerOptions = {},
): Promise<SqlAnswer> {
  const names = tables.map(t => t.name);
  const maxRows = options.maxRows ?? MOST_ROWS;
  return withDatabase(tables, options, async database => {
    await checkQuery(database, query, names);
    const changing = await changingFunction(database, query);
    if (changing !== null) throw unrepeatable(`${changing} gives another value each time`);
    try {
      const started = performance.now();
      const answer = asTable(await collect(database, query, maxRows), tables);
      const milliseconds = performance.now() - started;
      const again = asTable(await collect(database, query, maxRows), tables);
      if (!sameTable(answer.table, again.table)) throw unrepeatable('it gave two different tables in two runs');
      return { ...answer, milliseconds, reads: await tablesRead(database, query, names) };
    } catch (error) {
      throw sqlError(error, query, 0, names);
    }
  });
}

const unrepeatable = (why: string): StudioError =>
  new StudioError(
    'sql/unrepeatable',
    `SQL: the query must give the same table each time, but ${why}. Write a fixed value instead, or REPEATABLE (42) after a sample.`,
  );

async function collect(database: Database, query: string, maxRows: number): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  let rows = 0;
  let bytes = 0;
  for await (const part of database.stream(query)) {
    parts.push(part);
    rows += batchRows(part);
    bytes += part.length;
    if (rows > maxRows) throw tooManyRows(maxRows, await countRows(database, query));
    if (bytes > MOST_BYTES) {
      throw new StudioError(
        'sql/too-large',
        `SQL: the result has more than ${formatInteger(MOST_BYTES / 1e6)} MB after ${formatInteger(rows)} rows. Choose fewer columns or rows.`,
        { rows },
      );
    }
  }
  return parts;
}

const tooManyRows = (limit: number, rows: number): StudioError =>
  new StudioError(
    'sql/too-many-rows',
    `SQL: the query gives ${formatInteger(rows)} rows, and at most ${formatInteger(limit)} are kept. A join multiplies rows where keys repeat in both tables: join by more columns, or aggregate one table by the key first.`,
    { rows, limit },
  );

/** How many rows a query gives, counted without keeping them. Errors: as `answerSql`; sql/timeout where it takes long. */
export function countSql(query: string, tables: readonly NamedTable[], options: SqlOptions = {}): Promise<number> {
  const names = tables.map(t => t.name);
  return withDatabase(tables, { maxMilliseconds: 15_000, ...options }, async database => {
    await checkQuery(database, query, names);
    try {
      return await countRows(database, query);
    } catch (error) {
      throw sqlError(error, query, 0, names);
    }
  });
}

async function countRows(database: Database, query: string): Promise<number> {
  // Without the semicolon that may end a query, which would end this one as well.
  const inner = query.trim().replace(/;$/, '');
  const counted = await database.run(`SELECT count(*)::DOUBLE AS rows FROM (\n${inner}\n)`);
  const [column] = tableFromDatabase([counted], () => undefined).table.columns;
  return column?.kind === 'number' ? column.values[0]! : 0;
}

/** The result under the names and kinds its columns had before. */
function asTable(parts: readonly Uint8Array[], tables: readonly NamedTable[]): Pick<SqlAnswer, 'table' | 'notes'> {
  const origins = new ColumnOrigins(tables);
  const { table, notes } = tableFromDatabase(parts, origins.column);
  const own = table.names.map(name => (table.names.includes(origins.name(name)) ? name : origins.name(name)));
  return { table: makeTable(own.map((name, i) => [name, table.columns[i]!])), notes: notes.map(n => n.text) };
}

/** SQL for the row operations of a recipe. */
export const runSql: SqlRunner = async (query, tables, options) => (await answerSql(query, tables, options)).table;
