import type { AnomalyScores } from '../engine/anomaly-scores.ts';
import { Question } from './question.svelte.ts';
import { trainingWorker } from './services.ts';

export type { AnomalyScores };

/** How strange the model of the run that is looked at finds its own rows. */
export class AnomalyQuestion extends Question<AnomalyScores> {
  constructor() {
    super('Looking at the scores');
  }

  askRun = (runId: string): Promise<void> =>
    this.ask(runId, ({ signal }) => trainingWorker().anomalyScores(runId, { signal }));
}
