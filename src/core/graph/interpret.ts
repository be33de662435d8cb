import type { GraphKernels } from '../../kernels/graph.ts';
import { graphKernels as reference } from '../../kernels/reference/graph.ts';
import { throwIfCancelled } from '../errors.ts';
import { type Block, type NumberBlock, numberBlock, sliceBlock, type TextBlock, textBlock } from './block.ts';
import { evaluate, type Inputs } from './evaluate.ts';
import type { BlockShape, Graph } from './graph.ts';
import { joinBlocks, spread } from './join-blocks.ts';
import { runPlan } from './run-plan.ts';

export type { Inputs } from './evaluate.ts';

/** Rows evaluated at a time: large enough to amortise dispatch, small enough that every block stays in cache. */
const BATCH = 2048;
/** Numbers of all blocks of a batch together: a row of distances to thousands of points is wide. */
const BATCH_CELLS = 1 << 22;
/** Fewer rows than this are answered before a plan is made. */
const FEWEST_ROWS = 64;

const batchRows = ({ nodes, shapes }: Graph): number => {
  const cells = nodes.map((n, i) => (n.op === 'mean-nearest' ? 4 * n.voters.values.length : shapes[i]!.width));
  // Trees may be larger than a cache, and are fetched anew for every batch.
  const most = nodes.some(n => n.op === 'trees') ? 8 * BATCH : BATCH;
  return Math.max(16, Math.min(most, Math.floor(BATCH_CELLS / cells.reduce((a, b) => a + b, 1))));
};

export type Outputs = ReadonlyMap<string, NumberBlock | TextBlock>;

export interface InterpretOptions {
  readonly signal?: AbortSignal | undefined;
  /** Faster loops for the costly operations; they give the reference's bits. */
  readonly kernels?: GraphKernels | undefined;
}

/**
 * Evaluate a graph in float64 over `rows` rows: the definition of what a fitted model predicts. Inputs are looked up by
 * name and must have `rows` rows (or one, which broadcasts); outputs are whole blocks of `[rows, width]`.
 */
export function interpret(graph: Graph, inputs: Inputs, rows: number, options: InterpretOptions = {}): Outputs {
  const batches = evaluateBatches(graph, inputs, rows, options);
  for (;;) {
    const { done, value } = batches.next();
    if (done) return value;
  }
}

/** Milliseconds between two pauses, about, and with how many rows to begin. */
const TURN = 20;
const FIRST_ROWS = 128;

/**
 * The same, letting messages arrive on the way: for many rows, or a costly graph. Rows are answered by themselves, so as
 * many as one turn lasts for are answered at once. `pause` throws when cancelled.
 */
export async function interpretInTurns(
  graph: Graph,
  inputs: Inputs,
  rows: number,
  pause: (done: number, total: number) => Promise<void>,
  options: InterpretOptions = {},
): Promise<Outputs> {
  if (rows <= FIRST_ROWS) return interpret(graph, inputs, rows, options);
  const read = graph.nodes.flatMap(n => (n.op === 'input' && inputs.has(n.name) ? [n.name] : []));
  const whole = graph.outputs.map(({ ref }) => {
    const { type, width } = graph.shapes[ref]!;
    return type === 'float64' ? numberBlock(new Float64Array(rows * width), width) : null;
  });
  const parts = graph.outputs.map(() => [] as (NumberBlock | TextBlock)[]);
  let size = FIRST_ROWS;
  for (let from = 0; from < rows;) {
    const to = Math.min(rows, from + Math.floor(size));
    const started = performance.now();
    const some = new Map(read.map(name => [name, sliceBlock(inputs.get(name)!, from, to)] as const));
    const made = interpret(graph, some, to - from, options);
    graph.outputs.forEach(({ name }, k) => {
      const block = made.get(name)!;
      if (block.type === 'float64' && whole[k]) whole[k].data.set(block.data, from * block.width);
      else parts[k]!.push(block);
    });
    const spent = performance.now() - started;
    size = Math.max(16, size * Math.min(4, Math.max(0.1, TURN / Math.max(spent, 0.1))));
    from = to;
    await pause(from, rows);
  }
  return new Map(graph.outputs.map(({ name }, k) => [name, whole[k] ?? joinBlocks(parts[k]!)]));
}

/** Batch by batch; yields how many rows are done. */
function* evaluateBatches(
  graph: Graph,
  inputs: Inputs,
  rows: number,
  { signal, kernels = reference }: InterpretOptions,
): Generator<number, Outputs> {
  if (rows === 0) return new Map(graph.outputs.map(o => [o.name, emptyBlock(graph.shapes[o.ref]!)]));
  const constants: (Block | undefined)[] = graph.nodes.map(() => undefined);
  graph.nodes.forEach((node, i) => {
    if (graph.shapes[i]!.constant)
      constants[i] = evaluate(node, 1, ref => constants[ref]!, { inputs, from: 0, kernels });
  });
  if (kernels.open && rows >= FEWEST_ROWS)
    return yield* runPlan(graph, inputs, rows, { kernels: { ...kernels, open: kernels.open }, signal, constants });
  const parts = graph.outputs.map(() => [] as (NumberBlock | TextBlock)[]);
  const batch = batchRows(graph);
  for (let from = 0; from < rows; from += batch) {
    throwIfCancelled(signal);
    const n = Math.min(batch, rows - from);
    const blocks = constants.slice();
    graph.nodes.forEach((node, i) => (blocks[i] ??= evaluate(node, n, ref => blocks[ref]!, { inputs, from, kernels })));
    graph.outputs.forEach((output, k) => parts[k]!.push(spread(blocks[output.ref]!, n, output.name)));
    yield from + n;
  }
  return new Map(graph.outputs.map((output, k) => [output.name, joinBlocks(parts[k]!)]));
}

function emptyBlock({ type, width }: BlockShape): NumberBlock | TextBlock {
  return type === 'string' ? textBlock(new Int32Array(0), []) : numberBlock(new Float64Array(0), width);
}
