import { defineModel } from '../model.ts';
import { fitElasticNet, strengthParam } from './linear/elastic-net.ts';
import { linearSum } from './linear/linear-sum.ts';

const LABEL = 'Lasso';

/** Least squares with an L1 penalty (Tibshirani 1996); scikit-learn's Lasso. */
export const lasso = defineModel({
  id: 'lasso',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight, and sets the weight of columns that help little to exactly zero. What is left is short to read. Put the columns on one scale first.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear', 'kernels'],
  params: { strength: strengthParam },
  fit: (x, y, { strength }, context) => fitElasticNet(LABEL, x, y, { strength, ratio: 1 }, context),
  lower: ({ coefficients, intercept }, g, x) => ({
    task: 'regression',
    prediction: linearSum(g, x, coefficients, intercept),
  }),
});
