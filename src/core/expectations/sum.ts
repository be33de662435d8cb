import { StudioError } from '../errors.ts';
import { checkRows, defineExpectation } from '../expectation.ts';
import { quoted } from '../table/finding.ts';
import { columnOf, someNames } from './columns.ts';

/** Room for the rounding of a sum in floating point, as a share of its size. */
const ROUNDING = 1e-12;

export const sum = defineExpectation({
  id: 'sum',
  label: 'Sum of columns',
  help: 'In every row some columns add up to another, such as casual and registered riders to all riders.',
  scope: 'row',
  params: {
    parts: { kind: 'columns', default: [], accepts: ['number'], label: 'Columns that are added' },
    total: { kind: 'column', default: '', accepts: ['number'], label: 'Their sum' },
    tolerance: { kind: 'number', default: 0, min: 0, label: 'Difference that is allowed' },
  },
  words: ({ parts, total, tolerance }) =>
    `${someNames(parts)} add up to ${quoted(total)}${tolerance > 0 ? `, give or take ${tolerance}` : ''}`,
  check(table, { parts, total, tolerance }) {
    if (!parts.length)
      throw new StudioError('param/out-of-range', 'sum: parts must name at least one column, got none.', {
        owner: 'sum',
        name: 'parts',
      });
    const addends = parts.map(name => columnOf('sum', table, name, ['number']).values);
    const { values } = columnOf('sum', table, total, ['number']);
    return checkRows(table.rows, row => {
      let found = 0;
      let size = Math.abs(values[row]!);
      for (const addend of addends) {
        found += addend[row]!;
        size += Math.abs(addend[row]!);
      }
      if (Number.isNaN(size)) return -1;
      return Math.abs(found - values[row]!) <= Math.max(tolerance, ROUNDING * size) ? 0 : 1;
    });
  },
});
