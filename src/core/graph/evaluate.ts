import type { GraphKernels } from '../../kernels/graph.ts';
import { StudioError } from '../errors.ts';
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
import { broadcastShape, mapBinary, mapUnary, strides } from './elementwise.ts';
import type { GraphNode, Ref } from './graph.ts';
import { fillNearest } from './interpret-nearest.ts';
import { argBest, columns, interpolate, softmax } from './interpret-rows.ts';
import { fillOneHot, joinTexts, lookupCodes, perLevel, textEqual } from './interpret-text.ts';
import { tokenCounts } from './interpret-tokens.ts';
import { flattened } from './interpret-trees.ts';
import { meanOfNearest } from './interpret-voters.ts';

export type Inputs = ReadonlyMap<string, NumberBlock | TextBlock>;

/** The rows that are evaluated together. */
export interface Batch {
  readonly inputs: Inputs;
  /** The first row of the batch. */
  readonly from: number;
  readonly kernels: GraphKernels;
}

/** What a node makes of the blocks it reads, over `n` rows: the definition of every operation. */
export function evaluate(node: GraphNode, n: number, at: (ref: Ref) => Block, { inputs, from, kernels }: Batch): Block {
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

/** Rows [from, from + n) of an input. */
export function readInput(
  name: string,
  type: 'float64' | 'string',
  inputs: Inputs,
  from: number,
  n: number,
): NumberBlock | TextBlock {
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
