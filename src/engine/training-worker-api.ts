import { evaluationApi } from './evaluation.ts';
import { exportingApi } from './exporting.ts';
import { thresholdApi } from './threshold.ts';
import { publishingApi } from './publishing.ts';
import { trainingApi } from './training.ts';

/** Everything the training worker offers: whatever fits, measures, compares, exports, monitors or retrains a model. */
export const trainingWorkerApi = {
  ...trainingApi,
  ...evaluationApi,
  ...thresholdApi,
  ...publishingApi,
  ...exportingApi,
};
