import { defineStep } from '../step.ts';
import { eachColumn } from './each-column.ts';

/**
 * A column "<name> is missing" (1 or 0) beside each that has gaps among the training rows (MissingIndicator of
 * scikit-learn), or beside every one. The columns themselves stay as they are.
 */
export const missingFlags = defineStep({
  id: 'missing-flags',
  label: 'Say where values are missing',
  help: 'Adds a column of ones and zeros that says where a value is missing, before the gap is filled. That something was left out can tell as much as a value: an income that somebody would not name.',
  group: 'Fill gaps',
  accepts: 'any',
  params: {
    only: {
      kind: 'choice',
      default: 'with-gaps',
      options: ['with-gaps', 'all'],
      label: 'For',
      help: 'With gaps: only columns that have gaps in the training rows.',
    },
  },
  fit: (columns, _target, { only }, context) =>
    eachColumn(columns, context, ({ block }) =>
      only === 'all' ? true : block.type === 'string' ? block.codes.includes(-1) : block.data.some(Number.isNaN),
    ),
  lower: (flagged, g, inputs) => [
    ...inputs,
    ...inputs.flatMap(({ name, ref }, i) =>
      flagged[i] ? [{ name: `${name} is missing`, ref: g.toNumber(g.isMissing(ref)) }] : [],
    ),
  ],
});
