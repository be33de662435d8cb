import { StudioError } from '../core/errors.ts';
import { evaluateAll } from '../core/metrics/index.ts';
import { withThreshold } from '../core/metrics/threshold.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { addRun, getRun } from '../store/runs.ts';
import type { RunRecord } from '../store/schema.ts';
import { canonicalJson } from './fingerprint.ts';
import { sha256 } from '../core/sha256.ts';
import { foldsOf, keepFolds } from './out-of-fold.ts';
import { summariseFolds } from './summarise-folds.ts';

export const thresholdApi = {
  /**
   * A copy of a finished run that says the second class from another probability on. Runs never change, so this is a
   * new one: nothing is learned anew, and its cross-validated metrics are measured again with that threshold.
   */
  async useThreshold(
    runId: string,
    threshold: number,
    context: CallContext<{ done: number; total: number }>,
  ): Promise<RunRecord> {
    const run = await getRun(runId);
    if (!run.fitted || run.fitted.classes.length !== 2) {
      throw new StudioError(
        'metric/threshold',
        `Run ${run.number} has no model of two classes to set a threshold for.`,
        {
          runId,
        },
      );
    }
    const recipe = { ...run.recipe, threshold };
    const before = run.crossValidation
      ? await foldsOf(run, context.signal, (done, total) => context.progress({ done, total }))
      : [];
    const folds = before.map(fold => {
      if (fold.outcome.task !== 'classification' || fold.outcome.classes.length !== 2) return fold;
      const outcome = withThreshold(fold.outcome, threshold);
      return { ...fold, outcome, measured: evaluateAll(outcome) };
    });
    const { number: _number, ...rest } = run;
    const copy = await addRun({
      ...rest,
      id: crypto.randomUUID(),
      recipe,
      recipeSha256: await sha256(canonicalJson(recipe)),
      startedAt: new Date().toISOString(),
      fitted: { ...run.fitted, recipe },
      crossValidation: folds.length ? summariseFolds(folds) : null,
    });
    keepFolds(copy.id, folds);
    return copy;
  },
};
