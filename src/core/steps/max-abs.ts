import { defineStep } from '../step.ts';
import { finiteValues } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/** x / max |x| over the training rows, infinite values not counted; a column of zeros stays. Missing values pass. */
export const maxAbs = defineStep({
  id: 'max-abs',
  label: 'Scale by the largest',
  help: 'Divides a column by its largest training value, the sign not counted (max-abs scaling). Zero stays zero, so a column of mostly zeros keeps them.',
  group: 'Scale',
  accepts: 'number',
  params: {},
  fit: (columns, _target, _params, context) =>
    eachColumn(columns, context, column => ({
      largest: finiteValues(column).reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1,
    })),
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => ({ name, ref: g.binary('divide', ref, g.constant(state[i]!.largest)) })),
});
