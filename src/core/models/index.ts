import { StudioError } from '../errors.ts';
import type { AnyModel } from '../model.ts';
import type { Task } from '../table/schema.ts';
import { agglomerative } from './agglomerative.ts';
import { baseline } from './baseline.ts';
import { dbscan } from './dbscan.ts';
import { decisionTree } from './decision-tree.ts';
import { gaussianMixture } from './gaussian-mixture.ts';
import { ellipticEnvelope } from './elliptic-envelope.ts';
import { hdbscan } from './hdbscan.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { kNearest } from './k-nearest.ts';
import { kMeans } from './k-means.ts';
import { logistic } from './logistic.ts';
import { miniBatchKMeans } from './mini-batch-k-means.ts';
import { neuralNetwork } from './neural-network.ts';
import { ridge } from './ridge.ts';

/** Every algorithm. To add one, write its file and add it here. */
export const models = [
  baseline,
  ridge,
  logistic,
  decisionTree,
  gradientBoosting,
  neuralNetwork,
  kNearest,
  kMeans,
  miniBatchKMeans,
  gaussianMixture,
  dbscan,
  hdbscan,
  agglomerative,
  ellipticEnvelope,
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
