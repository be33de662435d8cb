import { binsOf, missingAt } from '../../../core/profile/bins.ts';
import type { ColumnProfile } from '../../../core/table/profile.ts';
import type { Chosen } from '../../../app/row-selection.svelte.ts';
import { formatNumber } from '../../format.ts';
import { placeChosen, rangeChosen, valueChosen } from './place-words.ts';

/** Rows of a column that are worth a look. */
export interface RowPick {
  readonly label: string;
  readonly rows: number;
  /** Why they are, in a sentence. */
  readonly why: string;
  readonly chosen: Chosen;
}

/** What is missing, lies far out or repeats suspiciously in a column. */
export function rowPicks(column: ColumnProfile): readonly RowPick[] {
  const { name } = column;
  const bins = binsOf(column);
  const missing: RowPick = {
    label: 'Missing',
    rows: column.missing,
    why: 'There is no value in these rows.',
    chosen: placeChosen(name, bins, missingAt(bins), 'numbers'),
  };
  return [missing, ...(column.kind === 'number' ? numberPicks(column) : [])].filter(pick => pick.rows > 0);
}

function numberPicks(column: ColumnProfile & { kind: 'number' }): RowPick[] {
  const { name, outliers, inliers, zeros, excessZeros, min, max } = column;
  const picks: RowPick[] = [];
  if (outliers && min !== null && max !== null) {
    const { lowFence, highFence, below, above } = outliers;
    const fences = 'Tukey’s fence: 1.5 interquartile ranges beyond the quartile.';
    const [low, high] = [justBelow(lowFence), -justBelow(-highFence)];
    picks.push(
      {
        label: `Below ${formatNumber(lowFence, 3)}`,
        rows: below,
        why: `Outliers below ${fences}`,
        chosen: rangeChosen(name, min, low, `is below ${formatNumber(lowFence)}`),
      },
      {
        label: `Above ${formatNumber(highFence, 3)}`,
        rows: above,
        why: `Outliers above ${fences}`,
        chosen: rangeChosen(name, high, max, `is above ${formatNumber(highFence)}`),
      },
    );
  }
  if (excessZeros)
    picks.push({
      label: 'Zeros',
      rows: zeros,
      why: 'Zero is far more frequent than any other value; it may stand for “none” or for “not known”.',
      chosen: valueChosen(name, 0),
    });
  for (const { value, count } of inliers)
    picks.push({
      label: `Repeats of ${formatNumber(value)}`,
      rows: count,
      why: 'An ordinary value that repeats more often than its neighbours let expect; it may be a default.',
      chosen: valueChosen(name, value),
    });
  return picks;
}

/** The next smaller number, to a last digit or two: the ranges of a selection hold both their ends. */
const justBelow = (value: number): number => value - Math.max(Math.abs(value) * 2 ** -52, Number.MIN_VALUE);
