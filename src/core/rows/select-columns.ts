import { allRows, defineRowOperation } from '../row-operation.ts';
import { makeTable } from '../table/table.ts';
import { chosenColumn, namesWords } from './columns.ts';

export const selectColumns = defineRowOperation({
  id: 'select-columns',
  label: 'Keep or drop columns',
  help: 'Leaves columns out of the table for good. To keep one at hand without learning from it, set it aside instead.',
  group: 'columns',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns' },
    action: { kind: 'choice', default: 'drop', options: ['keep', 'drop'], label: 'What to do with these columns' },
  },
  describe: ({ columns, action }) =>
    `${action === 'drop' ? 'Drop' : 'Keep only'} ${columns.length ? `the columns ${namesWords(columns)}` : 'no column yet'}`,
  run(table, { columns, action }) {
    const chosen = new Set(columns);
    for (const name of chosen) chosenColumn('select-columns', table, name);
    if (chosen.size === 0) return { table, kept: allRows(table) };
    const stays = (name: string): boolean => chosen.has(name) === (action === 'keep');
    const entries = table.names.flatMap((name, i) => (stays(name) ? [[name, table.columns[i]!] as const] : []));
    return { table: { ...makeTable(entries), rows: table.rows }, kept: allRows(table) };
  },
});
