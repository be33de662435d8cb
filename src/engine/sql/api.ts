import type { Recipe } from '../../core/pipeline/recipe.ts';
import type { NamedTable } from '../../core/row-operation.ts';
import { joinForecastSql, type JoinPlan } from '../../core/sql/join.ts';
import { databaseNames, MAIN_TABLE } from '../../core/sql/names.ts';
import { cellText, type ColumnKind } from '../../core/table/column.ts';
import type { CallContext } from '../../rpc/protocol.ts';
import { prepareContext, yieldedTable } from '../prepared.ts';
import { answerSql } from './answer.ts';

/** A table that a query of the recipe may read, with its columns as SQL sees them. */
export interface SqlTableFacts {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
}

/** What a query gives, and its first rows as text. */
export interface SqlPreview {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  readonly sample: readonly (readonly (string | null)[])[];
  readonly milliseconds: number;
  /** The tables it reads. */
  readonly reads: readonly string[];
  readonly notes: readonly string[];
}

export interface JoinForecast {
  /** Rows the join gives. */
  readonly rows: number;
  /** Rows of the main table that have a match. */
  readonly matched: number;
  /** The most matches one key has. */
  readonly most: number;
  readonly before: number;
}

/** Bytes of the SQL engine that have come, while it is fetched for the first time. */
export interface SqlLoading {
  readonly loaded: number;
  readonly total: number;
}

const SHOWN_ROWS = 50;

/** Looking at SQL before it is kept in a recipe; `at` is the place of its operation among the row operations. */
export const sqlApi = {
  /** The tables a query at that place may read. */
  async sqlTables(
    datasetId: string,
    recipe: Recipe,
    at: number,
    context: CallContext<SqlLoading>,
  ): Promise<readonly SqlTableFacts[]> {
    return (await tablesAt(datasetId, recipe, at, context.signal)).map(({ name, table }) => {
      const names = databaseNames(table.names);
      return { name, rows: table.rows, columns: names.map((n, i) => ({ name: n, kind: table.columns[i]!.kind })) };
    });
  },

  /** Run a query at that place and show the beginning of what it gives. */
  async previewSql(
    datasetId: string,
    recipe: Recipe,
    at: number,
    query: string,
    context: CallContext<SqlLoading>,
  ): Promise<SqlPreview> {
    const tables = await tablesAt(datasetId, recipe, at, context.signal);
    const { table, milliseconds, reads, notes } = await answerSql(query, tables, options(context));
    const shown = Array.from({ length: Math.min(table.rows, SHOWN_ROWS) }, (_, row) => row);
    return {
      rows: table.rows,
      columns: table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind })),
      sample: shown.map(row => table.columns.map(column => cellText(column, row))),
      milliseconds,
      reads,
      notes,
    };
  },

  /** How many rows a join gives, counted by its keys without making it. */
  async forecastJoin(
    datasetId: string,
    recipe: Recipe,
    at: number,
    plan: JoinPlan,
    context: CallContext<SqlLoading>,
  ): Promise<JoinForecast> {
    const tables = await tablesAt(datasetId, recipe, at, context.signal);
    const { table } = await answerSql(joinForecastSql(plan), tables, options(context));
    const [rows, matched, most] = table.columns.map(c => (c.kind === 'number' ? c.values[0]! : 0));
    return { rows: rows!, matched: matched!, most: most!, before: tables[0]!.table.rows };
  },
};

const options = ({ signal, progress }: CallContext<SqlLoading>) => ({
  signal,
  loading: (loaded: number, total: number) => progress({ loaded, total }),
});

async function tablesAt(
  datasetId: string,
  recipe: Recipe,
  at: number,
  signal: AbortSignal,
): Promise<readonly NamedTable[]> {
  const before = { ...recipe, rows: recipe.rows.slice(0, at) };
  const { sources } = await prepareContext(datasetId, recipe, signal);
  const { made } = await yieldedTable(datasetId, before, signal);
  return [{ name: MAIN_TABLE, table: made }, ...sources];
}
