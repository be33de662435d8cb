import { reference } from '../../kernels/reference/index.ts';
import { StudioError, throwIfCancelled } from '../errors.ts';
import { numberBlock, takeBlock } from '../graph/block.ts';
import type { FitContext, ModelTag } from '../model.ts';
import { modelById } from '../models/index.ts';
import { checkParams } from '../params.ts';
import { randomStream } from '../random.ts';
import type { StepWork, Stream } from '../step.ts';
import { everyRow } from '../table/gather.ts';
import type { Table } from '../table/table.ts';
import { pickTableRows } from '../table/table.ts';
import type { Target } from '../target.ts';
import { pacer } from '../work.ts';
import { applyFlowInTurns } from './apply-steps.ts';
import { fitSteps } from './fit-steps.ts';
import type { Fitted, FittedStep } from './fitted.ts';
import { foldsOf } from './folds.ts';
import { describeInputs } from './inputs.ts';
import { learnLevels, type Rooms, toMatrixInTurns } from './matrix.ts';
import { parseRecipe, type Recipe } from './recipe.ts';
import { setApart } from './split.ts';
import { readTarget, usualValue } from './target.ts';
import { readWeights } from './weights.ts';

export type FitOptions = Omit<FitContext, 'random' | 'validation' | 'weights' | 'folds' | 'kernels'> &
  Partial<Pick<FitContext, 'kernels'>>;

/**
 * The only way to learn. It sees the given rows of the table and no others: they are picked out before anything else
 * happens, and from then on nothing but copies of them can be reached (see `PickedNumbers`), whole columns for what asks
 * for those, and for the rest blocks of rows, transposed straight into the model's matrix. Rows for early stopping are set
 * apart inside them, before any step is fitted. Row operations and the split have run already (prepareRows, splitRows);
 * every given row must have a target.
 */
export const fit = (recipe: Recipe, table: Table, rows: Int32Array, options: FitOptions = {}): Promise<Fitted> =>
  inRooms(options, rooms => learn(recipe, table, rows, null, rooms, options));

/**
 * The mistake that `fit` makes impossible: the steps learn from `stepRows`, the model from `rows`. Only cheat.ts calls
 * it, to show what the mistake pretends; a policy test holds that.
 */
export const fitWithStepsFrom = (
  stepRows: Int32Array,
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  options: FitOptions = {},
): Promise<Fitted> => inRooms(options, rooms => learn(recipe, table, rows, stepRows, rooms, options));

/** Matrices lie where the kernels reach them, and end with the fit, however it ends. */
async function inRooms<T>({ kernels = reference }: FitOptions, work: (rooms: Rooms) => Promise<T>): Promise<T> {
  const given: Float64Array[] = [];
  const room = (length: number) => {
    const made = kernels.room(length);
    given.push(made);
    return made;
  };
  try {
    return await work({ room, sideBySide: kernels.sideBySide });
  } finally {
    for (const made of given) kernels.giveBack(made);
  }
}

async function learn(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  stepRows: Int32Array | null,
  rooms: Rooms,
  options: FitOptions,
): Promise<Fitted> {
  const checked = parseRecipe(recipe);
  const model = modelById(checked.model.id);
  const params = checkParams(model.id, model.params, checked.model.params);
  if (!model.tasks.includes(checked.task)) {
    throw new StudioError(
      'recipe/task',
      `${model.label} is for ${model.tasks.join(' and ')}, not for ${checked.task}. Choose another algorithm.`,
      { model: model.id, task: checked.task },
    );
  }
  const seen = pickTableRows(table, rows);
  const all = everyRow(seen.rows);
  const apart = model.tags.includes('early-stopping') ? (params as { validation: number }).validation : 0;
  const stopsEarly = apart > 0;
  const parts = stopsEarly ? setApart(checked, seen, all, apart) : { train: all, test: new Int32Array(0) };
  const target = readTarget(checked, seen, parts.train);
  refuseDegenerate(target, parts.train.length);

  const learning = stopsEarly ? pickTableRows(seen, parts.train) : seen;
  const source = stepRows && pickTableRows(table, stepRows);
  const { steps, streams } = await learnSteps(checked, learning, target, source, options);
  const levels = learnLevels(model, streams);
  const takes = { missing: model.tags.includes('missing'), levels };
  const pace = pacer(options);
  const laidOut = (from: readonly Stream[]) =>
    toMatrixInTurns(from, takes, rooms, (done, total) => pace('Laying out the rows', done, total));
  const x = await laidOut(streams);
  const validation = stopsEarly
    ? {
        x: await laidOut(await applyFlowInTurns(checked, steps, pickTableRows(seen, parts.test), options)),
        y: readTarget(checked, seen, parts.test, classesOf(target)),
        weights: readWeights(checked, seen, parts.test),
      }
    : undefined;
  throwIfCancelled(options.signal);
  const context: FitContext = {
    kernels: reference,
    ...options,
    weights: readWeights(checked, seen, parts.train),
    folds: k => foldsOf(checked, learning, everyRow(learning.rows), k),
    random: randomStream(checked.seed, `model/${model.id}`),
    validation: knownOnly(validation),
  };
  const state = await model.fit(x, target, params as never, context);
  const usual = usualValue(checked, seen);
  return {
    version: 1,
    recipe: checked,
    task: checked.task,
    inputs: await describeInputs(checked, learning, options),
    classes: classesOf(target),
    ...(usual !== null && { usual }),
    features: x.names,
    ...(levels.length && { levels }),
    steps,
    model: { id: model.id, params, state },
    rows: { learned: parts.train.length, validation: parts.test.length },
    device: deviceOf(model.tags, context),
  };
}

/** The steps learn from the rows of the table, or, where another is given, from those of that one. */
async function learnSteps(
  recipe: Recipe,
  table: Table,
  target: Target,
  source: Table | null,
  work: StepWork,
): Promise<{ readonly steps: readonly FittedStep[]; readonly streams: readonly Stream[] }> {
  if (!source) {
    const { steps, stages } = await fitSteps(recipe, table, target, work);
    return { steps, streams: stages.at(-1)! };
  }
  const { steps } = await fitSteps(recipe, source, readTarget(recipe, source, everyRow(source.rows)), work);
  return { steps, streams: await applyFlowInTurns(recipe, steps, table, work) };
}

function deviceOf(tags: readonly ModelTag[], { kernels }: FitContext): Fitted['device'] {
  if (tags.includes('kernels')) return { name: kernels.device, description: kernels.description };
  return null;
}

/** In so few rows it may be chance that no class occurs twice. */
const FEW_ROWS = 10;

const classesOf = (target: Target): readonly string[] => (target.task === 'classification' ? target.classes : []);

function refuseDegenerate(target: Target, rows: number): void {
  if (!rows) throw new StudioError('fit/no-rows', 'A fit must have at least one training row, got none.');
  if (target.task === 'classification' && target.classes.length < 2) {
    const found = target.classes.length ? `only "${target.classes[0]}"` : 'none';
    throw new StudioError(
      'fit/one-class',
      `Classification must have at least 2 classes among the training rows, got ${found}. There is nothing to tell apart; choose another target or add rows.`,
    );
  }
  if (target.task === 'classification' && target.classes.length === rows && rows > FEW_ROWS) {
    throw new StudioError(
      'fit/all-different',
      `Classification must have classes that occur more than once, but the ${rows} training rows have ${rows} different ones. The target reads like an id; choose another target, or make it a number.`,
      { rows },
    );
  }
}

/** Validation rows whose class the training rows do not have say nothing about the loss; they are left out. */
function knownOnly(validation: FitContext['validation']): FitContext['validation'] {
  if (!validation || validation.y.task !== 'classification') return validation;
  const { codes } = validation.y;
  const keep = Array.from(codes.keys()).filter(i => codes[i]! >= 0);
  if (keep.length === codes.length) return validation;
  const { x, weights } = validation;
  const data = takeBlock(numberBlock(x.data, x.width), keep).data;
  return {
    x: { ...x, rows: keep.length, data },
    y: { ...validation.y, codes: Int32Array.from(keep, i => codes[i]!) },
    weights: weights && Float64Array.from(keep, i => weights[i]!),
  };
}
