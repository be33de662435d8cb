import { defineModel } from '../model.ts';
import { fitForest, lowerForest } from './forest/fit-forest.ts';
import { forestParams } from './forest/forest-params.ts';

const LABEL = 'Random forest';

/**
 * Breiman (2001): trees on bootstrap samples, each split the best of some columns drawn at random; the mean of their
 * class shares, or of their means. Grown on 255 quantile bins a column, as LightGBM grows its trees, where scikit-learn
 * sorts; deployed with thresholds in float64.
 */
export const randomForest = defineModel({
  id: 'random-forest',
  label: LABEL,
  help: 'Asks many decision trees, each grown on other rows and looking at other columns, and takes the mean of their answers. Good with little tuning, and takes gaps as they are.',
  family: 'Trees',
  tasks: ['classification', 'regression'],
  tags: ['missing', 'kernels'],
  params: forestParams,
  fit: (x, y, params, context) => fitForest(LABEL, 'best', x, y, params, context),
  lower: lowerForest,
});
