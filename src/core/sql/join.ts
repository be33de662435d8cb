import { databaseNames, MAIN_TABLE, sqlName } from './names.ts';

export const joinKinds = ['left', 'inner'] as const;
export type JoinKind = (typeof joinKinds)[number];

/** Columns of another table, brought to the rows of the main one that have the same keys. */
export interface JoinPlan {
  /** The other table. */
  readonly table: string;
  /** `left` keeps rows without a match, `inner` leaves them out. */
  readonly kind: JoinKind;
  /** Pairs of columns that must be equal: of the main table, of the other. */
  readonly keys: readonly (readonly [main: string, other: string])[];
  /** Columns of the other table to bring. */
  readonly columns: readonly string[];
}

/** The query of a join, with the rows in the order of the main table. A column that both tables have gets the table's name before it. */
export function joinSql(plan: JoinPlan, mainColumns: readonly string[]): string {
  const other = sqlName(plan.table);
  const names = databaseNames([...mainColumns, ...plan.columns.map(c => broughtName(plan, c, mainColumns))]);
  const brought = plan.columns.map((column, i) => {
    const name = names[mainColumns.length + i]!;
    return `, ${other}.${sqlName(column)}${name === column ? '' : ` AS ${sqlName(name)}`}`;
  });
  return [
    `SELECT ${MAIN_TABLE}.*${brought.join('')}`,
    `FROM ${MAIN_TABLE}`,
    `${plan.kind.toUpperCase()} JOIN ${other}`,
    `  ON ${onKeys(plan, MAIN_TABLE, other)}`,
    `ORDER BY ${MAIN_TABLE}.rowid, ${other}.rowid`,
  ].join('\n');
}

/**
 * The query that forecasts a join without making it: rows it gives, rows of the main table with a match, and the most
 * matches that one row has. Keys are counted in each table and the counts multiplied.
 */
export function joinForecastSql(plan: JoinPlan): string {
  const side = (table: string, at: 0 | 1, name: string): string => {
    const keys = plan.keys.map((pair, i) => `${sqlName(pair[at])} AS k${i}`).join(', ');
    return `${name} AS (SELECT ${keys}, count(*) AS n FROM ${table} GROUP BY ALL)`;
  };
  const same = plan.keys.map((_, i) => `a.k${i} = b.k${i}`).join(' AND ');
  const without = plan.kind === 'left' ? 'coalesce(b.n, 1)' : 'coalesce(b.n, 0)';
  return [
    `WITH ${side(MAIN_TABLE, 0, 'a')},`,
    `${side(sqlName(plan.table), 1, 'b')}`,
    `SELECT coalesce(sum(a.n::DOUBLE * ${without}), 0)::DOUBLE AS rows,`,
    '  coalesce(sum(CASE WHEN b.n IS NULL THEN 0 ELSE a.n END), 0)::DOUBLE AS matched,',
    '  coalesce(max(b.n), 0)::DOUBLE AS most',
    `FROM a LEFT JOIN b ON ${same}`,
  ].join('\n');
}

const onKeys = (plan: JoinPlan, main: string, other: string): string =>
  plan.keys.map(([a, b]) => `${main}.${sqlName(a)} = ${other}.${sqlName(b)}`).join('\n  AND ');

const broughtName = (plan: JoinPlan, column: string, main: readonly string[]): string =>
  main.some(name => name.toLowerCase() === column.toLowerCase()) ? `${plan.table} ${column}` : column;

/** Columns by which two tables most likely belong together: of one name, ids and categories before numbers. */
export function suggestKeys(
  main: readonly { readonly name: string; readonly kind: string }[],
  other: readonly { readonly name: string; readonly kind: string }[],
): readonly (readonly [string, string])[] {
  const pairs = other.flatMap(o => {
    const found = main.find(m => m.name.toLowerCase() === o.name.toLowerCase() && m.kind === o.kind);
    return found ? [{ pair: [found.name, o.name] as const, id: /(^|[_\s-])(id|key|code|nr|no)$/i.test(o.name) }] : [];
  });
  const chosen = pairs.find(p => p.id) ?? pairs[0];
  return chosen ? [chosen.pair] : [];
}
