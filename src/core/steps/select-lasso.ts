import { lasso } from '../stats/lasso.ts';
import { defineStep } from '../step.ts';
import { pacer } from '../work.ts';
import { linearProblem } from './linear-problem.ts';
import { lowerSelection, selectAbove, selectAll, type Selection } from './selection.ts';

const MEASURE = 'largest coefficient of the lasso';

/**
 * Keeps columns with a coefficient in a linear model under an L1 penalty: SelectFromModel(Lasso(alpha)) of scikit-learn on
 * columns and target that are standardised first, so that alpha has no unit; at 1 nothing is left. Of more than two
 * classes each is told apart from the rest, and a column stays that any of them needs. A gap counts as the mean.
 */
export const selectLasso = defineStep({
  id: 'select-lasso',
  label: 'Keep what a sparse model needs',
  help: 'Fits a linear model that pays for every column it uses, so that it does without those that add nothing to the others (lasso, an L1 penalty). They become 0. Unlike looking at each column alone, it drops what other columns already say.',
  group: 'Choose columns',
  accepts: 'number',
  weights: 'used',
  params: {
    alpha: {
      kind: 'number',
      default: 0.02,
      min: 0.0001,
      max: 1,
      log: true,
      label: 'Price of a column',
      help: 'The higher, the fewer columns are kept.',
    },
  },
  async fit(columns, target, { alpha }, context): Promise<Selection> {
    const pace = pacer(context);
    const problem = await linearProblem(columns, target, context, pace);
    if (!problem) return selectAll(MEASURE, columns.length);
    const scores = new Float64Array(columns.length);
    for (const moments of problem.moments) {
      const w = await lasso(problem.gram, moments, alpha, pace);
      w.forEach((v, i) => (scores[i] = Math.max(scores[i]!, Math.abs(v))));
    }
    return selectAbove(MEASURE, Array.from(scores), 0);
  },
  lower: lowerSelection,
});
