import { defineModel } from '../model.ts';
import { linearSum } from './linear/linear-sum.ts';
import { fitLogLink, logLinkParams } from './linear/log-link.ts';

const LABEL = 'Gamma regression';

/** A generalised linear model of positive amounts with log link; scikit-learn's GammaRegressor. */
export const gamma = defineModel({
  id: 'gamma',
  label: LABEL,
  help: 'For amounts above zero that spread more the larger they are, such as costs: each column multiplies the answer, by one and a half or by nine tenths, so it is always above zero.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: logLinkParams,
  fit: (x, y, params, context) => fitLogLink({ owner: LABEL, power: 2, ...params }, x, y, context),
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: g.unary('exp', linearSum(g, x, coefficients, intercept)),
  }),
});
