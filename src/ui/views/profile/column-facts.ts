import { profileQuantiles } from '../../../core/table/column-profile.ts';
import type { ColumnProfile } from '../../../core/table/profile.ts';
import { DASH, formatDateTime, formatDuration, formatInteger, formatNumber, formatPercent } from '../../format.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** How it was computed, where the name does not say it. */
  readonly how?: string;
}

/** Everything the profile knows of a column besides its picture. Every number is exact unless it says how close it is. */
export function columnFacts(column: ColumnProfile): readonly Fact[] {
  return [
    { label: 'Values', value: formatInteger(column.n) },
    { label: 'Missing', value: formatInteger(column.missing) },
    { label: 'Distinct', value: distinctText(column), how: distinctHow(column) },
    { label: 'Entropy', value: column.entropy === null ? DASH : `${formatNumber(column.entropy, 3)} bits`, how: entropyHow(column) },
    ...ownFacts(column),
  ]; // prettier-ignore
}

/** "≈ 1,234,567" where it was estimated. */
export const distinctText = ({ distinct, approximate }: ColumnProfile): string =>
  `${typeof approximate?.distinct === 'number' ? '≈ ' : ''}${formatInteger(distinct)}`;

function distinctHow({ approximate }: ColumnProfile): string {
  if (typeof approximate?.distinct !== 'number') return 'Counted exactly over every row.';
  return `Estimated in one pass over every row (HyperLogLog): off by at most ${formatPercent(approximate.distinct)} in 99 of 100 cases. There are too many different values to keep them all.`;
}

const entropyHow = ({ kind }: ColumnProfile): string =>
  kind === 'number' || kind === 'datetime'
    ? 'Shannon entropy of the bars: 0 where all values lie in one bar, the higher the more evenly they are spread.'
    : 'Shannon entropy of the values: 0 where there is one value, the higher the more evenly many occur. A dash where there are too many to count.';

/** The quantiles between the smallest and the largest value, each with its share. */
function quantileFacts(quantiles: readonly number[] | null): readonly Fact[] {
  const names = new Map<number, string>([
    [0.25, 'Lower quartile'],
    [0.5, 'Median'],
    [0.75, 'Upper quartile'],
  ]);
  return profileQuantiles.map((share, at) => ({
    label: names.get(share) ?? `${formatNumber(100 * share)}% lie below`,
    value: formatNumber(quantiles?.[at], 6),
    how: `${formatNumber(100 * share)}% of the values lie below it; exact, interpolated between neighbours.`,
  }));
}

function ownFacts(column: ColumnProfile): readonly Fact[] {
  switch (column.kind) {
    case 'number':
      return [
        { label: 'Mean', value: formatNumber(column.mean, 6) },
        { label: 'Standard deviation', value: formatNumber(column.sd, 6), how: 'Of a sample: divided by n − 1.' },
        { label: 'Skewness', value: formatNumber(column.skew, 3), how: 'Third central moment over the standard deviation cubed. 0 is symmetric; above 0 the long tail is on the right.' },
        { label: 'Smallest', value: formatNumber(column.min, 6) },
        ...quantileFacts(column.quantiles),
        { label: 'Largest', value: formatNumber(column.max, 6) },
        { label: 'Zeros', value: formatInteger(column.zeros) },
        { label: 'Below zero', value: formatInteger(column.negative) },
        ...(column.infinite ? [{ label: 'Infinite', value: formatInteger(column.infinite), how: 'They enter no other number here.' }] : []),
      ]; // prettier-ignore
    case 'datetime':
      return [
        { label: 'First', value: formatDateTime(column.min) },
        { label: 'Last', value: formatDateTime(column.max) },
        { label: 'Usual step', value: formatDuration(column.step), how: 'Median distance between neighbouring times.' },
        { label: 'Largest gap', value: formatDuration(column.largestGap) },
      ];
    case 'text':
      return column.lengths
        ? [
            { label: 'Shortest', value: `${formatInteger(column.lengths.min)} characters` },
            { label: 'Mean length', value: `${formatNumber(column.lengths.mean, 3)} characters` },
            { label: 'Median length', value: `${formatNumber(column.lengthQuantiles?.[4], 3)} characters` },
            { label: 'Longest', value: `${formatInteger(column.lengths.max)} characters` },
          ]
        : [];
    case 'category':
    case 'boolean':
      return [];
    default:
      return column satisfies never;
  }
}
