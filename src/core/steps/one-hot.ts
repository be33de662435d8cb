import { defineStep } from '../step.ts';
import { byCodeUnit, countLevels } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/**
 * One 0/1 column a level, levels in code-unit order. A level that was not seen in training, and a missing value, give
 * zeros everywhere. With more levels than `maximum`, the most frequent are kept and the rest count as unseen.
 */
export const oneHot = defineStep({
  id: 'one-hot',
  label: 'One column per category',
  help: 'Turns a category into one yes-or-no column for each of its values, because models calculate with numbers (one-hot encoding). A value never seen in training is no to all of them.',
  group: 'Encode',
  accepts: 'text',
  weights: 'unused',
  params: {
    maximum: {
      kind: 'number',
      integer: true,
      min: 1,
      max: 1000,
      default: 50,
      label: 'Most categories kept',
      help: 'Of more categories than this, the most frequent are kept.',
    },
  },
  fit: (columns, _target, { maximum }, context) =>
    eachColumn(columns, context, column => ({
      levels: countLevels(column)
        .slice(0, maximum)
        .map(l => l.level)
        .sort(byCodeUnit),
    })),
  lower: (state, g, inputs) =>
    inputs.flatMap(({ name, ref }, i) => {
      const { levels } = state[i]!;
      if (!levels.length) return [];
      const block = g.oneHot(ref, levels);
      return levels.map((level, k) => ({
        name: `${name}=${level}`,
        ref: levels.length === 1 ? block : g.columns(block, [k]),
      }));
    }),
});
