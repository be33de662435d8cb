import { StudioError } from '../errors.ts';
import {
  type ArithmeticOp,
  type BlockShape,
  type BlockType,
  type ComparisonOp,
  type Graph,
  type GraphNode,
  type GraphOutput,
  type Knots,
  type LogicalOp,
  type Neighbours,
  operands,
  type Ref,
  type Tree,
  type UnaryOp,
  type Voters,
} from './graph.ts';
import { type TokenColumns, type TokenRule, tokenWidth } from './tokens.ts';
import { checkTree } from './check-tree.ts';

/** Builds a graph node by node; equal nodes are built once, and every operand is checked as it is added. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #shapes: BlockShape[] = [];
  readonly #known = new Map<string | GraphNode, Ref>();

  input(name: string, type: 'float64' | 'string'): Ref {
    return this.#add({ op: 'input', name, type }, type, 1);
  }
  constant(...values: number[]): Ref {
    return this.#add({ op: 'constant', values }, 'float64', values.length);
  }
  text(value: string): Ref {
    return this.#add({ op: 'text', value }, 'string', 1);
  }
  unary(op: UnaryOp, x: Ref): Ref {
    return this.#add({ op, x }, 'float64', this.#number(op, x).width);
  }
  binary(op: ArithmeticOp, a: Ref, b: Ref): Ref {
    return this.#add({ op, a, b }, 'float64', this.#broadcast(op, this.#number(op, a), this.#number(op, b)));
  }
  compare(op: ComparisonOp, a: Ref, b: Ref): Ref {
    return this.#add({ op, a, b }, 'bool', this.#broadcast(op, this.#number(op, a), this.#number(op, b)));
  }
  logical(op: LogicalOp, a: Ref, b: Ref): Ref {
    return this.#add({ op, a, b }, 'bool', this.#broadcast(op, this.#typed(op, a, 'bool'), this.#typed(op, b, 'bool')));
  }
  not(x: Ref): Ref {
    return this.#add({ op: 'not', x }, 'bool', this.#typed('not', x, 'bool').width);
  }
  textEqual(a: Ref, b: Ref): Ref {
    this.#typed('text-equal', a, 'string');
    this.#typed('text-equal', b, 'string');
    return this.#add({ op: 'text-equal', a, b }, 'bool', 1);
  }
  isMissing(x: Ref): Ref {
    if (this.shape(x).type === 'string') return this.textEqual(x, this.text(''));
    return this.#add({ op: 'is-missing', x }, 'bool', this.#number('is-missing', x).width);
  }
  toNumber(x: Ref): Ref {
    return this.#add({ op: 'to-number', x }, 'float64', this.#typed('to-number', x, 'bool').width);
  }
  where(condition: Ref, a: Ref, b: Ref): Ref {
    const { type } = this.shape(a);
    if (type === 'bool') throw this.#wrong('where', a, 'number or text');
    const width = this.#broadcast('where', this.shape(a), this.#typed('where', b, type));
    const all = this.#broadcast('where', this.#typed('where', condition, 'bool'), { type, width, constant: false });
    return this.#add({ op: 'where', condition, a, b }, type, all);
  }
  oneHot(x: Ref, levels: readonly string[]): Ref {
    this.#typed('one-hot', x, 'string');
    return this.#add({ op: 'one-hot', x, levels }, 'float64', levels.length);
  }
  lookup(x: Ref, keys: readonly string[], values: readonly number[], otherwise: number): Ref {
    this.#typed('lookup', x, 'string');
    return this.#add({ op: 'lookup', x, keys, values, otherwise }, 'float64', 1);
  }
  textLength(x: Ref): Ref {
    this.#typed('text-length', x, 'string');
    return this.#add({ op: 'text-length', x }, 'float64', 1);
  }
  tokenCounts(x: Ref, rule: TokenRule, columns: TokenColumns): Ref {
    this.#typed('token-counts', x, 'string');
    return this.#add({ op: 'token-counts', x, rule, columns }, 'float64', tokenWidth(columns));
  }
  /** Columns of one block that stand in a row are taken out of it at once. */
  concat(given: readonly Ref[]): Ref {
    const xs = this.#joined(given);
    if (xs.length === 1) return xs[0]!;
    if (!xs.length) throw new StudioError('graph/empty', 'concat must have at least one block, got none.');
    return this.#add(
      { op: 'concat', xs },
      'float64',
      xs.reduce((sum, x) => sum + this.#number('concat', x).width, 0),
    );
  }
  columns(x: Ref, indices: readonly number[]): Ref {
    const { width } = this.#number('columns', x);
    const wrong = indices.find(i => !Number.isInteger(i) || i < 0 || i >= width);
    if (wrong !== undefined)
      throw new StudioError('graph/index', `columns: indices must lie in [0, ${width}), got ${wrong}.`);
    return this.#add({ op: 'columns', x, indices }, 'float64', indices.length);
  }
  matmul(x: Ref, weights: readonly number[], outputs: number): Ref {
    this.#size('matmul', weights.length, this.#number('matmul', x).width * outputs);
    return this.#add({ op: 'matmul', x, weights, outputs }, 'float64', outputs);
  }
  squaredDistances(x: Ref, centres: readonly number[], count: number): Ref {
    this.#size('squared-distances', centres.length, this.#number('squared-distances', x).width * count);
    return this.#add({ op: 'squared-distances', x, centres, count }, 'float64', count);
  }
  softmax(x: Ref): Ref {
    return this.#add({ op: 'softmax', x }, 'float64', this.#number('softmax', x).width);
  }
  argMax(x: Ref): Ref {
    this.#number('arg-max', x);
    return this.#add({ op: 'arg-max', x }, 'float64', 1);
  }
  argMin(x: Ref): Ref {
    this.#number('arg-min', x);
    return this.#add({ op: 'arg-min', x }, 'float64', 1);
  }
  interpolate(x: Ref, knots: Knots): Ref {
    this.#size('interpolate', this.#number('interpolate', x).width, 1);
    for (const list of [knots.before, knots.value, knots.after])
      this.#size('interpolate', list.length, Math.max(1, knots.at.length));
    return this.#add({ op: 'interpolate', x, knots }, 'float64', 1);
  }
  trees(x: Ref, trees: readonly Tree[], outputs = 1): Ref {
    const { width } = this.#number('trees', x);
    for (const tree of trees) checkTree(tree, width, outputs);
    if (!trees.length) return this.constant(...new Array<number>(outputs).fill(0));
    return this.#add({ op: 'trees', x, outputs, trees }, 'float64', outputs);
  }
  fillNearest(x: Ref, near: Neighbours): Ref {
    const { width } = this.#number('fill-nearest', x);
    this.#size('fill-nearest', near.otherwise.length, width);
    this.#size('fill-nearest', near.points.length % width, 0);
    return this.#add({ op: 'fill-nearest', x, near }, 'float64', width);
  }
  meanNearest(x: Ref, voters: Voters): Ref {
    const { width } = this.#number('mean-nearest', x);
    const count = voters.values.length;
    this.#size('mean-nearest', voters.points.length, count * width);
    if (voters.neighbours < 1 || voters.neighbours > count)
      throw new StudioError(
        'graph/index',
        `mean-nearest: neighbours must lie in [1, ${count}], got ${voters.neighbours}.`,
      );
    return this.#add({ op: 'mean-nearest', x, voters }, 'float64', voters.classes ?? 1);
  }
  pickText(x: Ref, values: readonly string[]): Ref {
    this.#number('pick-text', x);
    return this.#add({ op: 'pick-text', x, values }, 'string', 1);
  }

  shape(x: Ref): BlockShape {
    const shape = this.#shapes[x];
    if (!shape)
      throw new StudioError('graph/unknown-node', `The graph has ${this.#nodes.length} nodes, there is no node ${x}.`);
    return shape;
  }

  /** The finished graph, without the nodes that no output needs. */
  done(outputs: readonly GraphOutput[]): Graph {
    const needed = new Set<number>();
    const visit = (ref: Ref): void => {
      if (needed.has(ref)) return;
      needed.add(ref);
      operands(this.#nodes[ref]!).forEach(visit);
    };
    outputs.forEach(o => visit(o.ref));
    const kept = [...needed].sort((a, b) => a - b);
    const moved = new Map(kept.map((old, now) => [old, now as Ref]));
    const at = (old: Ref): Ref => moved.get(old)!;
    return {
      nodes: kept.map(i => remap(this.#nodes[i]!, at)),
      shapes: kept.map(i => this.#shapes[i]!),
      outputs: outputs.map(o => ({ name: o.name, ref: at(o.ref) })),
    };
  }

  #add(node: GraphNode, type: BlockType, width: number): Ref {
    const key = keyOf(node);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const parts = operands(node);
    const constant = node.op !== 'input' && parts.every(p => this.shape(p).constant);
    const ref = (this.#nodes.push(node) - 1) as Ref;
    this.#shapes.push({ type, width, constant });
    this.#known.set(key, ref);
    return ref;
  }
  #joined(xs: readonly Ref[]): readonly Ref[] {
    const runs: { x: Ref; indices: number[] | null; ref: Ref }[] = [];
    for (const ref of xs) {
      const node = this.#nodes[ref];
      const last = runs.at(-1);
      if (node?.op !== 'columns') runs.push({ x: ref, indices: null, ref });
      else if (last?.indices && last.x === node.x) last.indices.push(...node.indices);
      else runs.push({ x: node.x, indices: [...node.indices], ref });
    }
    if (runs.length === xs.length) return xs;
    return runs.map(({ x, indices, ref }) => {
      if (!indices) return ref;
      const whole = indices.length === this.shape(x).width && indices.every((at, i) => at === i);
      return whole ? x : this.columns(x, indices);
    });
  }
  #number(op: string, x: Ref): BlockShape {
    return this.#typed(op, x, 'float64');
  }
  #typed(op: string, x: Ref, type: BlockType): BlockShape {
    const shape = this.shape(x);
    if (shape.type !== type) throw this.#wrong(op, x, type);
    return shape;
  }
  #wrong(op: string, x: Ref, expected: string): StudioError {
    return new StudioError('graph/type', `${op}: operand ${x} must be ${expected}, got ${this.shape(x).type}.`);
  }
  #broadcast(op: string, a: BlockShape, b: BlockShape): number {
    if (a.width === b.width || b.width === 1) return a.width;
    if (a.width === 1) return b.width;
    throw new StudioError('graph/width', `${op}: widths must be equal or 1, got ${a.width} and ${b.width}.`);
  }
  #size(op: string, found: number, expected: number): void {
    if (found !== expected) throw new StudioError('graph/width', `${op}: must have ${expected} numbers, got ${found}.`);
  }
}

/** Equal for equal nodes. Trees may have millions of nodes and are never looked up again. */
function keyOf(node: GraphNode): string | GraphNode {
  if (node.op === 'trees') return node;
  return JSON.stringify(node, (_, v: unknown) =>
    typeof v === 'number' && !(Number.isFinite(v) && !Object.is(v, -0)) ? `#${Object.is(v, -0) ? '-0' : v}` : v,
  );
}

function remap(node: GraphNode, at: (old: Ref) => Ref): GraphNode {
  if ('xs' in node) return { ...node, xs: node.xs.map(at) };
  if ('condition' in node) return { ...node, condition: at(node.condition), a: at(node.a), b: at(node.b) };
  if ('a' in node) return { ...node, a: at(node.a), b: at(node.b) };
  return 'x' in node ? { ...node, x: at(node.x) } : node;
}
