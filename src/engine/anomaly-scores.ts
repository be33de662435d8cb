import type { AnomalyOutcome } from '../core/metrics/outcome.ts';
import { isTransductive } from '../core/models/index.ts';
import { outcomeInTurns, ownOutcome } from '../core/pipeline/evaluate.ts';
import { type Histogram, histogram } from '../core/table/histogram.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getRun } from '../store/runs.ts';
import { fittedOf } from './evaluation.ts';
import { openKernels } from './kernels.ts';
import { splitTable } from './prepared.ts';

/** How strange a model finds the rows it learned from. */
export interface AnomalyScores {
  readonly bars: Histogram;
  /** Rows with a score, and those of them above the threshold. */
  readonly rows: number;
  readonly flagged: number;
  readonly threshold: number;
}

export const anomalyScoresApi = {
  /** The scores of a run's training rows by its own model. */
  async anomalyScores(runId: string, { signal }: CallContext): Promise<AnomalyScores> {
    const run = await getRun(runId);
    const fitted = fittedOf(run);
    const { table, train } = await splitTable(run.dataset.id, run.recipe, signal);
    const outcome = isTransductive(fitted.model.id)
      ? ownOutcome(fitted, table, train)
      : await outcomeInTurns(fitted, table, train, { signal, kernels: (await openKernels()).graph });
    const { scores, flagged, threshold } = outcome as AnomalyOutcome;
    const known = scores.filter(score => !Number.isNaN(score)).sort();
    return {
      bars: histogram(known, false),
      rows: known.length,
      flagged: flagged.reduce((sum, flag) => sum + flag, 0),
      threshold,
    };
  },
};
