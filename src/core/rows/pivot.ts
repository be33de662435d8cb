import { StudioError } from '../errors.ts';
import { formatInteger } from '../format.ts';
import { defineRowOperation } from '../row-operation.ts';
import { type Aggregate, aggregates } from '../table/aggregate.ts';
import { cellText, columnLength, takeRows } from '../table/column.ts';
import { equalRows } from '../table/duplicates.ts';
import { sortedRows } from '../table/sort-rows.ts';
import { makeTable } from '../table/table.ts';
import { takeRowsOrMissing } from '../table/take-rows.ts';
import { aggregateWords, summary } from './aggregate.ts';
import { chosenColumn, freeName, namesWords, named } from './columns.ts';

const MOST_COLUMNS = 1000;

/**
 * As pandas' pivot_table: one row a distinct index, one column a distinct name in ascending order, and in each cell the
 * summary of the values that meet there; missing where none do. Rows without a name have no column and take no part.
 */
export const pivot = defineRowOperation({
  id: 'pivot',
  label: 'Pivot: from long to wide',
  help: 'Makes a column of each value of one column: from rows of product, month and sales to one row a product with a column for each month.',
  group: 'tables',
  target: 'hidden',
  params: {
    rows: { kind: 'columns', default: [], label: 'One row for each' },
    names: { kind: 'column', default: '', label: 'One column for each value of' },
    values: { kind: 'column', default: '', label: 'Values from' },
    summary: { kind: 'choice', default: 'first', options: aggregates, label: 'Where several values meet' },
  },
  describe: ({ rows, names, values, summary: how }) =>
    `Make a row of each ${namesWords(rows)} and a column of each value of ${named(names)}, with ${aggregateWords[how]} of ${named(values)}`,
  run(table, { rows: index, names: nameColumn, values, summary: how }) {
    const owner = 'pivot';
    const keys = [...new Set(index)].map(name => [name, chosenColumn(owner, table, name)] as const);
    const named = chosenColumn(owner, table, nameColumn);
    const rows = equalRows(
      keys.map(([, column]) => column),
      table.rows,
    );
    const names = equalRows([named], table.rows);
    const order = Array.from(sortedRows([{ column: takeRows(named, names.firstRows), descending: false }], names.counts.length))
      .filter(code => cellText(named, names.firstRows[code]!) !== null); // prettier-ignore
    if (order.length > MOST_COLUMNS) {
      const message = `pivot: "${nameColumn}" has ${formatInteger(order.length)} distinct values, and each would be a column; at most ${formatInteger(MOST_COLUMNS)} are made. Choose a column with fewer values.`;
      throw new StudioError('table/too-wide', message, { owner, name: nameColumn, columns: order.length });
    }
    const cells = equalRows([{ kind: 'number', values: Float64Array.from(rows.codes) }, named], table.rows);
    const summaries = summary(owner, table, values, how as Aggregate, cells);
    const places = new Map(order.map((code, place) => [code, place]));
    const at = order.map(() => new Int32Array(rows.counts.length).fill(-1));
    for (let cell = 0; cell < columnLength(summaries); cell++) {
      const row = cells.firstRows[cell]!;
      const place = places.get(names.codes[row]!);
      if (place !== undefined) at[place]![rows.codes[row]!] = cell;
    }
    const taken = new Set(keys.map(([name]) => name));
    const made = order.map(
      (code, place) =>
        [freeName(taken, cellText(named, names.firstRows[code]!)!), takeRowsOrMissing(summaries, at[place]!)] as const,
    );
    const firsts = keys.map(([name, column]) => [name, takeRows(column, rows.firstRows)] as const);
    return { table: { ...makeTable([...firsts, ...made]), rows: rows.counts.length }, kept: null };
  },
});
