import type { Graph, GraphNode, Ref } from '../../core/graph/graph.ts';
import type { StudioError } from '../../core/errors.ts';
import { dataType } from './proto.ts';
import { fillNearest, interpolate, meanNearest, MOST_AT_ONCE, squaredDistances } from './learned-operations.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { matmul, lastSum } from './matmul.ts';
import { exponential, hyperbolicTangent, logarithm, sigmoid, softmax } from './portable-functions.ts';
import { trees } from './trees.ts';

/**
 * One node of the studio's graph as ONNX nodes (opset 21), all in float64. Choices that are not the obvious operation:
 * Scaler, Imputer and the linear ai.onnx.ml operations compute in float32 and are not used; OneHotEncoder gives float32
 * zeros and ones, which are exact; where ONNX and the interpreter differ on NaN or infinity the difference is written out.
 */
export interface Emitter {
  readonly onnx: OnnxGraph;
  readonly graph: Graph;
  /** The ONNX name of a node's block. */
  at(ref: Ref): string;
  /** The name of a raw column, checked to be an input of the model. */
  input(name: string): string;
  /** The refusal of what ONNX lacks: in words, the formula's function, and what it is applied to. */
  inexpressible(what: string, functionName: string, source: string): StudioError;
  /** Whether the last digits of a node's block decide something later on. */
  digitsMatter(ref: Ref): boolean;
  /** A block with as many rows as the data, also where it is constant. */
  spread(ref: Ref): string;
}

const names = {
  negate: 'Neg',
  abs: 'Abs',
  sqrt: 'Sqrt',
  floor: 'Floor',
  ceil: 'Ceil',
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  minimum: 'Min',
  maximum: 'Max',
  less: 'Less',
  'less-or-equal': 'LessOrEqual',
  greater: 'Greater',
  'greater-or-equal': 'GreaterOrEqual',
  equal: 'Equal',
  and: 'And',
  or: 'Or',
} as const;

export function emitNode(ref: Ref, emitter: Emitter): string {
  const { onnx, graph, at } = emitter;
  const node = graph.nodes[ref]!;
  switch (node.op) {
    case 'input':
      return emitter.input(node.name);
    case 'constant':
      return onnx.doubles(node.values);
    case 'text':
      return onnx.strings([node.value], [1, 1]);
    case 'negate':
    case 'abs':
    case 'sqrt':
    case 'floor':
    case 'ceil':
      return onnx.node(names[node.op], [at(node.x)]);
    case 'relu':
      return onnx.node('Where', [onnx.node('Less', [at(node.x), onnx.doubles([0])]), onnx.doubles([0]), at(node.x)]);
    case 'exp':
      return exponential(onnx, at(node.x));
    case 'log':
      return logarithm(onnx, at(node.x));
    case 'sigmoid':
      return sigmoid(onnx, at(node.x));
    case 'tanh':
      return hyperbolicTangent(onnx, at(node.x));
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'minimum':
    case 'maximum':
    case 'less':
    case 'less-or-equal':
    case 'greater':
    case 'greater-or-equal':
    case 'equal':
    case 'and':
    case 'or':
      return onnx.node(names[node.op], [at(node.a), at(node.b)]);
    case 'power':
      return power(onnx, at(node.a), at(node.b), graph.nodes[node.b]!);
    case 'not':
      return onnx.node('Not', [at(node.x)]);
    case 'text-equal':
      return onnx.node('Equal', [at(node.a), at(node.b)]);
    case 'is-missing':
      return onnx.node('IsNaN', [at(node.x)]);
    case 'to-number':
      return onnx.node('Cast', [at(node.x)], { to: dataType.double });
    case 'where':
      return onnx.node('Where', [at(node.condition), at(node.a), at(node.b)]);
    case 'one-hot': {
      const coded = onnx.mlNode('OneHotEncoder', [at(node.x)], { cats_strings: node.levels, zeros: 1 });
      // [N, 1, K] to [N, K]; 0 keeps the number of rows, even when it is none.
      const flat = onnx.node('Reshape', [coded, onnx.int64s([0, node.levels.length])]);
      return onnx.node('Cast', [flat], { to: dataType.double });
    }
    case 'lookup':
      return lookup(onnx, at(node.x), node);
    case 'text-length':
      throw emitter.inexpressible('the length of a text', 'length', textSource(graph, node.x));
    case 'token-counts':
      throw emitter.inexpressible('the words of a text', 'words', textSource(graph, node.x));
    case 'concat':
      return onnx.node('Concat', concatParts(emitter, node.xs), { axis: 1 });
    case 'columns':
      return onnx.node('Gather', [at(node.x), onnx.int64s(node.indices)], { axis: 1 });
    case 'matmul':
      return matmul(
        onnx,
        at(node.x),
        graph.shapes[node.x]!.width,
        node.weights,
        node.outputs,
        emitter.digitsMatter(ref),
      );
    case 'squared-distances': {
      const { width } = graph.shapes[node.x]!;
      if (node.count * width > MOST_AT_ONCE) return squaredDistances(onnx, at(node.x), width, node.centres);
      const rows = onnx.node('Unsqueeze', [at(node.x), onnx.int64s([1])]);
      const difference = onnx.node('Sub', [rows, onnx.doubles(node.centres, [1, node.count, width])]);
      return lastSum(onnx, onnx.node('Mul', [difference, difference]), 2, width);
    }
    case 'softmax':
      return softmax(onnx, at(node.x), graph.shapes[node.x]!.width);
    case 'arg-max':
    case 'arg-min':
      return onnx.node('Cast', [bestIndex(emitter, node)], { to: dataType.double });
    case 'interpolate':
      return interpolate(onnx, at(node.x), node.knots);
    case 'trees':
      return trees(onnx, at(node.x), node.trees, node.outputs);
    case 'fill-nearest':
      return fillNearest(onnx, at(node.x), node.near);
    case 'mean-nearest':
      return meanNearest(onnx, at(node.x), graph.shapes[node.x]!.width, node.voters);
    case 'pick-text':
      return pickText(emitter, node);
    default:
      return node satisfies never;
  }
}

/** JavaScript gives NaN for 1 and -1 to a power that is not finite, C gives 1; a constant finite power needs no care. */
function power(onnx: OnnxGraph, a: string, b: string, exponent: GraphNode): string {
  const plain = onnx.node('Pow', [a, b]);
  if (exponent.op === 'constant' && exponent.values.every(Number.isFinite)) return plain;
  const unit = onnx.node('Equal', [onnx.node('Abs', [a]), onnx.doubles([1])]);
  const endless = onnx.node('IsNaN', [onnx.node('Sub', [b, b])]);
  return onnx.node('Where', [onnx.node('And', [unit, endless]), onnx.doubles([NaN]), plain]);
}

function lookup(onnx: OnnxGraph, x: string, node: Extract<GraphNode, { op: 'lookup' }>): string {
  // LabelEncoder wants at least one key.
  const keys = node.keys.length ? node.keys : [''];
  const values = node.keys.length ? node.values : [node.otherwise];
  return onnx.mlNode('LabelEncoder', [x], {
    keys_tensor: { type: 'string', dims: [keys.length], values: keys },
    values_tensor: { type: 'double', dims: [values.length], values },
    default_tensor: { type: 'double', dims: [1], values: [node.otherwise] },
  });
}

/** Concat does not broadcast, so constant parts get the rows of the others. */
function concatParts({ graph, at, spread }: Emitter, xs: readonly Ref[]): string[] {
  const allConstant = xs.every(x => graph.shapes[x]!.constant);
  return xs.map(x => (allConstant || !graph.shapes[x]!.constant ? at(x) : spread(x)));
}

type Best = Extract<GraphNode, { op: 'arg-max' | 'arg-min' }>;

/**
 * The index as int64 [N, 1]. The interpreter keeps the first value as the best until one is better: a NaN in the first
 * place wins, one elsewhere never does. ONNX leaves NaN open, so it is replaced to say the same.
 */
function bestIndex({ onnx, graph, at }: Emitter, { op, x }: Best): string {
  const worst = op === 'arg-max' ? -Infinity : Infinity;
  const stand = Array.from({ length: graph.shapes[x]!.width }, (_, i) => (i === 0 ? -worst : worst));
  const plain = onnx.node('Where', [onnx.node('IsNaN', [at(x)]), onnx.doubles(stand), at(x)]);
  return onnx.node(op === 'arg-max' ? 'ArgMax' : 'ArgMin', [plain], { axis: 1, keepdims: 1 });
}

/** Gather; an index that is no whole number in range takes the '' added at the end. */
function pickText(emitter: Emitter, { x, values }: Extract<GraphNode, { op: 'pick-text' }>): string {
  const { onnx, graph, at } = emitter;
  const source = graph.nodes[x]!;
  if ((source.op === 'arg-max' || source.op === 'arg-min') && graph.shapes[source.x]!.width <= values.length)
    return onnx.node('Gather', [onnx.strings(values), onnx.node('Cast', [at(x)], { to: dataType.int64 })], { axis: 0 });
  const whole = onnx.node('Equal', [onnx.node('Floor', [at(x)]), at(x)]);
  const low = onnx.node('GreaterOrEqual', [at(x), onnx.doubles([0])]);
  const high = onnx.node('Less', [at(x), onnx.doubles([values.length])]);
  const fits = onnx.node('And', [whole, onnx.node('And', [low, high])]);
  const safe = onnx.node('Where', [fits, at(x), onnx.doubles([values.length])]);
  const index = onnx.node('Cast', [safe], { to: dataType.int64 });
  return onnx.node('Gather', [onnx.strings([...values, '']), index], { axis: 0 });
}

/** The raw column a text comes from, for a message. */
function textSource(graph: Graph, ref: Ref): string {
  const node = graph.nodes[ref]!;
  if (node.op === 'input') return `column "${node.name}"`;
  if (node.op === 'where') return textSource(graph, node.a);
  return 'a computed text';
}
