import { MAX_LENGTH } from '../derive/formula-tree.ts';
import { StudioError } from '../errors.ts';
import { allRows, defineRowOperation, keepRows, rowsWhere } from '../row-operation.ts';
import { formulaValues } from './formula-values.ts';

export const filterFormula = defineRowOperation({
  id: 'filter-formula',
  label: 'Filter rows by a formula',
  help: 'Keeps the rows for which a formula is true, such as price > 2 * cost or year(date) >= 2020. Rows for which it is missing are dropped.',
  group: 'rows',
  target: 'row-wise',
  params: {
    formula: { kind: 'text', default: '', maxLength: MAX_LENGTH, language: 'formula', label: 'Formula' },
  },
  describe: ({ formula }) =>
    formula.trim() === '' ? 'Keep all rows: there is no formula yet' : `Keep rows where ${formula.trim()}`,
  run(table, { formula }, { signal }) {
    if (formula.trim() === '') return keepRows(table, allRows(table));
    const { kind, values } = formulaValues(formula, table, signal);
    if (kind !== 'boolean') {
      const message = `filter-formula: the formula must be true or false, it gives ${kind}. Compare it with something, such as … > 0.`;
      throw new StudioError('formula/type', message, { owner: 'filter-formula', kind });
    }
    return keepRows(
      table,
      rowsWhere(table, row => values[row] === 1),
    );
  },
});
