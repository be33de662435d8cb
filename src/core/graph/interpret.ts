import type { GraphKernels } from '../../kernels/graph.ts';
import { graphKernels as reference } from '../../kernels/reference/graph.ts';
import { concatArrays } from '../concat.ts';
import { StudioError, throwIfCancelled } from '../errors.ts';
import {
  type Block,
  blockRows,
  type BoolBlock,
  type NumberBlock,
  numberBlock,
  sliceBlock,
  type TextBlock,
  textBlock,
} from './block.ts';
import type { BlockShape, Graph, GraphNode, Ref } from './graph.ts';
import { broadcastShape, mapBinary, mapUnary, strides } from './elementwise.ts';
import { fillNearest } from './interpret-nearest.ts';
import { argBest, columns, interpolate, softmax } from './interpret-rows.ts';
import { fillOneHot, joinTexts, lookupCodes, perLevel, textEqual } from './interpret-text.ts';
import { tokenCounts } from './interpret-tokens.ts';
import { flattened } from './interpret-trees.ts';
import { meanOfNearest } from './interpret-voters.ts';

/** Rows evaluated at a time: large enough to amortise dispatch, small enough that every block stays in cache. */
const BATCH = 2048;
/** Numbers of all blocks of a batch together: a row of distances to thousands of points is wide. */
const BATCH_CELLS = 1 << 22;

const batchRows = ({ nodes, shapes }: Graph): number => {
  const cells = nodes.map((n, i) => (n.op === 'mean-nearest' ? 4 * n.voters.values.length : shapes[i]!.width));
  // Trees may be larger than a cache, and are fetched anew for every batch.
  const most = nodes.some(n => n.op === 'trees') ? 8 * BATCH : BATCH;
  return Math.max(16, Math.min(most, Math.floor(BATCH_CELLS / cells.reduce((a, b) => a + b, 1))));
};

export type Inputs = ReadonlyMap<string, NumberBlock | TextBlock>;
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

/** The same, letting messages arrive between batches: for many rows of a costly model. `pause` throws when cancelled. */
export async function interpretInTurns(
  graph: Graph,
  inputs: Inputs,
  rows: number,
  pause: (done: number, total: number) => Promise<void>,
  options: InterpretOptions = {},
): Promise<Outputs> {
  const batches = evaluateBatches(graph, inputs, rows, options);
  for (;;) {
    const { done, value } = batches.next();
    if (done) return value;
    await pause(value, rows);
  }
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

interface Batch {
  readonly inputs: Inputs;
  /** The first row of the batch. */
  readonly from: number;
  readonly kernels: GraphKernels;
}

function evaluate(node: GraphNode, n: number, at: (ref: Ref) => Block, { inputs, from, kernels }: Batch): Block {
  const num = (ref: Ref) => at(ref) as NumberBlock;
  const text = (ref: Ref) => at(ref) as TextBlock;
  switch (node.op) {
    case 'input':
      return readInput(node.name, node.type, inputs, from, n);
    case 'constant':
      return numberBlock(Float64Array.from(node.values), node.values.length);
    case 'text':
      return node.value === '' ? textBlock(Int32Array.of(-1), []) : textBlock(Int32Array.of(0), [node.value]);
    case 'negate':
    case 'abs':
    case 'sqrt':
    case 'exp':
    case 'log':
    case 'floor':
    case 'ceil':
    case 'relu':
    case 'sigmoid':
    case 'tanh': {
      const x = num(node.x);
      return numberBlock(mapUnary(node.op, x.data), x.width);
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'power':
    case 'minimum':
    case 'maximum': {
      const [a, b] = [num(node.a), num(node.b)];
      const { width, size } = broadcastShape(a, b);
      return numberBlock(mapBinary(node.op, a, b, width, new Float64Array(size)), width);
    }
    case 'less':
    case 'less-or-equal':
    case 'greater':
    case 'greater-or-equal':
    case 'equal':
    case 'and':
    case 'or': {
      const [a, b] = [at(node.a) as NumberBlock | BoolBlock, at(node.b) as NumberBlock | BoolBlock];
      const { width, size } = broadcastShape(a, b);
      return { type: 'bool', width, data: mapBinary(node.op, a, b, width, new Uint8Array(size)) };
    }
    case 'not': {
      const x = at(node.x) as BoolBlock;
      return { ...x, data: x.data.map(v => 1 - v) };
    }
    case 'text-equal':
      return { type: 'bool', width: 1, data: textEqual(text(node.a), text(node.b)) };
    case 'is-missing': {
      const x = num(node.x);
      return { type: 'bool', width: x.width, data: Uint8Array.from(x.data, v => (Number.isNaN(v) ? 1 : 0)) };
    }
    case 'to-number': {
      const x = at(node.x) as BoolBlock;
      return numberBlock(Float64Array.from(x.data), x.width);
    }
    case 'where':
      return where(at(node.condition) as BoolBlock, at(node.a), at(node.b));
    case 'one-hot':
      return numberBlock(fillOneHot(text(node.x), node.levels), node.levels.length);
    case 'lookup':
      return numberBlock(lookupCodes(text(node.x), node.keys, node.values, node.otherwise));
    case 'text-length':
      return numberBlock(perLevel(text(node.x), level => [...level].length, NaN));
    case 'token-counts':
      return tokenCounts(text(node.x), node.rule, node.columns);
    case 'concat':
      return concat(node.xs.map(num));
    case 'columns':
      return numberBlock(columns(num(node.x), node.indices), node.indices.length);
    case 'matmul':
      return numberBlock(kernels.matmul(num(node.x).data, num(node.x).width, node.weights, node.outputs), node.outputs);
    case 'squared-distances':
      return numberBlock(
        kernels.squaredDistances(num(node.x).data, num(node.x).width, node.centres, node.count),
        node.count,
      );
    case 'softmax':
      return numberBlock(softmax(num(node.x)), num(node.x).width);
    case 'arg-max':
    case 'arg-min':
      return numberBlock(argBest(num(node.x), node.op === 'arg-max' ? 1 : -1));
    case 'interpolate':
      return numberBlock(interpolate(num(node.x), node.knots));
    case 'trees':
      return numberBlock(kernels.sumTrees(num(node.x).data, num(node.x).width, flattened(node)), node.outputs);
    case 'fill-nearest':
      return numberBlock(fillNearest(num(node.x), node.near), num(node.x).width);
    case 'mean-nearest': {
      const outputs = node.voters.classes ?? 1;
      return numberBlock(meanOfNearest(num(node.x), node.voters, outputs), outputs);
    }
    case 'pick-text': {
      const { values } = node;
      const inRange = (v: number) => Number.isInteger(v) && v >= 0 && v < values.length && values[v] !== '';
      return textBlock(
        Int32Array.from(num(node.x).data, v => (inRange(v) ? v : -1)),
        values,
      );
    }
    default:
      return node satisfies never;
  }
}

function readInput(name: string, type: 'float64' | 'string', inputs: Inputs, from: number, n: number): Block {
  const block = inputs.get(name);
  if (!block)
    throw new StudioError('graph/input', `The model needs the column "${name}", which was not given.`, { name });
  if (block.type !== type)
    throw new StudioError('graph/input', `Column "${name}" must be ${type}, got ${block.type}.`, { name });
  if (blockRows(block) < from + n)
    throw new StudioError(
      'graph/input',
      `Column "${name}" must have at least ${from + n} rows, got ${blockRows(block)}.`,
      { name },
    );
  return sliceBlock(block, from, from + n);
}

function where(condition: BoolBlock, a: Block, b: Block): Block {
  if (a.type === 'string') return joinTexts(condition, a, b as TextBlock);
  const x = a as NumberBlock;
  const y = b as NumberBlock;
  const width = Math.max(condition.width, x.width, y.width);
  const rows = Math.max(blockRows(condition), blockRows(x), blockRows(y));
  const [cRow, cCol] = strides(condition, rows);
  const [xRow, xCol] = strides(x, rows);
  const [yRow, yCol] = strides(y, rows);
  const out = new Float64Array(rows * width);
  for (let i = 0, r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++, i++) {
      out[i] = condition.data[r * cRow + c * cCol] ? x.data[r * xRow + c * xCol]! : y.data[r * yRow + c * yCol]!;
    }
  }
  return numberBlock(out, width);
}

function concat(blocks: readonly NumberBlock[]): NumberBlock {
  const width = blocks.reduce((sum, b) => sum + b.width, 0);
  const rows = Math.max(...blocks.map(blockRows));
  const out = new Float64Array(rows * width);
  let start = 0;
  for (const block of blocks) {
    const [rowStep] = strides(block, rows);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < block.width; c++) out[r * width + start + c] = block.data[r * rowStep + c]!;
    }
    start += block.width;
  }
  return numberBlock(out, width);
}

/** A block of n rows, broadcast where it was constant. */
function spread(block: Block, n: number, name: string): NumberBlock | TextBlock {
  if (block.type === 'bool') throw new StudioError('graph/type', `Output "${name}" must be number or text, got bool.`);
  const rows = blockRows(block);
  if (rows === n) return block;
  if (block.type === 'string') return textBlock(new Int32Array(n).fill(block.codes[0]!), block.levels);
  const data = new Float64Array(n * block.width);
  for (let r = 0; r < n; r++) data.set(block.data, r * block.width);
  return numberBlock(data, block.width);
}

function joinBlocks(parts: readonly (NumberBlock | TextBlock)[]): NumberBlock | TextBlock {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  if (first.type === 'float64') {
    const data = (parts as readonly NumberBlock[]).map(part => part.data);
    return numberBlock(concatArrays(data, Float64Array), first.width);
  }
  const index = new Map<string, number>();
  const codes: Int32Array[] = (parts as readonly TextBlock[]).map(part => {
    const moved = part.levels.map(level => index.get(level) ?? (index.set(level, index.size), index.size - 1));
    return part.codes.map(code => (code < 0 ? -1 : moved[code]!));
  });
  return textBlock(concatArrays(codes, Int32Array), [...index.keys()]);
}
