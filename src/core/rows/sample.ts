import type { Random } from '../random.ts';
import { defineRowOperation, keepRows } from '../row-operation.ts';
import { equalRows } from '../table/duplicates.ts';
import { chosenColumn, namesWords } from './columns.ts';

/** Drawn without replacement; the rows that are drawn keep their order. A share is rounded as pandas rounds it. */
export const sample = defineRowOperation({
  id: 'sample',
  label: 'Draw a sample of rows',
  help: 'Keeps rows drawn at random, the same ones each time. With columns to group by, each group gives its share, so that rare groups stay.',
  group: 'rows',
  target: 'hidden',
  params: {
    amount: { kind: 'choice', default: 'share', options: ['share', 'number'], label: 'How many' },
    share: {
      kind: 'number',
      default: 0.1,
      min: 0,
      max: 1,
      label: 'Share of the rows',
      help: '0.1 keeps one row in ten.',
      onlyWith: { name: 'amount', value: 'share' },
    },
    count: {
      kind: 'number',
      default: 1000,
      min: 0,
      max: 1_000_000_000,
      integer: true,
      label: 'Number of rows',
      help: 'All rows where there are fewer.',
      onlyWith: { name: 'amount', value: 'number' },
    },
    by: { kind: 'columns', default: [], label: 'From each group of', help: 'From all rows where none is chosen.' },
  },
  describe({ amount, share, count, by }) {
    const much = amount === 'share' ? `${Number((100 * share).toPrecision(6))}% of the rows` : `${count} rows`;
    return `Keep ${much}, drawn at random${by.length ? ` from each group of ${namesWords(by)}` : ''}`;
  },
  run(table, { amount, share, count, by }, { random }) {
    const groups = equalRows(
      by.map(name => chosenColumn('sample', table, name)),
      table.rows,
    );
    const wanted = groups.counts.map(n => (amount === 'share' ? roundHalfEven(share * n) : Math.min(count, n)));
    return keepRows(table, draw(groups.codes, groups.counts, wanted, random));
  },
});

/** Selection sampling (Knuth, algorithm S) in every group at once: each row is taken with the chance left to its group. */
function draw(codes: Int32Array, counts: Int32Array, wanted: Int32Array, random: Random): Int32Array {
  const left = counts.slice();
  const need = wanted.slice();
  const kept = new Int32Array(wanted.reduce((sum, n) => sum + n, 0));
  let at = 0;
  for (let row = 0; row < codes.length; row++) {
    const group = codes[row]!;
    if (random.integer(left[group]!) < need[group]!) {
      kept[at++] = row;
      need[group]! -= 1;
    }
    left[group]! -= 1;
  }
  return kept;
}

/** Python's round, which pandas uses: 2.5 becomes 2, 3.5 becomes 4. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}
