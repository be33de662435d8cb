import { checkRows, defineExpectation } from '../expectation.ts';
import { readBound } from '../table/bound.ts';
import { quoted } from '../table/finding.ts';
import { boundWords, columnOf } from './columns.ts';

/** Bounds are text so that either may be left empty and dates can be written as dates. */
export const range = defineExpectation({
  id: 'range',
  label: 'Range',
  help: 'Every number or date lies between two bounds. Leave a bound empty for no limit.',
  scope: 'row',
  params: {
    column: { kind: 'column', default: '', accepts: ['number', 'datetime'], label: 'Column' },
    from: { kind: 'text', default: '', maxLength: 100, label: 'From' },
    to: { kind: 'text', default: '', maxLength: 100, label: 'To' },
    bounds: {
      kind: 'choice',
      default: 'both',
      options: ['both', 'lower', 'upper', 'neither'],
      label: 'Bounds that are allowed themselves',
    },
  },
  words({ column, from, to, bounds }) {
    const open = { both: '', lower: ', without the upper bound', upper: ', without the lower bound', neither: ', without the bounds' }[bounds]; // prettier-ignore
    return `${quoted(column)} is ${boundWords(from, to)}${open}`;
  },
  check(table, { column: name, from, to, bounds }) {
    const { kind, values } = columnOf('range', table, name, ['number', 'datetime']);
    const low = readBound('range', 'from', from, kind) ?? -Infinity;
    const high = readBound('range', 'to', to, kind) ?? Infinity;
    // Without a bound nothing is left out, whatever is said of the bounds themselves.
    const withLow = low === -Infinity || bounds === 'both' || bounds === 'lower';
    const withHigh = high === Infinity || bounds === 'both' || bounds === 'upper';
    return checkRows(values.length, row => {
      const v = values[row]!;
      if (Number.isNaN(v)) return -1;
      return (withLow ? v >= low : v > low) && (withHigh ? v <= high : v < high) ? 0 : 1;
    });
  },
});
