import { StudioError } from '../errors.ts';
import { sortClasses } from '../pipeline/target.ts';
import { defineStep } from '../step.ts';
import { countLevels } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/** Beyond this many values of a column, the rarest count as never seen. */
const MOST_LEVELS = 10_000;

/**
 * 0, 1, 2, … for the values of a category in an order that is given, or learned: alphabetical (by code unit; numbers by
 * value) or most frequent first. A value that is not in the order, and a missing one, give -1 or a missing number.
 */
export const ordinal = defineStep({
  id: 'ordinal',
  label: 'Numbers in order',
  help: 'Numbers the values of a category: small 0, medium 1, large 2 (ordinal encoding). Right where the values have an order; where they have none, a model believes in one that is not there.',
  group: 'Encode',
  accepts: 'text',
  weights: 'unused',
  params: {
    order: {
      kind: 'choice',
      default: 'sorted',
      options: ['sorted', 'most-frequent-first', 'given'],
      label: 'Order',
    },
    given: {
      kind: 'text',
      default: '',
      maxLength: 10_000,
      multiline: true,
      label: 'The values in order',
      help: 'The lowest first, separated by commas or each on a line of its own: small, medium, large',
      onlyWith: { name: 'order', value: 'given' },
    },
    unknown: {
      kind: 'choice',
      default: 'minus-one',
      options: ['minus-one', 'missing'],
      label: 'A value not in the order, or none',
      help: 'Minus one: below all others. Missing: a gap, to be filled by a later step.',
    },
  },
  fit: (columns, _target, { order, given, unknown }, context) => {
    const listed = [...new Set(given.split(/[,\n]/).map(v => v.trim()))].filter(Boolean);
    if (order === 'given' && !listed.length)
      throw new StudioError(
        'param/out-of-range',
        'Numbers in order: given must list the values in their order, got none. Write them, the lowest first.',
        { owner: 'ordinal', name: 'given' },
      );
    return eachColumn(columns, context, column => {
      if (order === 'given') return { levels: listed, unknown };
      const seen = countLevels(column)
        .slice(0, MOST_LEVELS)
        .map(l => l.level);
      return { levels: order === 'sorted' ? sortClasses(seen) : seen, unknown };
    });
  },
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { levels, unknown } = state[i]!;
      const places = levels.map((_, place) => place);
      return { name, ref: g.lookup(ref, levels, places, unknown === 'missing' ? NaN : -1) };
    }),
});
