import { StudioError } from '../core/errors.ts';
import { findGoldenFeatures, type GoldenReport } from '../core/golden/golden-features.ts';
import type { DeviceName } from '../core/model.ts';
import { type FeatureCost, featureCosts } from '../core/pipeline/feature-costs.ts';
import { type ImportanceReport, permutationImportance } from '../core/pipeline/permutation-importance.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { setApart } from '../core/pipeline/split.ts';
import { predicts } from '../core/table/schema.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getRun, keepImportance } from '../store/runs.ts';
import { splitTable } from './prepared.ts';
import { openKernels } from './kernels.ts';
import { fitOnRows } from './run.ts';

type Working = CallContext<{ phase: string; done: number; total: number }>;

/** Share of the training rows that the importance is measured on. */
const MEASURED = 0.25;

/** Looking at features with the help of models; on training rows only. */
export const featureWorkApi = {
  /** Pairs of numeric features that tell more as one column. */
  async goldenFeatures(datasetId: string, recipe: Recipe, context: Working): Promise<GoldenReport> {
    if (!predicts(recipe.task))
      throw new StudioError('recipe/task', 'Golden features need something to predict. Choose a target in Source.');
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    return findGoldenFeatures(recipe, table, train, { signal: context.signal, progress: u => context.progress(u) });
  },

  /**
   * What each feature is worth to a run's recipe: fitted anew on three quarters of the training rows, in the manner of its
   * split, and measured on the rest, where one feature after another is shuffled. Kept with the run.
   */
  async measureImportance(runId: string, context: Working): Promise<ImportanceReport> {
    const run = await getRun(runId);
    const { signal } = context;
    const { table, train } = await splitTable(run.dataset.id, run.recipe, signal);
    const apart = setApart(run.recipe, table, train, MEASURED);
    const device = (run.device?.name as DeviceName | undefined) ?? undefined;
    context.progress({ phase: 'learning again', done: 0, total: 1 });
    const fitted = await fitOnRows(run.recipe, table, apart.train, { signal, device });
    const { graph: kernels } = await openKernels();
    const report = await permutationImportance(fitted, table, apart.test, { seed: run.recipe.seed }, { signal, kernels, progress: u => context.progress(u) }); // prettier-ignore
    await keepImportance(runId, report);
    return report;
  },

  /** What each feature costs: columns it becomes, time for a thousand rows, memory a row. */
  async featureCosts(datasetId: string, recipe: Recipe, context: Working): Promise<readonly FeatureCost[]> {
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    return featureCosts(recipe, table, train, { signal: context.signal, progress: u => context.progress(u) });
  },
};
