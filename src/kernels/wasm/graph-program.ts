import type { OpenProgram, Program } from '../graph-program.ts';
import { encodeInstruction, type Encoder, INSTRUCTION_NUMBERS } from './graph-instructions.ts';
import { scratchLayout } from './graph-scratch.ts';
import type { Held } from './held.ts';
import type { Region } from './memory.ts';
import type { WasmThreads } from './threads.ts';

/**
 * A program in memory, as assembly/graph-program.ts reads it: a header (rows of a tile, address of the blocks, address and
 * number of the instructions), a block in four numbers (address, bytes from row to row, 1 if in scratch, unused), then
 * instructions of sixteen.
 */
const HEADER_BYTES = 16;
const BLOCK_NUMBERS = 4;

/** Bytes that what passes between instructions may take in a tile: they stay in the nearest cache. */
const TILE_BYTES = 65_536;
/** Trees larger than this are fetched anew for every tile, so the tiles are larger, too. */
const LARGE_TREES = 262_144;
const ROWS_FOR_LARGE_TREES = 2048;
/** Bytes of rows given and made in one run, and about how many multiplications it may take, a thread. */
const RUN_BYTES = 4_194_304;
const RUN_WORK = 2e7;
/** Parts of a run for each thread, so that a late thread holds nobody up; none has fewer rows than this. */
const PARTS = 4;
const FEWEST_ROWS = 64;

export function openProgram(threads: WasmThreads, held: Held, program: Program, wanted: number): OpenProgram {
  const region = threads.memory.region();
  try {
    return new WasmProgram(threads, held, program, wanted, region);
  } catch (error) {
    region.close();
    throw error;
  }
}

class WasmProgram implements OpenProgram {
  readonly rows: number;
  readonly #threads: WasmThreads;
  readonly #region: Region;
  readonly #program: Program;
  readonly #at: number;
  /** Address of each block that is given or a result. */
  readonly #places: readonly number[];
  readonly #tile: number;
  readonly #scratch: number;
  readonly #scratchBytes: number;

  constructor(threads: WasmThreads, held: Held, program: Program, wanted: number, region: Region) {
    const { memory } = threads;
    this.#threads = threads;
    this.#region = region;
    this.#program = program;
    const layout = scratchLayout(program);
    this.#tile = tileRows(program, layout.rowBytes);
    this.rows = runRows(program, this.#tile, wanted, threads.threads);
    this.#places = program.blocks.map(({ place, width, type }) =>
      place === 'given' || place === 'result' ? region.allocate((type === 'codes' ? 4 : 8) * width * this.rows) : 0,
    );
    const extra = layout.extraBytes(this.#tile);
    this.#scratchBytes = layout.rowBytes * this.#tile + extra;
    this.#scratch = region.allocate(PARTS * threads.threads * this.#scratchBytes);

    const blocks: number[] = [];
    program.blocks.forEach(({ width, place, type }, i) => {
      const inScratch = place === 'passing';
      const bytes = (type === 'codes' ? 4 : 8) * width;
      blocks.push(inScratch ? layout.offsets[i]! * this.#tile : this.#places[i]!, bytes, Number(inScratch), 0);
    });
    // One more block: room for ranks, or for a search.
    blocks.push(layout.rowBytes * this.#tile, 0, 1, 0);
    const encoder: Encoder = {
      memory,
      region,
      held,
      program,
      spare: program.blocks.length,
      constant: (values, every) => this.#constant(blocks, values, every),
    };
    const instructions = program.instructions.flatMap(instruction => encodeInstruction(instruction, encoder));
    this.#at = region.allocate(HEADER_BYTES);
    const blocksAt = region.allocate(4 * blocks.length);
    const instructionsAt = region.allocate(4 * instructions.length);
    memory.i32(blocksAt, blocks.length).set(blocks);
    memory.i32(instructionsAt, instructions.length).set(instructions);
    const header = [this.#tile, blocksAt, instructionsAt, instructions.length / INSTRUCTION_NUMBERS];
    memory.i32(this.#at, header.length).set(header);
  }

  numbers(block: number): Float64Array {
    return this.#threads.memory.f64(this.#places[block]!, this.rows * this.#program.blocks[block]!.width);
  }

  codes(block: number): Int32Array {
    return this.#threads.memory.i32(this.#places[block]!, this.rows);
  }

  run(rows: number): void {
    const { threads } = this.#threads;
    const most = threads === 1 ? 1 : PARTS * threads;
    const each = 8 * Math.ceil(Math.max(FEWEST_ROWS, rows / most) / 8);
    const parts: number[][] = [];
    for (let from = 0; from < rows; from += each) {
      const scratch = this.#scratch + parts.length * this.#scratchBytes;
      parts.push([this.#at, from, Math.min(rows, from + each), scratch]);
    }
    this.#threads.parallel('graphRun', parts);
  }

  close(): void {
    this.#region.close();
  }

  /** A block of the same numbers in every row; `every` of them lie in memory. */
  #constant(blocks: number[], values: Float64Array, every: number): number {
    const at = this.#region.allocate(8 * every);
    const numbers = this.#threads.memory.f64(at, every);
    for (let i = 0; i < every; i++) numbers[i] = values[i % values.length]!;
    blocks.push(at, 0, 0, 0);
    return blocks.length / BLOCK_NUMBERS - 1;
  }
}

function tileRows({ instructions }: Program, rowBytes: number): number {
  const large = instructions.some(i => i.op === 'trees' && i.trees.feature.length * 24 > LARGE_TREES);
  if (large) return ROWS_FOR_LARGE_TREES;
  return 8 * Math.max(2, Math.min(64, Math.floor(TILE_BYTES / Math.max(1, rowBytes) / 8)));
}

function runRows({ blocks, instructions }: Program, tile: number, wanted: number, threads: number): number {
  const bytes = blocks.reduce((sum, b) => sum + (b.place === 'given' || b.place === 'result' ? 8 * b.width : 0), 1);
  const work = instructions.reduce((sum, i) => {
    if (i.op === 'mean-nearest') return sum + i.voters.points.length;
    if (i.op === 'trees') return sum + 20 * i.trees.roots.length;
    if (i.op === 'matmul') return sum + i.weights.length;
    return sum + blocks[i.out]!.width;
  }, 1);
  const least = instructions.some(i => i.op === 'trees') ? 2 * threads * tile : FEWEST_ROWS;
  const most = Math.min(Math.max(least, RUN_BYTES / bytes), (RUN_WORK * threads) / work);
  return Math.min(wanted, 8 * Math.ceil(Math.max(FEWEST_ROWS, most) / 8));
}
