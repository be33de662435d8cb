import { StudioError } from '../errors.ts';
import type { AnyModel } from '../model.ts';
import type { Task } from '../table/schema.ts';
import { agglomerative } from './agglomerative.ts';
import { autoencoder } from './autoencoder.ts';
import { baseline } from './baseline.ts';
import { randomForest } from './random-forest.ts';
import { extraTrees } from './extra-trees.ts';
import { calibrated } from './calibrated.ts';
import { dbscan } from './dbscan.ts';
import { decisionTree } from './decision-tree.ts';
import { ellipticEnvelope } from './elliptic-envelope.ts';
import { gaussianMixture } from './gaussian-mixture.ts';
import { hdbscan } from './hdbscan.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { bernoulliBayes } from './bernoulli-bayes.ts';
import { complementBayes } from './complement-bayes.ts';
import { gaussianBayes } from './gaussian-bayes.ts';
import { multinomialBayes } from './multinomial-bayes.ts';
import { isolationForest } from './isolation-forest.ts';
import { localOutlierFactor } from './local-outlier-factor.ts';
import { rbfSvm } from './rbf-svm.ts';
import { kNearest } from './k-nearest.ts';
import { kMeans } from './k-means.ts';
import { linearModels } from './linear-family.ts';
import { miniBatchKMeans } from './mini-batch-k-means.ts';
import { neuralNetwork } from './neural-network.ts';
import { stacking } from './stacking.ts';
import { voting } from './voting.ts';

/** Every algorithm. To add one, write its file and add it here (one that adds up columns: in linear-family.ts). */
export const models = [
  baseline,
  ...linearModels,
  decisionTree,
  randomForest,
  extraTrees,
  gradientBoosting,
  neuralNetwork,
  kNearest,
  gaussianBayes,
  multinomialBayes,
  complementBayes,
  bernoulliBayes,
  rbfSvm,
  kMeans,
  miniBatchKMeans,
  gaussianMixture,
  dbscan,
  hdbscan,
  agglomerative,
  ellipticEnvelope,
  isolationForest,
  localOutlierFactor,
  autoencoder,
  voting,
  stacking,
  calibrated,
] as const satisfies readonly AnyModel[];

export type ModelId = (typeof models)[number]['id'];

export function modelById(id: string): AnyModel {
  const model = models.find(m => m.id === id);
  if (model) return model;
  const known = models.map(m => m.id).join(', ');
  throw new StudioError('recipe/unknown-model', `There is no algorithm "${id}"; known are ${known}.`, { id });
}

/** Whether the algorithm answers only for the rows it was fitted on. */
export const isTransductive = (id: string): boolean =>
  (models as readonly AnyModel[]).some(m => m.id === id && m.own !== undefined);

export const modelsFor = (task: Task): readonly AnyModel[] =>
  (models as readonly AnyModel[]).filter(m => m.tasks.includes(task));
