import { defineRowOperation } from '../row-operation.ts';
import { readBound } from './cell-value.ts';
import { badValue, changeColumns, namesWords } from './columns.ts';

/** Bounds are text so that either may be left empty and dates can be written as dates. Missing stays missing. */
export const clip = defineRowOperation({
  id: 'clip',
  label: 'Clip to a range',
  help: 'Moves values below the lowest allowed one up to it, and values above the highest down to it. No row is lost.',
  group: 'values',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], accepts: ['number', 'datetime'], label: 'Columns' },
    lowest: { kind: 'text', default: '', maxLength: 100, label: 'Lowest value', help: 'Empty for no limit.' },
    highest: { kind: 'text', default: '', maxLength: 100, label: 'Highest value', help: 'Empty for no limit.' },
  },
  describe({ columns, lowest, highest }) {
    const bounds = [
      ...(lowest.trim() === '' ? [] : [`from ${lowest.trim()} on`]),
      ...(highest.trim() === '' ? [] : [`up to ${highest.trim()}`]),
    ];
    return `Clip ${namesWords(columns)} to values ${bounds.join(' and ') || 'of any size'}`;
  },
  run: (table, { columns, lowest, highest }) =>
    changeColumns(
      'clip',
      table,
      columns,
      ({ kind, values }) => {
        const low = readBound('clip', 'lowest', kind, lowest, -Infinity);
        const high = readBound('clip', 'highest', kind, highest, Infinity);
        if (low > high) throw badValue('clip', 'highest', `at least the lowest value ${lowest.trim()}`, highest);
        // A comparison with NaN is false, so missing passes through.
        return { kind, values: values.map(v => (v < low ? low : v > high ? high : v)) };
      },
      ['number', 'datetime'],
    ),
});
