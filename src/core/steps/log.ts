import { StudioError } from '../errors.ts';
import { defineStep } from '../step.ts';
import { finiteValues } from './column-values.ts';
import { eachColumn } from './each-column.ts';
import { lowerTogether } from './lower-together.ts';

/**
 * ln(1 + x + shift). The shift is what lifts the smallest training value to 0, and 0 where none is negative; a later
 * value below the smallest counts as the smallest. Missing values pass.
 */
export const log = defineStep({
  id: 'log',
  label: 'Logarithm',
  help: 'Pulls in a long tail of large values, such as incomes or prices: from 10 to 100 becomes as far as from 100 to 1,000. One is added first, so that 0 has a logarithm (log1p).',
  group: 'Shape',
  accepts: 'number',
  params: {
    negatives: {
      kind: 'choice',
      default: 'shift',
      options: ['shift', 'refuse'],
      label: 'If there are negative values',
      help: 'Shift: the whole column is moved up until its smallest training value is 0. Refuse: say so and stop.',
    },
  },
  fit: (columns, _target, { negatives }, context) =>
    eachColumn(columns, context, column => {
      const smallest = finiteValues(column).reduce((a, b) => Math.min(a, b), 0);
      if (smallest < 0 && negatives === 'refuse')
        throw new StudioError(
          'fit/negative',
          `Logarithm: column "${column.name}" must have no negative values, found ${smallest}. Choose "Shift", or take the column out.`,
          { step: 'log', name: column.name, smallest },
        );
      return { shift: Math.abs(smallest) };
    }),
  lower: (state, g, inputs) =>
    lowerTogether(g, inputs, x => {
      const shifted = g.binary('add', x, g.constant(...state.map(({ shift }) => shift)));
      const lifted = g.binary('maximum', shifted, g.constant(0));
      return g.unary('log', g.binary('add', lifted, g.constant(1)));
    }),
});
