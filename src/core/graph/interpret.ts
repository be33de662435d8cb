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
import type { ArithmeticOp, BlockShape, ComparisonOp, Graph, GraphNode, LogicalOp, Ref, UnaryOp } from './graph.ts';
import { fillNearest } from './interpret-nearest.ts';
import { argBest, columns, interpolate, matmul, softmax, squaredDistances } from './interpret-rows.ts';
import { fillOneHot, joinTexts, lookupCodes, perLevel, textEqual } from './interpret-text.ts';
import { flattened, sumTrees } from './interpret-trees.ts';

/** Rows evaluated at a time: large enough to amortise dispatch, small enough that every block stays in cache. */
const BATCH = 2048;

export type Inputs = ReadonlyMap<string, NumberBlock | TextBlock>;
export type Outputs = ReadonlyMap<string, NumberBlock | TextBlock>;

const unary: Record<UnaryOp, (x: number) => number> = {
  negate: x => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  floor: Math.floor,
  ceil: Math.ceil,
  relu: x => (x < 0 ? 0 : x),
  sigmoid: x => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  tanh: Math.tanh,
};

const arithmetic: Record<ArithmeticOp, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: (a, b) => a ** b,
  minimum: Math.min,
  maximum: Math.max,
};

const comparison: Record<ComparisonOp | LogicalOp, (a: number, b: number) => boolean> = {
  less: (a, b) => a < b,
  'less-or-equal': (a, b) => a <= b,
  greater: (a, b) => a > b,
  'greater-or-equal': (a, b) => a >= b,
  equal: (a, b) => a === b,
  and: (a, b) => a !== 0 && b !== 0,
  or: (a, b) => a !== 0 || b !== 0,
};

/**
 * Evaluate a graph in float64 over `rows` rows: the definition of what a fitted model predicts. Inputs are looked up by
 * name and must have `rows` rows (or one, which broadcasts); outputs are whole blocks of `[rows, width]`.
 */
export function interpret(graph: Graph, inputs: Inputs, rows: number, signal?: AbortSignal): Outputs {
  if (rows === 0) return new Map(graph.outputs.map(o => [o.name, emptyBlock(graph.shapes[o.ref]!)]));
  const constants: (Block | undefined)[] = graph.nodes.map(() => undefined);
  graph.nodes.forEach((node, i) => {
    if (graph.shapes[i]!.constant) constants[i] = evaluate(node, 1, ref => constants[ref]!, inputs, 0);
  });
  const parts = graph.outputs.map(() => [] as (NumberBlock | TextBlock)[]);
  for (let from = 0; from < rows; from += BATCH) {
    throwIfCancelled(signal);
    const n = Math.min(BATCH, rows - from);
    const blocks = constants.slice();
    graph.nodes.forEach((node, i) => (blocks[i] ??= evaluate(node, n, ref => blocks[ref]!, inputs, from)));
    graph.outputs.forEach((output, k) => parts[k]!.push(spread(blocks[output.ref]!, n, output.name)));
  }
  return new Map(graph.outputs.map((output, k) => [output.name, joinBlocks(parts[k]!)]));
}

function emptyBlock({ type, width }: BlockShape): NumberBlock | TextBlock {
  return type === 'string' ? textBlock(new Int32Array(0), []) : numberBlock(new Float64Array(0), width);
}

function evaluate(node: GraphNode, n: number, at: (ref: Ref) => Block, inputs: Inputs, from: number): Block {
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
      return numberBlock(x.data.map(unary[node.op]), x.width);
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'power':
    case 'minimum':
    case 'maximum': {
      const { a, b, width, size } = pair(num(node.a), num(node.b));
      return numberBlock(zip(arithmetic[node.op], a, b, width, new Float64Array(size)), width);
    }
    case 'less':
    case 'less-or-equal':
    case 'greater':
    case 'greater-or-equal':
    case 'equal':
    case 'and':
    case 'or': {
      const { a, b, width, size } = pair(at(node.a) as NumberBlock, at(node.b) as NumberBlock);
      return { type: 'bool', width, data: zip(comparison[node.op], a, b, width, new Uint8Array(size)) };
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
    case 'concat':
      return concat(node.xs.map(num));
    case 'columns':
      return numberBlock(columns(num(node.x), node.indices), node.indices.length);
    case 'matmul':
      return numberBlock(matmul(num(node.x), node.weights, node.outputs), node.outputs);
    case 'squared-distances':
      return numberBlock(squaredDistances(num(node.x), node.centres, node.count), node.count);
    case 'softmax':
      return numberBlock(softmax(num(node.x)), num(node.x).width);
    case 'arg-max':
    case 'arg-min':
      return numberBlock(argBest(num(node.x), node.op === 'arg-max' ? 1 : -1));
    case 'interpolate':
      return numberBlock(interpolate(num(node.x), node.knots));
    case 'trees':
      return numberBlock(sumTrees(num(node.x), flattened(node)), node.outputs);
    case 'fill-nearest':
      return numberBlock(fillNearest(num(node.x), node.near), num(node.x).width);
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

interface Numbers {
  readonly width: number;
  readonly data: Float64Array | Uint8Array;
}

function pair<A extends Numbers, B extends Numbers>(a: A, b: B) {
  const width = Math.max(a.width, b.width);
  return { a, b, width, size: width * Math.max(a.data.length / a.width, b.data.length / b.width) };
}

/** out[r, c] = f(a[r, c], b[r, c]) where one row and one column broadcast. */
function zip<O extends Float64Array | Uint8Array>(
  f: (a: number, b: number) => number | boolean,
  a: Numbers,
  b: Numbers,
  width: number,
  out: O,
): O {
  const [aRow, aCol] = strides(a, out.length / width);
  const [bRow, bCol] = strides(b, out.length / width);
  for (let i = 0, r = 0; i < out.length; r++) {
    for (let c = 0; c < width; c++, i++)
      out[i] = f(a.data[r * aRow + c * aCol]!, b.data[r * bRow + c * bCol]!) as number;
  }
  return out;
}

/** Steps between rows and columns of a block that may broadcast. */
function strides(x: Numbers, rows: number): [row: number, column: number] {
  return [rows > 1 && x.data.length === x.width ? 0 : x.width, x.width === 1 ? 0 : 1];
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
