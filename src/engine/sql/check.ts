import { StudioError } from '../../core/errors.ts';
import { cellText } from '../../core/table/column.ts';
import { tableFromDatabase } from '../../io/arrow/from-database.ts';
import type { Database } from './database.ts';
import { sqlError } from './errors.ts';

/** Only a query that yields rows fits behind this, by the database's own grammar. */
const ONLY_A_QUERY = 'CREATE TEMP VIEW "the query" AS\n';

/** Longer than anybody writes; the parser is not asked to look at more. */
const LONGEST_QUERY = 100_000;

/**
 * Refuse whatever is not one query over the tables: sql/empty, sql/too-long, sql/several-statements, sql/not-a-query, and
 * what is wrong with a query (sql/syntax, sql/unknown-column and the others of `sqlError`). The database's parser and
 * binder decide; nothing is run.
 */
export async function checkQuery(database: Database, query: string, tables: readonly string[]): Promise<void> {
  const words = query.length > LONGEST_QUERY ? refuseLength(query.length) : await database.words(query);
  if (words.length === 0) {
    throw new StudioError('sql/empty', `Write a query, such as SELECT * FROM ${tables[0] ?? 'data'}.`);
  }
  try {
    await database.prepare(ONLY_A_QUERY + query);
  } catch (error) {
    const told = sqlError(error, query, ONLY_A_QUERY.length, tables);
    throw told instanceof StudioError ? explained(told, words[0]!) : told;
  }
}

function refuseLength(length: number): never {
  throw new StudioError('sql/too-long', `A query has at most ${LONGEST_QUERY} characters, this has ${length}.`);
}

function explained(error: StudioError, first: string): StudioError {
  if (/multiple statements/.test(error.message)) {
    return new StudioError('sql/several-statements', 'SQL: write one query; a semicolon begins another. Remove it.');
  }
  if (error.code === 'sql/syntax' && NO_QUERY.has(first.toLowerCase())) {
    return new StudioError(
      'sql/not-a-query',
      `SQL: a query begins with SELECT, FROM or WITH, not with ${first.toUpperCase()}. It reads tables and changes none.`,
      error.details,
    );
  }
  if (/prepared parameter/.test(error.message)) {
    return new StudioError('sql/parameter', 'SQL: write the value itself in place of ? or $1.', error.details);
  }
  return error;
}

/** First words of statements that are no query, for a clearer message; what is refused is decided by the parser. */
const NO_QUERY = new Set(
  (
    'alter analyze attach begin call checkpoint comment commit copy create deallocate delete describe detach drop ' +
    'execute explain export import insert install load merge pragma prepare reset rollback set show summarize ' +
    'truncate update use vacuum'
  ).split(' '),
);

/**
 * The first function in the query whose value changes from run to run, by the database's own list. Sampling without a
 * seed is no function; it is found by running twice.
 */
export async function changingFunction(database: Database, query: string): Promise<string | null> {
  const words = (await database.words(query)).map(word => word.toLowerCase());
  const changing = await changingFunctions(database);
  const at = words.findIndex((word, i) => {
    if (word === 'current_timestamp') return true;
    if (words[i + 1] !== '(') return false;
    // age(from) counts up to today, age(from, to) does not.
    return changing.includes(word) || (word === 'age' && !hasTwoArguments(words, i + 1));
  });
  return at < 0 ? null : words[at]!;
}

/** Whether a comma stands directly inside the parenthesis that opens at a place. */
function hasTwoArguments(words: readonly string[], open: number): boolean {
  for (let i = open, depth = 0; i < words.length; i++) {
    if (words[i] === '(') depth++;
    else if (words[i] === ')' && --depth === 0) return false;
    else if (words[i] === ',' && depth === 1) return true;
  }
  return false;
}

/** Beside these the list holds functions that always give the same, for tests of the database and its settings. */
const CHANGING =
  "SELECT string_agg(DISTINCT function_name, ' ') AS names FROM duckdb_functions() " +
  "WHERE stability <> 'CONSISTENT' AND function_name NOT IN ('error', 'setseed', 'stats', 'in_search_path')";

async function changingFunctions(database: Database): Promise<readonly string[]> {
  const { table } = tableFromDatabase([await database.run(CHANGING)], () => undefined);
  return cellText(table.columns[0]!, 0)?.split(' ') ?? [];
}
