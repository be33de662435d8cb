import type { GraphKernels } from '../../kernels/graph.ts';
import type { OpenProgram } from '../../kernels/graph-program.ts';
import { throwIfCancelled } from '../errors.ts';
import { type Block, type NumberBlock, numberBlock, type TextBlock, textBlock } from './block.ts';
import { evaluate, type Inputs, readInput } from './evaluate.ts';
import type { BlockShape, Graph, GraphNode, Ref } from './graph.ts';
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
  const opened: Opened[] = [];
  try {
    let batch = Math.min(rows, interpretedRows(graph, stages));
    for (const stage of stages) {
      if (stage.kind === 'interpreted') opened.push(stage);
      else {
        const running = kernels.open(stage.program, batch);
        opened.push({ ...stage, running });
        batch = Math.min(batch, running.rows);
      }
    }
    const finished = new Answers(graph, rows, stages);
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
      finished.add(blocks, from, n);
      yield from + n;
    }
    return new Map(outputs.map(({ name }, k) => [name, finished.block(k)]));
  } finally {
    for (const stage of opened) if (stage.kind === 'compiled') stage.running.close();
  }
}

function interpretedRows({ shapes }: Graph, stages: readonly Stage[]): number {
  const refs = stages.flatMap(stage => (stage.kind === 'interpreted' ? stage.nodes : []));
  const cells = refs.reduce((sum, ref) => sum + shapes[ref]!.width, 0);
  return cells ? Math.max(16, Math.floor(BATCH_CELLS / cells)) : Infinity;
}

/** Run one stage; its results are views that last until it runs again. */
function runProgram(
  { given, results, running }: Extract<Opened, { kind: 'compiled' }>,
  n: number,
  blocks: (Block | undefined)[],
  { nodes, shapes }: Graph,
): void {
  for (const { ref, block } of given) {
    const from = blocks[ref]!;
    if (from.type === 'string') running.codes(block).set(from.codes);
    else running.numbers(block).set(from.data);
  }
  running.run(n);
  for (const { ref, block } of results) blocks[ref] = resultOf(nodes[ref]!, shapes[ref]!, running, block, n);
}

/** A result as the block of its node: a view, or a copy where truths are bytes elsewhere. */
function resultOf(node: GraphNode, { type, width }: BlockShape, running: OpenProgram, block: number, n: number): Block {
  if (node.op === 'pick-text') return textBlock(running.codes(block).subarray(0, n), node.values);
  const data = running.numbers(block).subarray(0, n * width);
  return type === 'bool' ? { type, width, data: Uint8Array.from(data) } : numberBlock(data, width);
}

/** The outputs, written as they come: those of compiled stages straight to where they stay. */
class Answers {
  readonly #graph: Graph;
  readonly #whole: (NumberBlock | TextBlock | undefined)[];
  readonly #parts: (NumberBlock | TextBlock)[][];

  constructor(graph: Graph, rows: number, stages: readonly Stage[]) {
    this.#graph = graph;
    const compiled = new Set<Ref>(stages.flatMap(s => (s.kind === 'compiled' ? s.results.map(r => r.ref) : [])));
    this.#whole = graph.outputs.map(({ ref }) => {
      const node = graph.nodes[ref]!;
      if (!compiled.has(ref)) return undefined;
      if (node.op === 'pick-text') return textBlock(new Int32Array(rows), node.values);
      const { width } = graph.shapes[ref]!;
      return numberBlock(new Float64Array(rows * width), width);
    });
    this.#parts = graph.outputs.map(() => []);
  }

  add(blocks: readonly (Block | undefined)[], from: number, n: number): void {
    this.#graph.outputs.forEach(({ ref, name }, k) => {
      const made = blocks[ref]!;
      const whole = this.#whole[k];
      if (!whole) this.#parts[k]!.push(spread(made, n, name));
      else if (whole.type === 'string') whole.codes.set((made as TextBlock).codes, from);
      else whole.data.set((made as NumberBlock).data, from * whole.width);
    });
  }

  block(k: number): NumberBlock | TextBlock {
    return this.#whole[k] ?? joinBlocks(this.#parts[k]!);
  }
}
