import { allRows, defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { inWords } from './columns.ts';
import { comparisons, conditionMask, conditionWords } from './conditions.ts';

export const filter = defineRowOperation({
  id: 'filter',
  label: 'Filter rows',
  help: 'Keeps or drops the rows that meet conditions on their values. A missing value meets only “is missing”, “is not” and “is none of”.',
  group: 'rows',
  target: 'row-wise',
  params: {
    conditions: {
      kind: 'table',
      default: [],
      maxRows: 50,
      fields: [{ label: 'Column', column: true }, { label: 'Comparison', options: comparisons }, { label: 'Value' }],
      label: 'Conditions',
      help: 'Write several values with | between them: red | blue, or 1 | 100 for a range with both ends.',
    },
    match: { kind: 'choice', default: 'all', options: ['all', 'any'], label: 'Conditions that must hold' },
    action: { kind: 'choice', default: 'keep', options: ['keep', 'drop'], label: 'What to do with these rows' },
  },
  describe({ conditions, match, action }) {
    if (conditions.length === 0) return 'Keep all rows: there is no condition yet';
    const words = inWords(conditions.map(conditionWords), match === 'all' ? 'and' : 'or');
    return `${action === 'keep' ? 'Keep' : 'Drop'} rows where ${words}`;
  },
  async run(table, { conditions, match, action }) {
    if (conditions.length === 0) return keepRows(table, allRows(table));
    const met = new Uint8Array(table.rows).fill(match === 'all' ? 1 : 0);
    for (const condition of conditions) {
      const mask = await conditionMask('filter', table, condition);
      for (let row = 0; row < met.length; row++) {
        met[row] = match === 'all' ? met[row]! & mask[row]! : met[row]! | mask[row]!;
      }
    }
    const wanted = action === 'keep' ? 1 : 0;
    return keepRows(
      table,
      rowsWhere(table, row => met[row] === wanted),
    );
  },
});
