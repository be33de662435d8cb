import { StudioError } from '../errors.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { interpret, interpretInTurns, type Outputs } from '../graph/interpret.ts';
import type { StepWork, Stream } from '../step.ts';
import { applyInTurns, applyLowered, graphLoops } from '../steps/apply.ts';
import { stepById } from '../steps/index.ts';
import type { Table } from '../table/table.ts';
import { pacer } from '../work.ts';
import type { FittedStep } from './fitted.ts';
import { positional, refuseDuplicates, startFlow } from './flow.ts';
import type { Recipe, StepEntry } from './recipe.ts';
import { columnAs, columnBlock } from './streams.ts';

/** The streams that enter the steps: raw and derived features over the rows of the table. */
export function startStreams(recipe: Recipe, table: Table): readonly Stream[] {
  const { graph, inputs, join } = startGraph(recipe, table);
  return join(graph.outputs.length ? interpret(graph, inputs, table.rows) : new Map());
}

/** The same, letting messages arrive on the way. */
export async function startStreamsInTurns(recipe: Recipe, table: Table, work: StepWork): Promise<readonly Stream[]> {
  const { graph, inputs, join } = startGraph(recipe, table);
  const pace = pacer(work);
  const pause = (done: number, total: number) => pace('Derived columns', done, total);
  return join(graph.outputs.length ? await interpretInTurns(graph, inputs, table.rows, pause, graphLoops(work)) : new Map()); // prettier-ignore
}

function startGraph(recipe: Recipe, table: Table) {
  const g = new GraphBuilder();
  const { features } = startFlow(recipe, g);
  if (!features.length)
    throw new StudioError(
      'recipe/no-features',
      'A recipe must have at least one feature column, got none. Give a column the role "feature".',
    );
  const graph = g.done(positional(features));
  const kinds = new Map(recipe.columns.map(c => [c.name, c.kind]));
  const inputs = new Map(
    graph.nodes.flatMap(n =>
      n.op === 'input' ? [[n.name, columnBlock(columnAs(table, n.name, kinds.get(n.name)!))] as const] : [],
    ),
  );
  // A column that no formula made is taken as it is; only the others are worth a run of the graph.
  const raw = graph.outputs
    .map(({ ref }) => graph.nodes[ref]!)
    .map(n => (n.op === 'input' ? inputs.get(n.name)! : null));
  const made = { ...graph, outputs: graph.outputs.filter((_, i) => !raw[i]) };
  const join = (outputs: Outputs): readonly Stream[] =>
    features.map(({ name }, i) => ({ name, block: raw[i] ?? outputs.get(String(i))! }));
  return { graph: made, inputs, join };
}

/** What the fitted steps make of the rows of another table. */
export function applyFlow(recipe: Recipe, steps: readonly FittedStep[], table: Table): readonly Stream[] {
  return steps.reduce((streams, step) => applyStep(step, streams), startStreams(recipe, table));
}

/** The same, letting messages arrive on the way. */
export async function applyFlowInTurns(
  recipe: Recipe,
  steps: readonly FittedStep[],
  table: Table,
  work: StepWork,
): Promise<readonly Stream[]> {
  let streams = await startStreamsInTurns(recipe, table, work);
  for (const step of steps) streams = await applyStepInTurns(step, streams, work);
  return streams;
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

/** The same, letting messages arrive on the way. */
export async function applyStepInTurns(
  fitted: FittedStep,
  streams: readonly Stream[],
  work: StepWork,
): Promise<readonly Stream[]> {
  const step = stepById(fitted.id);
  const made = await applyInTurns(step, fitted.state, chooseStreams(fitted, streams), work);
  return replaceStreams(streams, fitted.columns, made, step.label);
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
