import { defineModel } from '../model.ts';
import { classTotals, smoothingParam } from './bayes/class-totals.ts';
import { type LinearLikelihood, linearPosterior, transposed } from './bayes/posterior.ts';
import { requireCounts } from './bayes/require-counts.ts';
import { requireFinite } from './check-data.ts';

const LABEL = 'Complement naive Bayes';

/**
 * As the multinomial one, but each class is described by what the rows of all other classes are made of, which suffers
 * less where classes are unequal (Rennie et al. 2003); ComplementNB of scikit-learn. It knows no prior.
 */
export const complementBayes = defineModel({
  id: 'complement-bayes',
  label: LABEL,
  help: 'For counts, such as how often each word stands in a text: learns what the rows outside each class look like, and takes the class whose outside a row fits least. Often better where some classes are rare. Values below 0 are refused.',
  family: 'Neighbours and Bayes',
  tasks: ['classification'],
  tags: [],
  params: {
    smoothing: smoothingParam,
    normalised: {
      kind: 'flag',
      default: false,
      label: 'Same total weight for every class',
      help: 'Divides the weights of each class by their sum.',
    },
  },
  async fit(given, y, { smoothing, normalised }, context): Promise<LinearLikelihood> {
    const { x, sums, present, classes } = await classTotals(LABEL, given, y, context, requireCounts(LABEL));
    const { width } = x;
    const others = new Float64Array(sums.length);
    for (let j = 0; j < width; j++) {
      let all = smoothing;
      for (let k = 0; k < present.length; k++) all += sums[k * width + j]!;
      for (let k = 0; k < present.length; k++) others[k * width + j] = all - sums[k * width + j]!;
    }
    const logs = new Float64Array(sums.length);
    present.forEach((_, k) => {
      const own = others.subarray(k * width, (k + 1) * width);
      const total = own.reduce((a, b) => a + b, 0);
      const shares = own.map(count => Math.log(count / total));
      const scale = normalised ? 1 / (shares.reduce((a, b) => a + b, 0) || -1) : -1;
      logs.set(
        shares.map(s => s * scale),
        k * width,
      );
    });
    requireFinite(LABEL, 'the numbers', logs);
    return { classes, present, weights: transposed(logs, width), offsets: present.map(() => 0) };
  },
  lower: (state, g, x) => ({ task: 'classification', probabilities: linearPosterior(state, g, x) }),
});
