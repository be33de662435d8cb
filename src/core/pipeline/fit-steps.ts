import { StudioError, throwIfCancelled } from '../errors.ts';
import { checkParams } from '../params.ts';
import { randomStream } from '../random.ts';
import type { StepContext, StepWork, Stream } from '../step.ts';
import { stepById } from '../steps/index.ts';
import { everyRow } from '../table/gather.ts';
import type { Table } from '../table/table.ts';
import type { Target } from '../target.ts';
import { applyStepInTurns, chooseStreams, replaceStreams, startStreamsInTurns } from './apply-steps.ts';
import type { FittedStep } from './fitted.ts';
import { countingPlaces, learnStep } from './learn-step.ts';
import { ownFolds } from './own-folds.ts';
import type { Recipe } from './recipe.ts';
import { readWeights } from './weights.ts';

/**
 * Fit each step on what the steps before it yield, over all rows of the table. `stages[0]` is what comes in, `stages[i]`
 * what step i made of it.
 */
export async function fitSteps(
  recipe: Recipe,
  table: Table,
  target: Target,
  context: StepWork = {},
): Promise<{ readonly steps: readonly FittedStep[]; readonly stages: readonly (readonly Stream[])[] }> {
  const steps: FittedStep[] = [];
  const stages = [await startStreamsInTurns(recipe, table, context)];
  for (const i of recipe.steps.keys()) {
    throwIfCancelled(context.signal);
    const { fitted, streams } = await fitStep(recipe, i, table, stages[i]!, target, context);
    steps.push(fitted);
    stages.push(streams);
    await Promise.resolve();
  }
  return { steps, stages };
}

/**
 * Fit the recipe's step at a place on the streams that reach it, which are over the rows of the table; with it, what the
 * model is to be trained on.
 */
export async function fitStep(
  recipe: Recipe,
  at: number,
  table: Table,
  streams: readonly Stream[],
  target: Target,
  work: StepWork = {},
): Promise<{ readonly fitted: FittedStep; readonly streams: readonly Stream[] }> {
  const entry = recipe.steps[at]!;
  const step = stepById(entry.id);
  if (step.tasks && !step.tasks.includes(target.task)) {
    throw new StudioError(
      'recipe/step-task',
      `${step.label}: is for ${step.tasks.join(' and ')}, because it learns from what is to be predicted, not for ${target.task}. Take the step out.`,
      { step: step.id, task: target.task },
    );
  }
  const params = checkParams(step.id, step.params, entry.params);
  const chosen = chooseStreams(entry, streams);
  const weights = readWeights(recipe, table, everyRow(table.rows));
  const counting = () => countingPlaces(weights) ?? everyRow(table.rows);
  const contextFor = (purpose: 'fit' | 'own'): StepContext => {
    const random = randomStream(recipe.seed, purpose === 'own' ? `step/${at}/own` : `step/${at}`);
    return { ...onlyWork(work), random, weights, ownFolds: k => ownFolds(recipe, table, counting(), k, random) };
  };
  const { state, own } = await learnStep(step, chosen, target, params, contextFor);
  const fitted = { id: entry.id, columns: entry.columns, params, state };
  const made = own
    ? replaceStreams(streams, entry.columns, own, step.label)
    : await applyStepInTurns(fitted, streams, work);
  return { fitted, streams: made };
}

/** Only what a step may be handed: callers pass on more. */
const onlyWork = ({ signal, progress, kernels }: StepWork): StepWork => ({ signal, kernels, ...(progress && { progress }) }); // prettier-ignore
