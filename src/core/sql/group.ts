import { MAIN_TABLE, sqlName } from './names.ts';

/** What can be made of the rows of a group. */
export const aggregates = ['count', 'sum', 'mean', 'median', 'smallest', 'largest', 'spread', 'distinct', 'share missing', 'first', 'most common'] as const; // prettier-ignore
export type Aggregate = (typeof aggregates)[number];

export interface GroupPlan {
  readonly keys: readonly string[];
  readonly values: readonly { readonly what: Aggregate; readonly column: string; readonly name: string }[];
  /** A condition on the rows before they are grouped, in SQL; empty for none. */
  readonly where: string;
}

/** The query of a group-by, with the groups in the order of their keys. */
export function groupSql({ keys, values, where }: GroupPlan): string {
  const named = keys.map(sqlName);
  const columns = [...named, ...values.map(v => `${expression(v.what, v.column)} AS ${sqlName(v.name)}`)];
  return [
    `SELECT ${columns.join(', ') || 'count(*) AS rows'}`,
    `FROM ${MAIN_TABLE}`,
    ...(where.trim() ? [`WHERE ${where.trim()}`] : []),
    ...(keys.length ? [`GROUP BY ${named.join(', ')}`, `ORDER BY ${named.join(', ')}`] : []),
  ].join('\n');
}

function expression(what: Aggregate, column: string): string {
  const name = sqlName(column);
  switch (what) {
    case 'count':
      return column === '' ? 'count(*)' : `count(${name})`;
    case 'sum':
      return `sum(${name})`;
    case 'mean':
      return `avg(${name})`;
    case 'median':
      return `median(${name})`;
    case 'smallest':
      return `min(${name})`;
    case 'largest':
      return `max(${name})`;
    case 'spread':
      return `stddev_samp(${name})`;
    case 'distinct':
      return `count(DISTINCT ${name})`;
    case 'share missing':
      return `avg((${name} IS NULL)::INTEGER)`;
    case 'first':
      return `first(${name} ORDER BY rowid)`;
    case 'most common':
      return `mode(${name} ORDER BY rowid)`;
    default:
      return what satisfies never;
  }
}

/** Which kinds of columns an aggregate makes sense for; null for all. */
export const aggregateKinds = (what: Aggregate): readonly string[] | null =>
  what === 'sum' || what === 'mean' || what === 'median' || what === 'spread'
    ? ['number', 'boolean']
    : what === 'smallest' || what === 'largest'
      ? ['number', 'datetime']
      : null;

/** A name for an aggregate that no other has. */
export function aggregateName(what: Aggregate, column: string, taken: readonly string[]): string {
  const stem = column === '' ? 'rows' : `${what} ${column}`;
  const used = new Set(taken.map(name => name.toLowerCase()));
  let free = stem;
  for (let n = 2; used.has(free.toLowerCase()); n++) free = `${stem} ${n}`;
  return free;
}
