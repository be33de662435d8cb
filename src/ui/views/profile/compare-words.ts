import type { ComparedColumn, Comparison } from '../../../core/profile/compare.ts';
import { quoted } from '../../../core/table/finding.ts';
import { formatCount, formatFixed } from '../../format.ts';

/** More different than chance makes two samples of this size. */
export const differs = ({ distance, chance }: ComparedColumn): boolean =>
  distance !== null && chance !== null && distance > chance;

export interface Verdict {
  readonly label: string;
  readonly tone: 'plain' | 'ok' | 'warn' | 'bad';
  readonly why?: string | undefined;
}

/** A distance at which nobody needs a test to see that something changed. */
const FAR = 0.3;

export function statusWords(column: ComparedColumn): Verdict {
  switch (column.status) {
    case 'only-first':
      return { label: 'only in the first', tone: 'bad', why: 'The second table has no column of that name.' };
    case 'only-second':
      return { label: 'only in the second', tone: 'bad', why: 'The first table has no column of that name.' };
    case 'other-kind':
      return { label: 'another type', tone: 'bad', why: 'The column has another type in the second table.' };
    case 'compared':
      if (column.distance === null)
        return {
          label: 'not measured',
          tone: 'plain',
          why: 'There are no rows, or too many different values for shares.',
        };
      if (!differs(column)) return { label: 'as by chance', tone: 'ok' };
      return column.distance >= FAR ? { label: 'far apart', tone: 'bad' } : { label: 'differs', tone: 'warn' };
    default:
      return column.status satisfies never;
  }
}

/** The line of chance is crossed by 5 of 100 columns that do not differ; so many of `n` are no surprise (19 times in 20). */
const byChance = (n: number): number => 0.05 * n + 1.645 * Math.sqrt(0.05 * 0.95 * n);

/** What the comparison found, in a sentence. */
export function comparedTitle({ columns }: Comparison): string {
  const apart = columns.filter(differs);
  const measured = columns.filter(c => c.distance !== null).length;
  const odd = columns.filter(c => c.status !== 'compared').length;
  const rest = odd ? `; ${formatCount(odd, 'column is', 'columns are')} not in both alike` : '';
  if (apart.length === 0) return `The columns of both look alike${rest}`;
  const [first] = apart;
  if (apart.length <= byChance(measured))
    return `${apart.length} of ${formatCount(measured, 'column')} beyond the line of chance, as chance alone would have it; ${quoted(first!.name)} the most (${formatFixed(first!.distance, 2)})${rest}`;
  return `${formatCount(apart.length, 'column differs', 'columns differ')} more than by chance, ${quoted(first!.name)} the most (${formatFixed(first!.distance, 2)})${rest}`;
}
