import { cutsOf } from './graph-ranks.ts';
import { operandsOf, type WasmProgram } from './graph-columns.ts';
import { searchBytes } from './graph-nearest.ts';

export interface ScratchLayout {
  /** For a row of each block that passes between instructions: where it begins, in bytes of a row of all of them. */
  readonly offsets: readonly number[];
  readonly rowBytes: number;
  /** What instructions need for themselves, behind all rows of a tile. */
  extraBytes(tile: number): number;
}

/** Blocks that are not needed at the same time share their place. */
export function scratchLayout({ blocks, instructions }: WasmProgram): ScratchLayout {
  const lastUse = new Array<number>(blocks.length).fill(-1);
  instructions.forEach((instruction, i) => operandsOf(instruction).forEach(x => (lastUse[x] = i)));
  const offsets = new Array<number>(blocks.length).fill(0);
  const free: { at: number; bytes: number }[] = [];
  let rowBytes = 0;
  instructions.forEach((instruction, i) => {
    const { place, width } = blocks[instruction.out]!;
    if (place === 'passing') {
      const bytes = 8 * width;
      const gap = free.find(g => g.bytes >= bytes);
      offsets[instruction.out] = gap?.at ?? rowBytes;
      if (gap) {
        gap.at += bytes;
        gap.bytes -= bytes;
      } else rowBytes += bytes;
    }
    for (const x of new Set([...operandsOf(instruction), instruction.out])) {
      if (blocks[x]!.place !== 'passing' || lastUse[x]! > i) continue;
      free.push({ at: offsets[x]!, bytes: 8 * blocks[x]!.width });
    }
  });
  const extraBytes = (tile: number): number =>
    instructions.reduce((most, i) => {
      if (i.op === 'mean-nearest') return Math.max(most, searchBytes(i.voters));
      if (i.op === 'columns-matmul' || i.op === 'columns-squared-distances') return Math.max(most, 4 * i.xs.length);
      if (i.op === 'trees' || i.op === 'columns-trees')
        return Math.max(most, 2 * tile * (cutsOf(i.trees)?.columns.length ?? 0) + 8);
      return most;
    }, 16);
  return { offsets, rowBytes, extraBytes };
}
