import { defineModel } from '../model.ts';
import { classTotals, logPriors, priorParam, smoothingParam } from './bayes/class-totals.ts';
import { type LinearLikelihood, linearPosterior, transposed } from './bayes/posterior.ts';
import { requireCounts } from './bayes/require-counts.ts';
import { requireFinite } from './check-data.ts';

const LABEL = 'Multinomial naive Bayes';

/** Counts drawn from the columns with shares of their own in each class, as MultinomialNB of scikit-learn. */
export const multinomialBayes = defineModel({
  id: 'multinomial-bayes',
  label: LABEL,
  help: 'For counts, such as how often each word stands in a text: learns which columns make up a class, and asks which class a row was most likely drawn from. Values below 0 are refused, so leave out “Standardise”.',
  family: 'Neighbours and Bayes',
  tasks: ['classification'],
  tags: [],
  params: { smoothing: smoothingParam, prior: priorParam },
  async fit(given, y, { smoothing, prior }, context): Promise<LinearLikelihood> {
    const totals = await classTotals(LABEL, given, y, context, requireCounts(LABEL));
    const { x, sums, present, classes } = totals;
    const logs = sums.map((_, i) => {
      const k = Math.floor(i / x.width);
      let all = 0;
      for (let j = 0; j < x.width; j++) all += sums[k * x.width + j]! + smoothing;
      return Math.log(sums[i]! + smoothing) - Math.log(all);
    });
    requireFinite(LABEL, 'the numbers', logs);
    return { classes, present, weights: transposed(logs, x.width), offsets: logPriors(totals, prior) };
  },
  lower: (state, g, x) => ({ task: 'classification', probabilities: linearPosterior(state, g, x) }),
});
