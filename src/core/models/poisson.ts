import { defineModel } from '../model.ts';
import { linearSum } from './linear/linear-sum.ts';
import { fitLogLink, logLinkParams } from './linear/log-link.ts';

const LABEL = 'Poisson regression';

/** A generalised linear model of counts with log link; scikit-learn's PoissonRegressor. */
export const poisson = defineModel({
  id: 'poisson',
  label: LABEL,
  help: 'For counts, such as visits a day: each column multiplies the answer, by one and a half or by nine tenths, so it is never below zero.',
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
