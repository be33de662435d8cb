import { programOps } from '../graph-program.ts';
import type { WasmInstruction, WasmProgram } from './graph-columns.ts';
import { searchBytes, votersBytes, writeVoters } from './graph-nearest.ts';
import { cutsOf, rankedBytes, writeRanked } from './graph-ranks.ts';
import { treesBytes, writeTrees } from './graph-trees.ts';
import type { Held } from './held.ts';
import type { Region, WasmMemory } from './memory.ts';

/** An instruction is as many numbers: operation, out, a, b, c, width, m, n, then addresses. */
export const INSTRUCTION_NUMBERS = 16;

// As in assembly/graph-program.ts.
const FIRST = programOps.length;
const [WHERE, PLACE, PLACE_PAIR, COLUMNS, MATMUL, SQUARED_DISTANCES, SOFTMAX, ARG_BEST, INTERPOLATE, TREES, RANKED_TREES, MEAN_NEAREST, GATHER, PICK, COLUMNS_MATMUL, COLUMNS_SQUARED_DISTANCES] = Array.from({ length: 16 }, (_, i) => FIRST + i) as [number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number]; // prettier-ignore

/** Numbers of a constant that lie in memory at least: loops go through it as often as it takes. */
const REPEATED = 64;

export interface Encoder {
  readonly memory: WasmMemory;
  readonly region: Region;
  /** What stays in memory when the program is closed. */
  readonly held: Held;
  readonly program: WasmProgram;
  /** The block with room for an instruction's own purposes. */
  readonly spare: number;
  /** A block of constants of which `every` lie in memory; gives its place. */
  constant(values: Float64Array, every: number): number;
}

/** An instruction as one or more of those that the compiled loops know. */
export function encodeInstruction(instruction: WasmInstruction, encoder: Encoder): number[] {
  const { program, spare } = encoder;
  const { out } = instruction;
  const width = program.blocks[out]!.width;
  const record = (op: number, a: number, b: number, c: number, w: number, m: number, n: number, ...rest: number[]) =>
    [op, out, a, b, c, w, m, n, ...rest, ...new Array<number>(INSTRUCTION_NUMBERS - 8 - rest.length).fill(0)]; // prettier-ignore
  const widthOf = (block: number): number => program.blocks[block]!.width;
  switch (instruction.op) {
    case 'where': {
      const [c, a, b] = instruction.xs.map(x => operand(x, width, encoder)) as [Operand, Operand, Operand];
      return record(WHERE, c.block, a.block, b.block, width, c.every, a.every, b.every);
    }
    case 'concat':
      return concatenated(instruction.xs, width, encoder, record);
    case 'columns': {
      const { x, indices } = instruction;
      return record(COLUMNS, x, 0, 0, widthOf(x), 0, indices.length, integers(indices, encoder));
    }
    case 'matmul':
      return record(MATMUL, instruction.x, 0, 0, widthOf(instruction.x), 0, width, numbers(instruction.weights, encoder)); // prettier-ignore
    case 'squared-distances': {
      const { x, centres } = instruction;
      const across = transposed(centres, widthOf(x), width);
      return record(SQUARED_DISTANCES, x, 0, 0, widthOf(x), 0, width, numbers(across, encoder));
    }
    case 'columns-matmul': {
      const { xs, weights } = instruction;
      return record(COLUMNS_MATMUL, 0, spare, 0, xs.length, 0, width, numbers(weights, encoder), integers(Int32Array.from(xs), encoder)); // prettier-ignore
    }
    case 'columns-squared-distances': {
      const { xs, centres } = instruction;
      const across = transposed(centres, xs.length, width);
      return record(COLUMNS_SQUARED_DISTANCES, 0, spare, 0, xs.length, 0, width, numbers(across, encoder), integers(Int32Array.from(xs), encoder)); // prettier-ignore
    }
    case 'softmax':
      return record(SOFTMAX, instruction.x, 0, 0, width, 0, 0);
    case 'arg-max':
    case 'arg-min':
      return record(ARG_BEST, instruction.x, 0, 0, widthOf(instruction.x), 0, instruction.op === 'arg-max' ? 1 : -1);
    case 'interpolate': {
      const { x, knots } = instruction;
      return record(INTERPOLATE, x, 0, 0, 1, 0, knots.length / 4, numbers(knots, encoder));
    }
    case 'trees':
    case 'columns-trees':
      return trees(instruction, encoder, record);
    case 'mean-nearest': {
      const { x, voters } = instruction;
      const { memory, held } = encoder;
      const at = held.hold(voters, votersBytes(voters), region => writeVoters(memory, region, voters));
      return record(MEAN_NEAREST, x, spare, 0, widthOf(x), searchBytes(voters), width, at);
    }
    case 'gather':
      return record(GATHER, instruction.x, 0, 0, width, 0, 0, numbers(instruction.table, encoder));
    case 'pick': {
      const { x, codes } = instruction;
      return record(PICK, x, 0, 0, 1, 0, codes.length, integers(codes, encoder));
    }
    default: {
      const op = programOps.indexOf(instruction.op);
      const [a, b] = instruction.xs.map(x => operand(x, width, encoder));
      return record(op, a!.block, b?.block ?? 0, 0, width, a!.every, b?.every ?? 0);
    }
  }
}

interface Operand {
  readonly block: number;
  /** Numbers after which it repeats; 0 where each row has its own. */
  readonly every: number;
}

type Write = (op: number, a: number, b: number, c: number, width: number, m: number, n: number, ...rest: number[]) => number[]; // prettier-ignore

function operand(x: number, width: number, { program, constant }: Encoder): Operand {
  const { values } = program.blocks[x]!;
  if (!values) return { block: x, every: 0 };
  const every = 2 * width * Math.ceil(REPEATED / (2 * width));
  return { block: constant(values, every), every };
}

/** Pairs of single columns go at once. */
function concatenated(xs: readonly number[], width: number, { program, constant }: Encoder, record: Write): number[] {
  const rowBytes = 8 * width;
  const single = (x: number | undefined): boolean =>
    x !== undefined && program.blocks[x]!.width === 1 && !program.blocks[x]!.values;
  const records: number[] = [];
  let start = 0;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]!;
    const block = program.blocks[x]!;
    if (single(x) && single(xs[i + 1])) {
      records.push(...record(PLACE_PAIR, x, xs[++i]!, 0, 1, 0, start, rowBytes));
      start += 2;
      continue;
    }
    const from = block.values ? constant(block.values, block.width) : x;
    records.push(...record(PLACE, from, 0, 0, block.width, block.values ? 0 : 8 * block.width, start, rowBytes));
    start += block.width;
  }
  return records;
}

function trees(
  instruction: Extract<WasmInstruction, { op: 'trees' | 'columns-trees' }>,
  encoder: Encoder,
  record: Write,
): number[] {
  const { memory, held, program, spare } = encoder;
  const { out, trees: flat } = instruction;
  const outputs = program.blocks[out]!.width;
  const cuts = cutsOf(flat);
  const x = 'x' in instruction ? instruction.x : 0;
  const width = 'x' in instruction ? program.blocks[x]!.width : 1;
  if (cuts) {
    const at = held.hold(cuts, rankedBytes(flat), region => writeRanked(memory, region, flat, cuts));
    const joined = 'xs' in instruction;
    const list = joined ? cuts.columns.map(c => instruction.xs[c]!) : cuts.columns;
    return record(RANKED_TREES, x, spare, Number(joined), width, flat.roots.length, outputs, at.roots, at.nodes, at.leaves, at.leaf, integers(list, encoder), at.cuts, list.length); // prettier-ignore
  }
  const at = held.hold(flat, treesBytes(flat), region => writeTrees(memory, region, flat));
  return record(TREES, x, 0, 0, width, flat.roots.length, outputs, at.roots, at.nodes, at.sets, at.leaf);
}

function numbers(list: Float64Array, { memory, region }: Encoder): number {
  const at = region.allocate(8 * list.length);
  memory.f64(at, list.length).set(list);
  return at;
}

function integers(list: Int32Array, { memory, region }: Encoder): number {
  const at = region.allocate(4 * list.length);
  memory.i32(at, list.length).set(list);
  return at;
}

/** `[count, width]` to `[width, count]`: the loop runs over the centres, two at a time. */
export function transposed(centres: Float64Array, width: number, count: number): Float64Array {
  const out = new Float64Array(centres.length);
  for (let k = 0; k < count; k++) for (let j = 0; j < width; j++) out[j * count + k] = centres[k * width + j]!;
  return out;
}
