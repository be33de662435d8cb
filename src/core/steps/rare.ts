import { defineStep } from '../step.ts';
import { byCodeUnit, countLevels } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/** Beyond this many values of a column, the rarest are taken together. */
const MOST_LEVELS = 10_000;

/**
 * Values that fewer than a share of the training rows have become one, and so does a value never seen in training.
 * Missing stays missing. Shares are of all training rows, as scikit-learn's `min_frequency` counts them.
 */
export const rare = defineStep({
  id: 'rare',
  label: 'Rare values together',
  help: 'Turns the values of a category that hardly ever occur into a single “other”. A model cannot learn much from three rows; together they may say something.',
  group: 'Encode',
  accepts: 'text',
  weights: 'unused',
  params: {
    share: {
      kind: 'number',
      default: 0.01,
      min: 0,
      max: 1,
      label: 'Rare is below this share of the rows',
      help: '0.01 is one row in a hundred.',
    },
    name: { kind: 'text', default: 'other', maxLength: 200, label: 'Name for all of them' },
  },
  fit: (columns, _target, { share, name }, context) =>
    eachColumn(columns, context, column => {
      const rows = column.block.type === 'string' ? column.block.codes.length : 0;
      const levels = countLevels(column)
        .filter(l => l.count / rows >= share)
        .slice(0, MOST_LEVELS)
        .map(l => l.level);
      return { levels: [...new Set([...levels, name])].sort(byCodeUnit), name };
    }),
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { levels, name: other } = state[i]!;
      const places = levels.map((_, place) => place);
      const place = g.lookup(ref, ['', ...levels], [-1, ...places], levels.indexOf(other));
      return { name, ref: g.pickText(place, levels) };
    }),
});
