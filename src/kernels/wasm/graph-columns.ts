import type { FlatTrees } from '../graph.ts';
import type { Instruction, Program } from '../graph-program.ts';
import { cutsOf } from './graph-ranks.ts';

/** What the compiled loops run: products, distances and trees over ranks may take their columns from where they lie. */
export type WasmInstruction =
  | Instruction
  | {
      readonly op: 'columns-matmul';
      readonly out: number;
      readonly xs: readonly number[];
      readonly weights: Float64Array;
    }
  | {
      readonly op: 'columns-squared-distances';
      readonly out: number;
      readonly xs: readonly number[];
      readonly centres: Float64Array;
    }
  | { readonly op: 'columns-trees'; readonly out: number; readonly xs: readonly number[]; readonly trees: FlatTrees };

export interface WasmProgram extends Omit<Program, 'instructions'> {
  readonly instructions: readonly WasmInstruction[];
}

/** Of more columns a few rows do not stay in the nearest cache while output after output goes over them. */
const MOST_COLUMNS = 128;

/** Leave out laying columns side by side where nothing else reads the rows. */
export function joinColumns(program: Program): WasmProgram {
  const { blocks, instructions } = program;
  const readers = new Map<number, Instruction[]>();
  for (const instruction of instructions) {
    for (const x of operandsOf(instruction)) readers.set(x, [...(readers.get(x) ?? []), instruction]);
  }
  const isColumn = (x: number): boolean => blocks[x]!.width === 1 && !blocks[x]!.values;
  const columnsOf = new Map<number, readonly number[]>();
  const kept = instructions.flatMap((instruction): readonly WasmInstruction[] => {
    const { op, out } = instruction;
    if (op === 'concat') {
      const [reader, other] = readers.get(out) ?? [];
      const joins =
        blocks[out]!.place === 'passing' && reader && !other && joinable(reader) && instruction.xs.every(isColumn);
      if (joins) columnsOf.set(out, instruction.xs);
      return joins ? [] : [instruction];
    }
    const xs = 'x' in instruction ? columnsOf.get(instruction.x) : undefined;
    if (!xs) return [instruction];
    if (op === 'trees') return [{ op: 'columns-trees', out, xs, trees: instruction.trees }];
    if (op === 'matmul') return [{ op: 'columns-matmul', out, xs, weights: instruction.weights }];
    if (op === 'squared-distances') return [{ op: 'columns-squared-distances', out, xs, centres: instruction.centres }];
    return [instruction];
  });
  return { blocks, instructions: kept };

  function joinable(reader: Instruction): boolean {
    const { op } = reader;
    if (op === 'trees') return cutsOf(reader.trees) !== null;
    if (op !== 'matmul' && op !== 'squared-distances') return false;
    return blocks[reader.out]!.width === 1 || blocks[reader.x]!.width <= MOST_COLUMNS;
  }
}

export const operandsOf = (instruction: WasmInstruction): readonly number[] =>
  'xs' in instruction ? instruction.xs : [instruction.x];
