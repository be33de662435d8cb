import { StudioError } from '../errors.ts';
import { defineRowOperation } from '../row-operation.ts';
import {
  type Aggregate,
  aggregateColumn,
  aggregates,
  canAggregate,
  ofRows,
  type RowGroups,
} from '../table/aggregate.ts';
import type { Column } from '../table/column.ts';
import { takeRows } from '../table/column.ts';
import { equalRows } from '../table/duplicates.ts';
import { makeTable, type Table } from '../table/table.ts';
import { chosenColumn, freeName, inWords, namesWords, quoted } from './columns.ts';

export const aggregateWords: Readonly<Record<Aggregate, string>> = {
  'row count': 'the number of rows',
  'row share': 'the share of all rows',
  'value count': 'the number of values',
  'distinct count': 'the number of distinct values',
  sum: 'the sum',
  mean: 'the mean',
  median: 'the median',
  minimum: 'the smallest',
  maximum: 'the largest',
  'standard deviation': 'the standard deviation',
  first: 'the first',
  last: 'the last',
};

/**
 * As pandas' groupby(sort=False, dropna=False): groups in order of first appearance, rows without a key are a group of
 * their own. Values follow `aggregateColumn`.
 */
export const aggregate = defineRowOperation({
  id: 'aggregate',
  label: 'Group and summarise',
  help: 'Makes one row of each group: of all purchases of a customer their number, sum and mean. Without columns to group by, one row of the whole table.',
  group: 'tables',
  target: 'hidden',
  params: {
    by: { kind: 'columns', default: [], label: 'Group by' },
    values: {
      kind: 'table',
      default: [],
      maxRows: 200,
      fields: [
        { label: 'Column', column: true },
        { label: 'What to compute', options: aggregates },
        { label: 'Name (optional)' },
      ],
      label: 'Summaries',
      help: 'The number and the share of rows need no column.',
    },
  },
  describe({ by, values }) {
    const words = values.slice(0, 3).map(([name = '', how]) => {
      const what = aggregateWords[how as Aggregate];
      return ofRows.includes(how as Aggregate) ? what : `${what} of ${quoted(name)}`;
    });
    const more = values.length > 3 ? [`${values.length - 3} more`] : [];
    const each = by.length ? `For each ${namesWords(by)}` : 'For the whole table';
    return `${each} compute ${inWords([...words, ...more], 'and') || 'nothing more'}`;
  },
  run(table, { by, values }) {
    if (by.length + values.length === 0) {
      const message = 'aggregate: choose columns to group by, or what to compute.';
      throw new StudioError('param/no-column', message, { owner: 'aggregate' });
    }
    const keys = [...new Set(by)].map(name => [name, chosenColumn('aggregate', table, name)] as const);
    const groups = equalRows(
      keys.map(([, column]) => column),
      table.rows,
    );
    const taken = new Set(keys.map(([name]) => name));
    const made = values.map(([name = '', how, called = '']) => {
      const column = summary('aggregate', table, name, how as Aggregate, groups);
      const usual = ofRows.includes(how as Aggregate) ? how! : `${name} ${how!}`;
      return [freeName(taken, called.trim() === '' ? usual : called), column] as const;
    });
    const firsts = keys.map(([name, column]) => [name, takeRows(column, groups.firstRows)] as const);
    return { table: { ...makeTable([...firsts, ...made]), rows: groups.counts.length }, kept: null };
  },
});

/** One value a group of the named column; refused by name where its kind has no such value. */
export function summary(owner: string, table: Table, name: string, how: Aggregate, groups: RowGroups): Column {
  if (ofRows.includes(how)) return aggregateColumn({ kind: 'boolean', values: new Int8Array(table.rows) }, groups, how);
  const column = chosenColumn(owner, table, name);
  if (canAggregate(how, column.kind)) return aggregateColumn(column, groups, how);
  const message = `${owner}: ${aggregateWords[how]} of "${name}" cannot be computed, because it holds ${column.kind}. Count its values, take the first or last, or change its type first.`;
  throw new StudioError('column/kind', message, { owner, name, kind: column.kind, how });
}
