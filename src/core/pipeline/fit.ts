import { reference } from '../../kernels/reference/index.ts';
import { StudioError, throwIfCancelled } from '../errors.ts';
import { numberBlock, takeBlock } from '../graph/block.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { interpret, type Outputs } from '../graph/interpret.ts';
import type { FitContext, ModelTag } from '../model.ts';
import { modelById } from '../models/index.ts';
import { checkParams } from '../params.ts';
import { randomStream } from '../random.ts';
import type { StepContext, Stream } from '../step.ts';
import { applyLowered } from '../steps/apply.ts';
import { stepById } from '../steps/index.ts';
import { everyRow } from '../table/gather.ts';
import type { Table } from '../table/table.ts';
import { pickTableRows, takeTableRows } from '../table/table.ts';
import type { Target } from '../target.ts';
import { pacer } from '../work.ts';
import type { Fitted, FittedStep } from './fitted.ts';
import { foldsOf } from './folds.ts';
import { positional, refuseDuplicates, startFlow } from './flow.ts';
import { describeInputs } from './inputs.ts';
import { countingPlaces, learnStep } from './learn-step.ts';
import { learnLevels, type MakeRoom, toMatrixInTurns } from './matrix.ts';
import { ownFolds } from './own-folds.ts';
import { parseRecipe, type Recipe, type StepEntry } from './recipe.ts';
import { setApart } from './split.ts';
import { columnAs, columnBlock } from './streams.ts';
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
  inRooms(options, room => learn(recipe, table, rows, null, room, options));

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
): Promise<Fitted> => inRooms(options, room => learn(recipe, table, rows, stepRows, room, options));

/** Matrices lie where the kernels reach them, and end with the fit, however it ends. */
async function inRooms<T>({ kernels = reference }: FitOptions, work: (room: MakeRoom) => Promise<T>): Promise<T> {
  const rooms: Float64Array[] = [];
  try {
    return await work(length => {
      const room = kernels.room(length);
      rooms.push(room);
      return room;
    });
  } finally {
    for (const room of rooms) kernels.giveBack(room);
  }
}

async function learn(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  stepRows: Int32Array | null,
  room: MakeRoom,
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
  const { steps, streams } = stepRows
    ? await stepsFrom(checked, takeTableRows(table, stepRows), learning, options)
    : await ownSteps(checked, learning, target, options);
  const levels = learnLevels(model, streams);
  const takes = { missing: model.tags.includes('missing'), levels };
  const pace = pacer(options);
  const laidOut = (from: readonly Stream[]) =>
    toMatrixInTurns(from, takes, room, (done, total) => pace('Laying out the rows', done, total));
  const x = await laidOut(streams);
  const validation = stopsEarly
    ? {
        x: await laidOut(applyFlow(checked, steps, pickTableRows(seen, parts.test))),
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
    inputs: describeInputs(checked, learning),
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

/** What fitting steps may be handed: a way to stop, to hear of progress, and fast loops. */
type StepWork = Omit<StepContext, 'random' | 'weights' | 'ownFolds'>;

type Learned = { readonly steps: readonly FittedStep[]; readonly streams: readonly Stream[] };

async function ownSteps(recipe: Recipe, table: Table, target: Target, context: StepWork): Promise<Learned> {
  const { steps, stages } = await fitSteps(recipe, table, target, context);
  return { steps, streams: stages.at(-1)! };
}

async function stepsFrom(recipe: Recipe, source: Table, table: Table, context: StepWork): Promise<Learned> {
  const target = readTarget(recipe, source, everyRow(source.rows));
  const { steps } = await fitSteps(recipe, source, target, context);
  return { steps, streams: applyFlow(recipe, steps, table) };
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

/** The streams that enter the steps: raw and derived features over the rows of the table. */
export function startStreams(recipe: Recipe, table: Table): readonly Stream[] {
  const g = new GraphBuilder();
  const { features } = startFlow(recipe, g);
  if (!features.length)
    throw new StudioError(
      'recipe/no-features',
      'A recipe must have at least one feature column, got none. Give a column the role "feature".',
    );
  const graph = g.done(positional(features));
  const inputs = new Map(
    graph.nodes.flatMap(n =>
      n.op === 'input'
        ? [[n.name, columnBlock(columnAs(table, n.name, recipe.columns.find(c => c.name === n.name)!.kind))] as const]
        : [],
    ),
  );
  // A column that no formula made is taken as it is; only the others are worth a run of the graph.
  const raw = graph.outputs
    .map(({ ref }) => graph.nodes[ref]!)
    .map(n => (n.op === 'input' ? inputs.get(n.name)! : null));
  const made = { ...graph, outputs: graph.outputs.filter((_, i) => !raw[i]) };
  const outputs: Outputs = made.outputs.length ? interpret(made, inputs, table.rows) : new Map();
  return features.map(({ name }, i) => ({ name, block: raw[i] ?? outputs.get(String(i))! }));
}

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
  const stages = [startStreams(recipe, table)];
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
  { signal, progress, kernels }: StepWork = {},
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
    return { random, weights, ownFolds: k => ownFolds(recipe, table, counting(), k, random), signal, kernels, ...(progress && { progress }) }; // prettier-ignore
  };
  const { state, own } = await learnStep(step, chosen, target, params, contextFor);
  const fitted = { id: entry.id, columns: entry.columns, params, state };
  const made = own ? replaceStreams(streams, entry.columns, own, step.label) : applyStep(fitted, streams);
  return { fitted, streams: made };
}

/** What the fitted steps make of the rows of another table. */
export function applyFlow(recipe: Recipe, steps: readonly FittedStep[], table: Table): readonly Stream[] {
  return steps.reduce((streams, step) => applyStep(step, streams), startStreams(recipe, table));
}

export function chooseStreams(entry: Pick<StepEntry, 'id' | 'columns'>, streams: readonly Stream[]): readonly Stream[] {
  const step = stepById(entry.id);
  return entry.columns.map(name => {
    const stream = streams.find(s => s.name === name);
    if (!stream)
      throw new StudioError(
        'recipe/unknown-column',
        `${step.label}: there is no column "${name}" at this point of the pipeline. Remove it from the step, or move the step.`,
        { step: step.id, name },
      );
    const type = stream.block.type === 'string' ? 'text' : 'number';
    if (step.accepts !== 'any' && (step.accepts === 'text') !== (type === 'text')) {
      throw new StudioError(
        'recipe/wrong-type',
        `${step.label}: must have ${step.accepts} columns, but "${name}" is ${type} at this point. Remove it from the step.`,
        { step: step.id, name },
      );
    }
    return stream;
  });
}

/** What a fitted step makes of streams: its results in the place of its columns. */
export function applyStep(fitted: FittedStep, streams: readonly Stream[]): readonly Stream[] {
  const step = stepById(fitted.id);
  return replaceStreams(streams, fitted.columns, applyLowered(step, fitted.state, chooseStreams(fitted, streams)), step.label); // prettier-ignore
}

/** Results take the place of the first stream they replace; the others of the step's columns go away. */
export function replaceStreams<S extends { readonly name: string }>(
  streams: readonly S[],
  columns: readonly string[],
  results: readonly S[],
  label: string,
): readonly S[] {
  if (!columns.length) return streams;
  const at = streams.findIndex(s => columns.includes(s.name));
  const rest = streams.filter(s => !columns.includes(s.name));
  const next = [...rest.slice(0, at), ...results, ...rest.slice(at)];
  refuseDuplicates(next, label);
  return next;
}
