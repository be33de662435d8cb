import type { Missingness } from '../../../core/profile/missingness.ts';
import { quoted } from '../../../core/table/finding.ts';
import { formatFixed } from '../../format.ts';
import { type Pair, strongestPairs } from './measure-words.ts';

/** Pairs of columns by how much their gaps go along, the most first. */
export const strongestGaps = ({ columns, correlation }: Missingness): Pair[] =>
  strongestPairs({
    names: columns.map(c => c.name),
    value: (row, column) => correlation[row * columns.length + column] ?? null,
  });

/** What the gaps of columns have to do with one another, in a sentence. */
export function gapTitle({ columns }: Missingness, [first]: readonly Pair[]): string {
  if (!first || Math.abs(first.value) < 0.1) return 'Gaps in one column say nothing of gaps in another';
  const names = [first.column, first.row].map(at => quoted(columns[at]!.name)).join(' and ');
  if (first.value < 0)
    return `Where one of ${names} is missing, the other tends to be there: ${formatFixed(first.value, 2)}`;
  return first.value > 0.999
    ? `${names} are missing in the very same rows`
    : `${names} tend to be missing together: ${formatFixed(first.value, 2)}`;
}
