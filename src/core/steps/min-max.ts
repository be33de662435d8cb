import { StudioError } from '../errors.ts';
import { defineStep } from '../step.ts';
import { finiteValues, lowerScaled } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/**
 * from + (x - min) / (max - min) * (to - from), min and max of the training rows without infinite values; a constant
 * column becomes `from`, and moves with x afterwards. Missing values pass.
 */
export const minMax = defineStep({
  id: 'min-max',
  label: 'Scale to a range',
  help: 'Moves a column so that its smallest training value becomes 0 and its largest 1 (min-max scaling). A single extreme value squeezes all others together; take care of outliers first.',
  group: 'Scale',
  accepts: 'number',
  params: {
    from: { kind: 'number', default: 0, min: -1e6, max: 1e6, label: 'Smallest becomes' },
    to: { kind: 'number', default: 1, min: -1e6, max: 1e6, label: 'Largest becomes' },
    clip: {
      kind: 'flag',
      default: false,
      label: 'Keep later values inside the range',
      help: 'A value beyond all training values then counts as the smallest or the largest of them.',
    },
  },
  fit: (columns, _target, { from, to, clip }, context) => {
    if (!(from < to))
      throw new StudioError(
        'param/out-of-range',
        `Scale to a range: from must be below to, got ${from} and ${to}. Exchange the two.`,
        { owner: 'min-max', name: 'from', value: from },
      );
    return eachColumn(columns, context, column => {
      const values = finiteValues(column);
      const low = values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
      const high = values.reduce((a, b) => Math.max(a, b), values[0] ?? 0);
      return { low, high, from: from + 0, to: to + 0, clip };
    });
  },
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { low, high, from, to, clip } = state[i]!;
      const share = lowerScaled(g, ref, low, low, high);
      const moved = g.binary('add', g.binary('multiply', share, g.constant(to - from)), g.constant(from));
      const clipped = () => g.binary('minimum', g.binary('maximum', moved, g.constant(from)), g.constant(to));
      return { name, ref: clip ? clipped() : moved };
    }),
});
