import type { Associations, Measure } from '../../../core/profile/associations.ts';
import type { Option } from '../../widgets/types.ts';

type Kind = Associations['columns'][number]['kind'];

export const MEASURE_OPTIONS: readonly Option<Measure>[] = [
  { value: 'fitting', label: 'What fits each pair' },
  { value: 'pearson', label: 'Pearson' },
  { value: 'spearman', label: 'Spearman' },
  { value: 'cramers-v', label: 'Cramér’s V' },
  { value: 'correlation-ratio', label: 'Correlation ratio' },
  { value: 'mutual-information', label: 'Mutual information' },
];

const WORDS: Readonly<Record<Exclude<Measure, 'fitting'>, { readonly name: string; readonly how: string }>> = {
  pearson: {
    name: 'Pearson’s correlation',
    how: 'How close two numbers lie to a straight line: 1 rising, −1 falling, 0 not at all.',
  },
  spearman: {
    name: 'Spearman’s correlation',
    how: 'Pearson’s correlation of the ranks: how steadily the one rises or falls with the other, straight or not.',
  },
  'cramers-v': {
    name: 'Cramér’s V',
    how: 'How far two categories are from independence, from 0 to 1, corrected for the bias of small tables (Bergsma 2013).',
  },
  'correlation-ratio': {
    name: 'correlation ratio',
    how: 'η: the share of a number’s spread that lies between the groups of a category, as a square root, from 0 to 1.',
  },
  'mutual-information': {
    name: 'mutual information',
    how: 'How much knowing the one tells of the other, over the mean of their entropies, from 0 to 1. Numbers are put into up to 20 bins of equal frequency.',
  },
};

/** The measure behind a pair's value. */
function measureOf(measure: Measure, a: Kind, b: Kind): Exclude<Measure, 'fitting'> {
  if (measure !== 'fitting') return measure;
  if (a !== b) return 'correlation-ratio';
  return a === 'number' ? 'pearson' : 'cramers-v';
}

export const measureWords = (measure: Measure, a: Kind, b: Kind) => WORDS[measureOf(measure, a, b)];

export const measureNote = (measure: Measure): string =>
  measure === 'fitting'
    ? 'Pearson’s correlation for two numbers, Cramér’s V for two categories, the correlation ratio for one of each.'
    : WORDS[measure].how;

/** How strong an association is, in words; the borders are Cohen's (1988), rounded, and say nothing about cause. */
export function strengthWords(value: number): string {
  const size = Math.abs(value);
  if (size >= 0.9) return 'almost the same';
  if (size >= 0.5) return 'strong';
  if (size >= 0.3) return 'moderate';
  return size >= 0.1 ? 'weak' : 'hardly any';
}

/** A matrix of associations with its columns in the order of the clustering. */
export interface OrderedMatrix {
  readonly names: readonly string[];
  readonly kinds: readonly Kind[];
  /** Null where the measure does not suit the pair. */
  readonly value: (row: number, column: number) => number | null;
  readonly within: number | null;
}

export function orderedMatrix({ columns, order, matrices }: Associations, measure: Measure): OrderedMatrix {
  const matrix = matrices.find(m => m.measure === measure)!;
  const p = columns.length;
  const value = (row: number, column: number): number | null => {
    const found = matrix.values[order[row]! * p + order[column]!]!;
    return Number.isNaN(found) ? null : found;
  };
  return {
    names: order.map(at => columns[at]!.name),
    kinds: order.map(at => columns[at]!.kind),
    value,
    within: matrix.within,
  };
}

export interface Pair {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** So many pairs are listed. */
export const MOST_PAIRS = 2000;

/** The pairs with the strongest values, the strongest first, at most `MOST_PAIRS`. */
export function strongestPairs({ names, value }: Pick<OrderedMatrix, 'names' | 'value'>): Pair[] {
  const p = names.length;
  const sizes = new Float64Array((p * (p - 1)) / 2);
  let n = 0;
  for (let row = 0; row < p; row++)
    for (let column = 0; column < row; column++) {
      const found = value(row, column);
      if (found !== null) sizes[n++] = Math.abs(found);
    }
  const least = n > MOST_PAIRS ? sizes.slice(0, n).sort()[n - MOST_PAIRS]! : 0;
  const pairs: Pair[] = [];
  let equal = 0;
  for (let row = 0; row < p; row++)
    for (let column = 0; column < row; column++) {
      const found = value(row, column);
      if (found === null || Math.abs(found) < least) continue;
      if (Math.abs(found) > least || equal++ < MOST_PAIRS) pairs.push({ row, column, value: found });
    }
  return pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, MOST_PAIRS);
}
