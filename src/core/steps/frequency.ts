import { defineStep } from '../step.ts';
import { countLevels } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/** Beyond this many values of a column, the rarest count as never seen. */
const MOST_LEVELS = 10_000;

/**
 * How often a value occurs among the training rows: its share, or its count. Missing counts as a value of its own; a
 * value never seen in training gives 0.
 */
export const frequency = defineStep({
  id: 'frequency',
  label: 'How frequent it is',
  help: 'Puts the share of training rows with the same value in the place of a category (frequency encoding). One column for any number of values; two values that are equally frequent become the same.',
  group: 'Encode',
  accepts: 'text',
  weights: 'unused',
  params: {
    as: { kind: 'choice', default: 'share', options: ['share', 'count'], label: 'Written as' },
  },
  fit: (columns, _target, { as }, context) =>
    eachColumn(columns, context, column => {
      const counts = countLevels(column);
      const known = counts.reduce((sum, l) => sum + l.count, 0);
      const rows = column.block.type === 'string' ? column.block.codes.length : 0;
      const kept = [{ level: '', count: rows - known }, ...counts.slice(0, MOST_LEVELS)];
      return {
        levels: kept.map(l => l.level),
        values: kept.map(l => (as === 'count' ? l.count : l.count / rows)),
      };
    }),
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => ({ name, ref: g.lookup(ref, state[i]!.levels, state[i]!.values, 0) })),
});
