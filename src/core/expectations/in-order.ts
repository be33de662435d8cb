import { type RowsChecked, defineExpectation } from '../expectation.ts';
import { quoted } from '../table/finding.ts';
import { columnOf } from './columns.ts';

/**
 * The failing rows are the fewest that can be taken out so that the rest is in order: one clock that is far ahead fails
 * alone, and not every row after it. Found as the complement of a longest ordered subsequence (Fredman 1975), O(n log n).
 */
export const inOrder = defineExpectation({
  id: 'in-order',
  label: 'Order of time',
  help: 'Dates or numbers go up, or down, from row to row. A row that breaks the order fails.',
  scope: 'rows',
  params: {
    column: { kind: 'column', default: '', accepts: ['number', 'datetime'], label: 'Column' },
    direction: { kind: 'choice', default: 'up', options: ['up', 'down'], label: 'Direction' },
    ties: { kind: 'flag', default: true, label: 'Equal neighbours are allowed' },
  },
  words: ({ column, direction, ties }) =>
    `${quoted(column)} goes ${direction} from row to row${ties ? '' : ', without equal neighbours'}`,
  check(table, { column: name, direction, ties }) {
    const { values } = columnOf('in-order', table, name, ['number', 'datetime']);
    return outOfOrder(direction === 'up' ? values : values.map(v => -v), ties);
  },
});

/** Patience sorting: `tails[k]` is the row that ends the best run of length k + 1 so far, `before` the row it follows. */
function outOfOrder(values: Float64Array, ties: boolean): RowsChecked {
  const rows = values.length;
  const tails = new Int32Array(rows);
  const before = new Int32Array(rows);
  let longest = 0;
  let checked = 0;
  for (let row = 0; row < rows; row++) {
    const v = values[row]!;
    if (Number.isNaN(v)) continue;
    checked++;
    let low = 0;
    let high = longest;
    while (low < high) {
      const middle = (low + high) >> 1;
      const tail = values[tails[middle]!]!;
      if (ties ? tail <= v : tail < v) low = middle + 1;
      else high = middle;
    }
    before[row] = low ? tails[low - 1]! : -1;
    tails[low] = row;
    if (low === longest) longest++;
  }
  const ordered = new Uint8Array(rows);
  for (let row = longest ? tails[longest - 1]! : -1; row >= 0; row = before[row]!) ordered[row] = 1;
  const failing = new Int32Array(checked - longest);
  for (let row = 0, i = 0; row < rows; row++) if (!ordered[row] && !Number.isNaN(values[row])) failing[i++] = row;
  return { checked, failing };
}
