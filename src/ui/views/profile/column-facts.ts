import type { ColumnProfile } from '../../../core/table/profile.ts';
import { formatDateTime, formatDuration, formatInteger, formatNumber } from '../../format.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** How it was computed, where the name does not say it. */
  readonly how?: string;
}

/** Everything the profile knows of a column besides its picture. */
export function columnFacts(column: ColumnProfile): readonly Fact[] {
  return [
    { label: 'Values', value: formatInteger(column.n) },
    { label: 'Missing', value: formatInteger(column.missing) },
    { label: 'Distinct', value: formatInteger(column.distinct), how: 'Counted exactly over every row.' },
    ...ownFacts(column),
  ];
}

function ownFacts(column: ColumnProfile): readonly Fact[] {
  switch (column.kind) {
    case 'number': {
      const [low, middle, high] = column.quartiles ?? [null, null, null];
      return [
        { label: 'Smallest', value: formatNumber(column.min, 6) },
        { label: 'Lower quartile', value: formatNumber(low, 6), how: 'A quarter of the values lie below it; interpolated.' },
        { label: 'Median', value: formatNumber(middle, 6), how: 'Half of the values lie below it; interpolated.' },
        { label: 'Upper quartile', value: formatNumber(high, 6), how: 'Three quarters of the values lie below it; interpolated.' },
        { label: 'Largest', value: formatNumber(column.max, 6) },
        { label: 'Mean', value: formatNumber(column.mean, 6) },
        { label: 'Standard deviation', value: formatNumber(column.sd, 6), how: 'Of a sample: divided by n − 1.' },
        { label: 'Skewness', value: formatNumber(column.skew, 3), how: 'Third central moment over the standard deviation cubed. 0 is symmetric; above 0 the long tail is on the right.' },
        ...(column.infinite ? [{ label: 'Infinite', value: formatInteger(column.infinite), how: 'They enter no other number here.' }] : []),
      ]; // prettier-ignore
    }
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
