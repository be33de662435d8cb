import { defineModel } from '../model.ts';
import { fitForest, lowerForest } from './forest/fit-forest.ts';
import { forestParams } from './forest/forest-params.ts';

const LABEL = 'Extra trees';

/**
 * Extremely randomised trees (Geurts, Ernst and Wehenkel 2006): as a random forest, on all rows unless asked otherwise,
 * and of each column drawn one threshold at random instead of the best.
 */
export const extraTrees = defineModel({
  id: 'extra-trees',
  label: LABEL,
  help: 'A random forest whose trees ask about limits drawn at random, and keep the best of these. Quicker, smoother, and at times better on noisy data.',
  family: 'Trees',
  tasks: ['classification', 'regression'],
  tags: ['missing', 'kernels'],
  params: { ...forestParams, bootstrap: { ...forestParams.bootstrap, default: false } },
  fit: (x, y, params, context) => fitForest(LABEL, 'random', x, y, params, context),
  lower: lowerForest,
});
