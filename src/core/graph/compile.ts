import { type Instruction, type Program, type ProgramBlock, programOps } from '../../kernels/graph-program.ts';
import { numbersOf } from '../../kernels/reference/graph.ts';
import type { Block, NumberBlock, TextBlock } from './block.ts';
import type { Graph, GraphNode, Ref } from './graph.ts';
import { flattened } from './interpret-trees.ts';
import { fillOneHot, lookupCodes } from './interpret-text.ts';
import { storedVoters } from './interpret-voters.ts';
import type { Inputs } from './interpret.ts';
import type { PlannedBlock } from './plan.ts';

const elementOps: ReadonlySet<string> = new Set(programOps);
const rowOps: ReadonlySet<string> = new Set([
  'to-number',
  'concat',
  'columns',
  'matmul',
  'squared-distances',
  'softmax',
  'arg-max',
  'arg-min',
  'trees',
  'mean-nearest',
  'pick-text',
]);

/** Whether compiled loops can do what a node does. */
export function compiles(node: GraphNode, { nodes, shapes }: Graph, inputs: Inputs): boolean {
  if (elementOps.has(node.op) || rowOps.has(node.op)) return true;
  if (node.op === 'where') return shapes[node.a]!.type === 'float64';
  if (node.op === 'interpolate') return node.knots.at.length > 0;
  // Of a text as it was given all levels are known.
  if (node.op !== 'one-hot' && node.op !== 'lookup') return false;
  const x = nodes[node.x]!;
  return x.op === 'input' && inputs.get(x.name)?.type === 'string';
}

/** Makes a program of nodes that go one after the other. */
export class ProgramBuilder {
  readonly #graph: Graph;
  readonly #inputs: Inputs;
  readonly #constants: readonly (Block | undefined)[];
  readonly #isResult: (ref: Ref) => boolean;
  readonly #blocks: ProgramBlock[] = [];
  readonly #instructions: Instruction[] = [];
  readonly #blockOf = new Map<Ref, number>();
  readonly #given: PlannedBlock[] = [];
  readonly #results: PlannedBlock[] = [];

  constructor(
    graph: Graph,
    inputs: Inputs,
    constants: readonly (Block | undefined)[],
    isResult: (ref: Ref) => boolean,
  ) {
    this.#graph = graph;
    this.#inputs = inputs;
    this.#constants = constants;
    this.#isResult = isResult;
  }

  add(ref: Ref): void {
    const node = this.#graph.nodes[ref]!;
    const alias = this.#sameAs(node);
    if (alias !== undefined && !this.#isResult(ref)) {
      this.#blockOf.set(ref, this.#operand(alias));
      return;
    }
    const { type, width } = this.#graph.shapes[ref]!;
    const out = this.#block({
      width,
      place: this.#isResult(ref) ? 'result' : 'passing',
      type: type === 'string' ? 'codes' : 'numbers',
    });
    this.#blockOf.set(ref, out);
    if (this.#isResult(ref)) this.#results.push({ ref, block: out });
    this.#instructions.push(this.#instruction(node, out, width));
  }

  done(): { program: Program; given: readonly PlannedBlock[]; results: readonly PlannedBlock[] } {
    const program = { blocks: this.#blocks, instructions: this.#instructions };
    return { program, given: this.#given, results: this.#results };
  }

  /** The operand that a node only passes on. */
  #sameAs(node: GraphNode): Ref | undefined {
    if (node.op === 'to-number') return node.x;
    if (node.op !== 'columns' || node.indices.length !== this.#graph.shapes[node.x]!.width) return undefined;
    return node.indices.every((at, i) => at === i) ? node.x : undefined;
  }

  #instruction(node: GraphNode, out: number, width: number): Instruction {
    const spread = (ref: Ref) => this.#spread(ref, width);
    switch (node.op) {
      case 'where':
        return { op: 'where', out, xs: [node.condition, node.a, node.b].map(spread) };
      case 'to-number':
        return { op: 'concat', out, xs: [this.#operand(node.x)] };
      case 'concat':
        return { op: 'concat', out, xs: node.xs.map(x => this.#operand(x)) };
      case 'columns':
        return { op: 'columns', out, x: this.#operand(node.x), indices: Int32Array.from(node.indices) };
      case 'matmul':
        return { op: 'matmul', out, x: this.#operand(node.x), weights: numbersOf(node.weights) };
      case 'squared-distances':
        return { op: 'squared-distances', out, x: this.#operand(node.x), centres: numbersOf(node.centres) };
      case 'softmax':
      case 'arg-max':
      case 'arg-min':
        return { op: node.op, out, x: this.#operand(node.x) };
      case 'interpolate': {
        const { at, before, value, after } = node.knots;
        return { op: 'interpolate', out, x: this.#operand(node.x), knots: Float64Array.of(...at, ...before, ...value, ...after) }; // prettier-ignore
      }
      case 'trees':
        return { op: 'trees', out, x: this.#operand(node.x), trees: flattened(node) };
      case 'mean-nearest':
        return { op: 'mean-nearest', out, x: this.#operand(node.x), voters: storedVoters(node.voters) };
      case 'one-hot': {
        const all = this.#everyLevel(node.x);
        return { op: 'gather', out, x: this.#operand(node.x), table: fillOneHot(all, node.levels) };
      }
      case 'lookup': {
        const all = this.#everyLevel(node.x);
        const table = lookupCodes(all, node.keys, node.values, node.otherwise);
        return { op: 'gather', out, x: this.#operand(node.x), table };
      }
      case 'pick-text': {
        const codes = Int32Array.from(node.values, (value, i) => (value === '' ? -1 : i));
        return { op: 'pick', out, x: this.#operand(node.x), codes };
      }
      default: {
        const xs = 'a' in node ? [node.a, node.b] : 'x' in node ? [node.x] : [];
        return { op: node.op as (typeof programOps)[number], out, xs: xs.map(spread) };
      }
    }
  }

  /** A text column that holds '' and then each level of an input once. */
  #everyLevel(x: Ref): TextBlock {
    const node = this.#graph.nodes[x] as Extract<GraphNode, { op: 'input' }>;
    const { levels } = this.#inputs.get(node.name) as TextBlock;
    return { type: 'string', width: 1, levels, codes: Int32Array.from({ length: levels.length + 1 }, (_, i) => i - 1) };
  }

  /** The place of an operand that repeats its one column, or its one row, as often as it takes. */
  #spread(ref: Ref, width: number): number {
    const own = this.#graph.shapes[ref]!;
    const x = this.#operand(ref);
    if (own.width === width || own.constant) return x;
    const out = this.#block({ width, place: 'passing', type: 'numbers' });
    this.#instructions.push({ op: 'columns', out, x, indices: new Int32Array(width) });
    return out;
  }

  #operand(ref: Ref): number {
    const known = this.#blockOf.get(ref);
    if (known !== undefined) return known;
    const { type, width, constant } = this.#graph.shapes[ref]!;
    const values = constant ? Float64Array.from((this.#constants[ref] as NumberBlock).data) : undefined;
    const block = this.#block({
      width,
      place: values ? 'constant' : 'given',
      type: type === 'string' ? 'codes' : 'numbers',
      ...(values && { values }),
    });
    this.#blockOf.set(ref, block);
    if (!values) this.#given.push({ ref, block });
    return block;
  }

  #block(block: ProgramBlock): number {
    return this.#blocks.push(block) - 1;
  }
}
