import type { NumberBlock, TextBlock } from '../core/graph/block.ts';
import { type LagProposal, proposeLags } from '../core/forecasting/propose-lags.ts';
import { withDefaultSteps } from '../core/pipeline/default-steps.ts';
import { featureRelations, type FeatureRelations } from '../core/pipeline/feature-relations.ts';
import { startStreams } from '../core/pipeline/apply-steps.ts';
import { inspectPipeline, type PipelineInspection } from '../core/pipeline/inspect.ts';
import { type ModelImportance, modelImportance } from '../core/pipeline/model-importance.ts';
import { type Recipe, targetName } from '../core/pipeline/recipe.ts';
import { predicts } from '../core/table/schema.ts';
import { featureScores } from '../core/table/feature-scores.ts';
import type { Column } from '../core/table/column.ts';
import type { HeldOutScore } from '../core/table/leak-score.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getRun } from '../store/runs.ts';
import { prepareContext, splitTable, yieldedTable } from './prepared.ts';
import { loadTable } from './tables.ts';

/** Looking at what a recipe does before anything is trained. */
export const pipelinesApi = {
  /** A dry run up to the model: what each part does to the training rows, and what stands in the way. */
  async inspectPipeline(datasetId: string, recipe: Recipe, context: CallContext): Promise<PipelineInspection> {
    return inspectPipeline(
      recipe,
      await loadTable(datasetId),
      8,
      await prepareContext(datasetId, recipe, context.signal),
    );
  },

  /** How the target goes with each feature, raw or derived; on training rows only. */
  async featureRelations(
    datasetId: string,
    recipe: Recipe,
    context: CallContext<{ phase: string; done: number; total: number }>,
  ): Promise<FeatureRelations> {
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    return featureRelations(recipe, table, train, { signal: context.signal, progress: u => context.progress(u) });
  },

  /** What a run's fitted model itself says each feature is worth; null where it does not say. */
  async modelImportance(runId: string): Promise<ModelImportance | null> {
    const { fitted } = await getRun(runId);
    return fitted ? modelImportance(fitted) : null;
  },

  /** Lags and windows of the target that suit the table's rhythm; null where there is none to propose. */
  async proposeLags(datasetId: string, recipe: Recipe): Promise<LagProposal | null> {
    return proposeLags(recipe, (await yieldedTable(datasetId, recipe)).table);
  },

  /** The recipe with the steps that would be proposed for its features as they are now. */
  async defaultSteps(datasetId: string, recipe: Recipe): Promise<Recipe> {
    return withDefaultSteps(recipe, (await yieldedTable(datasetId, recipe)).table);
  },

  /** How well each feature, raw or derived, predicts the target alone; on training rows only. Nothing where nothing is predicted. */
  async featureScores(
    datasetId: string,
    recipe: Recipe,
    context: CallContext<{ phase: string; done: number; total: number }>,
  ): Promise<readonly (readonly [string, HeldOutScore | null])[]> {
    const target = targetName(recipe);
    if (target === undefined || !predicts(recipe.task)) return [];
    const { table, train: rows } = await splitTable(datasetId, recipe, context.signal);
    const columns = startStreams(recipe, table).map(({ name, block }) => [name, columnOf(block)] as const);
    return featureScores(columns, table, { target, task: recipe.task, seed: recipe.seed, rows }, context);
  },
};

const columnOf = (block: NumberBlock | TextBlock): Column =>
  block.type === 'string'
    ? { kind: 'category', codes: block.codes, levels: block.levels }
    : { kind: 'number', values: block.data };
