import { defineDerive } from '../derive.ts';
import { lowerFormula } from './formula-lower.ts';
import { MAX_LENGTH } from './formula-tree.ts';

/** A column computed row by row from others, written as an expression such as `price / area`. */
export const formula = defineDerive({
  id: 'formula',
  label: 'Formula',
  help: 'Computes a new column from others, row by row: price / area, weekday(time) >= 6, if(age < 18, 0, 1). It is part of the model, so it also runs wherever the model does.',
  params: {
    expression: { kind: 'text', default: '', maxLength: MAX_LENGTH, label: 'Formula' },
  },
  lower: ({ expression }, g, scope) => lowerFormula(expression, g, { find: scope }),
});
