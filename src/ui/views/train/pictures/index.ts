import type { Component } from 'svelte';
import { linearModels } from '../../../../core/models/linear-family.ts';
import type { RunRecord } from '../../../../app/training.svelte.ts';

/** What a fitted model looks like: a component that draws a finished run, loaded when one is looked at. */
export interface Picture {
  readonly models: readonly string[];
  load(): Promise<{ readonly default: Component<{ run: RunRecord }> }>;
}

/** To give an algorithm its own picture, write the component beside this file and add a line. */
export const pictures: readonly Picture[] = [
  { models: ['decision-tree'], load: () => import('./TreePicture.svelte') },
  { models: ['random-forest', 'extra-trees'], load: () => import('./ForestPicture.svelte') },
  { models: linearModels.map(m => m.id), load: () => import('./CoefficientsPicture.svelte') },
  { models: ['k-nearest'], load: () => import('./NearestPicture.svelte') },
  {
    models: ['gaussian-bayes', 'multinomial-bayes', 'complement-bayes', 'bernoulli-bayes'],
    load: () => import('./BayesPicture.svelte'),
  },
  { models: ['rbf-svm'], load: () => import('./SvmPicture.svelte') },
  {
    models: ['local-outlier-factor', 'isolation-forest', 'elliptic-envelope'],
    load: () => import('./OutlierPicture.svelte'),
  },
  { models: ['neural-network', 'autoencoder'], load: () => import('./NetworkPicture.svelte') },
  { models: ['voting', 'stacking', 'calibrated'], load: () => import('./CombinedPicture.svelte') },
  { models: ['gradient-boosting'], load: () => import('./BoostingPicture.svelte') },
  {
    models: ['k-means', 'mini-batch-k-means', 'gaussian-mixture', 'dbscan', 'hdbscan', 'agglomerative'],
    load: () => import('./ClusterPicture.svelte'),
  },
];

export const pictureOf = (modelId: string): Picture | undefined => pictures.find(p => p.models.includes(modelId));
