import { StudioError } from '../errors.ts';
import { defineRowOperation } from '../row-operation.ts';
import { castColumn } from '../table/cast.ts';
import { type Column, type ColumnKind, takeRows } from '../table/column.ts';
import { concatColumns } from '../table/concat-columns.ts';
import { makeTable } from '../table/table.ts';
import { badValue, chosenColumn, freeName, namesWords, quoted, refuseRows } from './columns.ts';

/** pandas' melt, but the rows that come from one row stay together. Values of different kinds become text. */
export const unpivot = defineRowOperation({
  id: 'unpivot',
  label: 'Unpivot: from wide to long',
  help: 'Makes one row of each value in several columns: from a column for each month to a row for each month, with its name and its value.',
  group: 'tables',
  target: 'hidden',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns that become rows' },
    names: { kind: 'text', default: 'name', maxLength: 200, label: 'Column for their names' },
    values: { kind: 'text', default: 'value', maxLength: 200, label: 'Column for their values' },
  },
  describe: ({ columns, names, values }) =>
    `Make a row of each of ${namesWords(columns)}, with its name in ${quoted(names)} and its value in ${quoted(values)}`,
  run(table, { columns: chosen, names, values }) {
    const owner = 'unpivot';
    const molten = [...new Set(chosen)];
    const columns = molten.map(name => chosenColumn(owner, table, name));
    if (columns.length === 0)
      throw new StudioError('param/no-column', `${owner}: choose the columns first.`, { owner });
    for (const [which, name] of [
      ['names', names],
      ['values', values],
    ] as const)
      // prettier-ignore
      if (name.trim() === '') throw badValue(owner, which, 'a name', name);
    const n = columns.length;
    refuseRows(owner, n * table.rows, 'Choose fewer columns or filter rows first.');
    const kept = new Int32Array(n * table.rows);
    const codes = new Int32Array(kept.length);
    const order = new Int32Array(kept.length);
    for (let row = 0, at = 0; row < table.rows; row++) {
      for (let which = 0; which < n; which++, at++) {
        kept[at] = row;
        codes[at] = which;
        order[at] = which * table.rows + row;
      }
    }
    const stay = table.names.flatMap((name, i) => (molten.includes(name) ? [] : [[name, table.columns[i]!] as const]));
    const taken = new Set(stay.map(([name]) => name));
    const kind = commonKind(columns);
    const stacked = columns.map(column => castColumn(column, kind).column).reduce(concatColumns);
    const entries: (readonly [string, Column])[] = [
      ...stay.map(([name, column]) => [name, takeRows(column, kept)] as const),
      [freeName(taken, names), { kind: 'category', codes, levels: molten }],
      [freeName(taken, values), takeRows(stacked, order)],
    ];
    return { table: { ...makeTable(entries), rows: kept.length }, kept };
  },
});

function commonKind(columns: readonly Column[]): ColumnKind {
  const kinds = new Set(columns.map(column => column.kind));
  if (kinds.size === 1) return columns[0]!.kind;
  return kinds.size === 2 && kinds.has('number') && kinds.has('boolean') ? 'number' : 'text';
}
