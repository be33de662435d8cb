import type { ClusterLook } from '../engine/clustering.ts';
import { Question } from './question.svelte.ts';
import { trainingWorker } from './services.ts';

export type { ClusterLook };

/** The groups of the run that is looked at. */
export class ClusterQuestion extends Question<ClusterLook> {
  constructor() {
    super('Looking at the groups');
  }

  askRun = (runId: string): Promise<void> =>
    this.ask(runId, ({ signal }) => trainingWorker().lookAtClusters(runId, { signal }));
}
