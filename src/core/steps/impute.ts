import { meanOf, sortedMedian } from '../stats/middle.ts';
import { defineStep, type Stream } from '../step.ts';
import { countLevels, finiteValues } from './column-values.ts';
import { eachColumn } from './each-column.ts';

type Filled = { readonly value: number } | { readonly text: string };
interface ColumnState {
  readonly fill: Filled;
  /** True where the column also yields "<name> is missing" (1 or 0). */
  readonly indicator: boolean;
}

/**
 * Fills missing values with something learned from the training rows, infinite ones not counted. A column with nothing
 * to learn from is filled with the constant. Adding 0 turns -0 into 0, which JSON keeps. The median is the mean of the two middle values for an even count, as in scikit-learn.
 */
export const impute = defineStep({
  id: 'impute',
  label: 'Fill in missing values',
  help: 'Puts a typical value where there is none, so that a row with a gap can still be used. The typical value is learned from the training rows only.',
  group: 'Fill gaps',
  accepts: 'any',
  weights: 'unused',
  params: {
    strategy: {
      kind: 'choice',
      default: 'median',
      options: ['median', 'mean', 'most-frequent', 'constant'],
      label: 'Fill with',
      help: 'Text columns have no median or mean; they take their most frequent value instead.',
    },
    value: {
      kind: 'number',
      default: 0,
      label: 'Constant for numbers',
      onlyWith: { name: 'strategy', value: 'constant' },
    },
    text: {
      kind: 'text',
      default: 'missing',
      maxLength: 200,
      label: 'Constant for text',
      onlyWith: { name: 'strategy', value: 'constant' },
    },
    indicator: { kind: 'flag', default: false, label: 'Add a column that says where it was missing' },
  },
  fit: (columns, _target, { strategy, value, text, indicator }, context): Promise<readonly ColumnState[]> =>
    eachColumn(columns, context, column =>
      column.block.type === 'string'
        ? { fill: { text: strategy === 'constant' ? text : (countLevels(column)[0]?.level ?? text) }, indicator }
        : { fill: { value: typicalNumber(column, strategy, value) + 0 }, indicator },
    ),
  lower: (state, g, inputs) =>
    inputs.flatMap(({ name, ref }, i) => {
      const { fill, indicator } = state[i]!;
      const missing = g.isMissing(ref);
      const constant = 'text' in fill ? g.text(fill.text) : g.constant(fill.value);
      const filled = { name, ref: g.where(missing, constant, ref) };
      return indicator ? [filled, { name: `${name} is missing`, ref: g.toNumber(missing) }] : [filled];
    }),
});

function typicalNumber(column: Stream, strategy: string, otherwise: number): number {
  const seen = finiteValues(column);
  if (strategy === 'constant' || !seen.length) return otherwise;
  if (strategy === 'mean') return meanOf(seen);
  seen.sort();
  return strategy === 'median' ? sortedMedian(seen) : mostFrequentSorted(seen);
}

/** The smallest of the most frequent values, as in scikit-learn. */
function mostFrequentSorted(sorted: Float64Array): number {
  let best = sorted[0]!;
  let bestCount = 0;
  for (let i = 0, count = 0; i < sorted.length; i++) {
    count = i > 0 && sorted[i] === sorted[i - 1] ? count + 1 : 1;
    if (count > bestCount) [best, bestCount] = [sorted[i]!, count];
  }
  return best;
}
