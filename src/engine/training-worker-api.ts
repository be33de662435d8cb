import { cheatingApi } from './cheating.ts';
import { anomalyScoresApi } from './anomaly-scores.ts';
import { clusteringApi } from './clustering.ts';
import { evaluationApi } from './evaluation.ts';
import { featureWorkApi } from './feature-work.ts';
import { forecastingApi } from './forecasting.ts';
import { mapsApi } from './maps.ts';
import { monitoringApi } from './monitoring.ts';
import { exportingApi } from './exporting.ts';
import { reportingApi } from './reporting.ts';
import { thresholdApi } from './threshold.ts';
import { publishingApi } from './publishing.ts';
import { trainingApi } from './training.ts';
import { updatingApi } from './updating.ts';

/** Everything the training worker offers: whatever fits, measures, compares, exports, monitors or retrains a model. */
export const trainingWorkerApi = {
  ...trainingApi,
  ...evaluationApi,
  ...anomalyScoresApi,
  ...clusteringApi,
  ...mapsApi,
  ...cheatingApi,
  ...featureWorkApi,
  ...forecastingApi,
  ...thresholdApi,
  ...publishingApi,
  ...monitoringApi,
  ...updatingApi,
  ...exportingApi,
  ...reportingApi,
};
