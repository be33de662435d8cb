import type { GraphKernels } from '../../kernels/graph.ts';
import type { OpenProgram } from '../../kernels/graph-program.ts';
import { throwIfCancelled } from '../errors.ts';
import { type Block, type NumberBlock, numberBlock, type TextBlock, textBlock } from './block.ts';
import { evaluate, type Inputs, readInput } from './evaluate.ts';
import type { Graph, Ref } from './graph.ts';
import { joinBlocks, spread } from './join-blocks.ts';
import { planGraph, type Stage } from './plan.ts';

/** Numbers of all interpreted blocks of a batch together. */
const BATCH_CELLS = 1 << 22;

interface Given {
  readonly kernels: GraphKernels & Required<Pick<GraphKernels, 'open'>>;
  readonly signal: AbortSignal | undefined;
  readonly constants: readonly (Block | undefined)[];
}

type Opened =
  Extract<Stage, { kind: 'interpreted' }> | (Extract<Stage, { kind: 'compiled' }> & { readonly running: OpenProgram });

/**
 * A graph over many rows, as far as possible in compiled loops; the bits are those of `evaluate`, node by node. Batch by
 * batch; yields how many rows are done.
 */
export function* runPlan(
  graph: Graph,
  inputs: Inputs,
  rows: number,
  { kernels, signal, constants }: Given,
): Generator<number, ReadonlyMap<string, NumberBlock | TextBlock>> {
  const { nodes, outputs } = graph;
  for (const node of nodes) if (node.op === 'input') readInput(node.name, node.type, inputs, 0, rows);
  const stages = planGraph(graph, inputs, constants);
  const batch = Math.min(rows, batchRows(graph, stages));
  const opened: Opened[] = [];
  try {
    for (const stage of stages) {
      opened.push(stage.kind === 'interpreted' ? stage : { ...stage, running: kernels.open(stage.program, batch) });
    }
    const parts = outputs.map((): (NumberBlock | TextBlock)[] => []);
    for (let from = 0; from < rows; from += batch) {
      throwIfCancelled(signal);
      const n = Math.min(batch, rows - from);
      const blocks = nodes.map((node, i): Block | undefined =>
        node.op === 'input' ? readInput(node.name, node.type, inputs, from, n) : constants[i],
      );
      for (const stage of opened) {
        if (stage.kind === 'compiled') runProgram(stage, n, blocks, graph);
        else stage.nodes.forEach(ref => (blocks[ref] = evaluate(nodes[ref]!, n, x => blocks[x]!, { inputs, from, kernels }))); // prettier-ignore
      }
      outputs.forEach(({ ref, name }, k) => parts[k]!.push(spread(blocks[ref]!, n, name)));
      yield from + n;
    }
    return new Map(outputs.map(({ name }, k) => [name, joinBlocks(parts[k]!)]));
  } finally {
    for (const stage of opened) if (stage.kind === 'compiled') stage.running.close();
  }
}

/** Rows evaluated at a time: all, where nothing but the inputs and the outputs has a block of its own. */
function batchRows({ shapes }: Graph, stages: readonly Stage[]): number {
  if (!stages.some(stage => stage.kind === 'interpreted')) return Infinity;
  const refs = stages.flatMap(stage => (stage.kind === 'interpreted' ? stage.nodes : stage.results.map(r => r.ref)));
  const cells = refs.reduce((sum, ref) => sum + shapes[ref]!.width, 0);
  return Math.max(16, Math.floor(BATCH_CELLS / cells));
}

/** Run one stage over `n` rows of the blocks it is given, and add the blocks it makes. */
function runProgram(
  { given, results, running }: Extract<Opened, { kind: 'compiled' }>,
  n: number,
  blocks: (Block | undefined)[],
  graph: Graph,
): void {
  const sources = given.map(({ ref, block }) => ({ block, source: blocks[ref]! }));
  const made = results.map(({ ref, block }) => ({ block, target: (blocks[ref] = emptyBlock(graph, ref, n)) }));
  running.run(
    n,
    (from, to, room) => {
      for (const { block, source } of sources) {
        if (source.type === 'string') room.codes(block).set(source.codes.subarray(from, to));
        else room.numbers(block).set(source.data.subarray(from * source.width, to * source.width));
      }
    },
    (from, to, room) => {
      for (const { block, target } of made) {
        if (target.type === 'string') target.codes.set(room.codes(block).subarray(0, to - from), from);
        else target.data.set(room.numbers(block).subarray(0, (to - from) * target.width), from * target.width);
      }
    },
  );
}

/** Room for what a node makes of `n` rows. */
function emptyBlock({ nodes, shapes }: Graph, ref: Ref, n: number): Block {
  const [node, { type, width }] = [nodes[ref]!, shapes[ref]!];
  if (node.op === 'pick-text') return textBlock(new Int32Array(n), node.values);
  if (type === 'bool') return { type, width, data: new Uint8Array(n * width) };
  return numberBlock(new Float64Array(n * width), width);
}
