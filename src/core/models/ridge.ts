import { defineModel } from '../model.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix, requireRegression } from './check-data.ts';
import { columnMeans, dot } from './linear/centre.ts';
import { leastSquares } from './linear/least-squares.ts';

const LABEL = 'Ridge regression';

/**
 * Least squares with an L2 penalty: w minimises |y - X w - b|^2 + alpha |w|^2, the intercept b free (Hoerl and Kennard
 * 1970). Exact: Cholesky of the centred normal equations, or singular values where these are singular (alpha 0 and
 * dependent columns), which then gives the w of least norm.
 */
export const ridge = defineModel({
  id: 'ridge',
  label: LABEL,
  help: 'Adds up the columns, each with its own weight. Quick, exact and easy to read; cannot see curves or interplay unless a column shows them.',
  family: 'Linear',
  tasks: ['regression'],
  tags: ['linear'],
  params: {
    alpha: {
      kind: 'number',
      default: 1,
      min: 0,
      max: 1e9,
      log: true,
      label: 'Penalty on large weights',
      help: 'More keeps the weights small and steady; 0 is plain least squares.',
    },
  },
  async fit(x, y, { alpha }, context) {
    const { values } = requireRegression(LABEL, y);
    requireMatrix(LABEL, x);
    const means = columnMeans(x);
    const middle = columnMeans({ rows: x.rows, width: 1, data: values, names: [''] })[0]!;
    const centred = values.map(v => v - middle);
    const { coefficients, method } = await leastSquares(x, means, centred, alpha, pacer(context));
    const intercept = middle - dot(coefficients, means, x.width);
    requireFinite(LABEL, 'the numbers', [intercept, ...coefficients]);
    return { coefficients: Array.from(coefficients), intercept, method };
  },
  lower({ coefficients, intercept }, g, x) {
    return { task: 'regression', prediction: g.binary('add', g.matmul(x, coefficients, 1), g.constant(intercept)) };
  },
});
