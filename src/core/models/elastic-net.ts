import { defineModel } from '../model.ts';
import { fitElasticNet, strengthParam } from './linear/elastic-net.ts';
import { linearSum } from './linear/linear-sum.ts';

const LABEL = 'Elastic net';

/** Least squares with both an L1 and an L2 penalty (Zou and Hastie 2005); scikit-learn's ElasticNet. */
export const elasticNet = defineModel({
  id: 'elastic-net',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight; drops columns that help little, and lets columns that resemble each other share their weight. A mix of lasso and ridge regression. Put the columns on one scale first.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: {
    strength: strengthParam,
    l1Ratio: {
      kind: 'number',
      default: 0.5,
      min: 0.01,
      max: 1,
      label: 'Share of L1 in the penalty',
      help: 'At 1 it is lasso; the smaller it is, the more it resembles ridge.',
    },
  },
  fit: (x, y, { strength, l1Ratio }, context) => fitElasticNet(LABEL, x, y, { strength, ratio: l1Ratio }, context),
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: linearSum(g, x, coefficients, intercept),
  }),
});
