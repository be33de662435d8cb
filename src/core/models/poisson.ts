import { defineModel } from '../model.ts';
import { linearSum } from './linear/linear-sum.ts';
import { fitLogLink, logLinkParams } from './linear/log-link.ts';

const LABEL = 'Poisson regression';

/** A generalised linear model of counts with log link; scikit-learn's PoissonRegressor. */
export const poisson = defineModel({
  id: 'poisson',
  label: LABEL,
  help: 'For counts, such as visits a day: adds up the columns and takes the result as the logarithm of the count, so that the answer is never below zero and each column multiplies it.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: logLinkParams,
  fit: (x, y, params, context) => fitLogLink({ owner: LABEL, power: 1, ...params }, x, y, context),
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: g.unary('exp', linearSum(g, x, coefficients, intercept)),
  }),
});
