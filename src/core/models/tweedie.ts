import { defineModel } from '../model.ts';
import { linearSum } from './linear/linear-sum.ts';
import { fitLogLink, logLinkParams } from './linear/log-link.ts';

const LABEL = 'Tweedie regression';

/** A generalised linear model between counts and amounts, with log link; scikit-learn's TweedieRegressor. */
export const tweedie = defineModel({
  id: 'tweedie',
  label: LABEL,
  help: 'For amounts that are often exactly zero and otherwise spread out, such as insurance claims. Each column multiplies the answer, so it is never below zero.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: {
    power: {
      kind: 'number',
      default: 1.5,
      min: 1,
      max: 2,
      label: 'Power of the variance',
      help: '1 is for counts, 2 for amounts above zero; in between, zeros and amounts mix.',
    },
    ...logLinkParams,
  },
  fit: (x, y, params, context) => fitLogLink({ owner: LABEL, ...params }, x, y, context),
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: g.unary('exp', linearSum(g, x, coefficients, intercept)),
  }),
});
