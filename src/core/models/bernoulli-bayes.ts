import { defineModel, type Matrix } from '../model.ts';
import { classTotals, logPriors, priorParam, smoothingParam } from './bayes/class-totals.ts';
import { type LinearLikelihood, linearPosterior, transposed } from './bayes/posterior.ts';

const LABEL = 'Bernoulli naive Bayes';

interface BernoulliState extends LinearLikelihood {
  readonly above: number;
}

/** Each column says yes or no, with a share of its own in each class, as BernoulliNB of scikit-learn. */
export const bernoulliBayes = defineModel({
  id: 'bernoulli-bayes',
  label: LABEL,
  help: 'For columns that say yes or no: a value above the limit is a yes. Learns how often each column says yes in each class; that a column says no counts as well. A missing value counts as no.',
  family: 'Neighbours and Bayes',
  tasks: ['classification'],
  tags: [],
  params: {
    smoothing: smoothingParam,
    prior: priorParam,
    above: {
      kind: 'number',
      default: 0,
      label: 'Yes is above',
      help: 'For columns of 0 and 1, any limit between them.',
    },
  },
  async fit(given, y, { smoothing, prior, above }, context): Promise<BernoulliState> {
    const totals = await classTotals(LABEL, asYesOrNo(given, above), y, context);
    const { x, sums, counts, present, classes } = totals;
    const yes = sums.map((sum, i) => Math.log(sum + smoothing) - Math.log(counts[Math.floor(i / x.width)]! + 2 * smoothing)); // prettier-ignore
    const no = yes.map(log => Math.log(1 - Math.exp(log)));
    const offsets = logPriors(totals, prior).map((log, k) =>
      no.subarray(k * x.width, (k + 1) * x.width).reduce((a, b) => a + b, log),
    );
    const weights = transposed(
      yes.map((log, i) => log - no[i]!),
      x.width,
    );
    return { classes, present, weights, offsets, above };
  },
  lower(state, g, x) {
    const yes = g.toNumber(g.compare('greater', x, g.constant(state.above)));
    return { task: 'classification', probabilities: linearPosterior(state, g, yes) };
  },
});

const asYesOrNo = (x: Matrix, above: number): Matrix => ({ ...x, data: x.data.map(v => Number(v > above)) });
