import type { MoveRows, OpenProgram, Program, ProgramBlock, ProgramRows } from '../graph-program.ts';
import { joinColumns, type WasmInstruction, type WasmProgram } from './graph-columns.ts';
import { encodeInstruction, type Encoder, INSTRUCTION_NUMBERS } from './graph-instructions.ts';
import { scratchLayout } from './graph-scratch.ts';
import { Held } from './held.ts';
import type { Region, WasmMemory } from './memory.ts';
import type { WasmThreads } from './threads.ts';

/**
 * A program in memory, as assembly/graph-program.ts reads it: a header (rows of a tile, address of the blocks, address and
 * number of the instructions), a block in four numbers (address, bytes from row to row, 1 if in scratch, unused), then
 * instructions of sixteen.
 */
const BLOCK_NUMBERS = 4;

/** Bytes that what passes between instructions may take in a tile: they stay in the nearest cache. */
const TILE_BYTES = 65_536;
/** Trees larger than this are fetched anew for every tile, so the tiles are larger, too. */
const LARGE_TREES = 262_144;
const ROWS_FOR_LARGE_TREES = 16_384;
/** Rows of a wave: of a column, long stretches are read at the speed of memory. */
const WAVE_ROWS = 4096;
/** Bytes of rows given and made in a wave, and about how many multiplications it may take, a thread. */
const WAVE_BYTES = 16_777_216;
const WAVE_WORK = 2e7;
/** Parts of a wave for each thread, so that a late thread holds nobody up; none has fewer rows than this. */
const PARTS = 4;
const FEWEST_ROWS = 64;

export function openProgram(threads: WasmThreads, held: Held, program: Program, wanted: number): OpenProgram {
  const region = threads.memory.region();
  try {
    return new RunningProgram(threads, held, joinColumns(program), wanted, region);
  } catch (error) {
    region.close();
    throw error;
  }
}

/** Have the threads go over a program of `rows` rows `turns` times, whatever lies in its memory, and go on meanwhile. */
export function practiseProgram(threads: WasmThreads, program: Program, rows: number, turns: number): void {
  const { memory } = threads;
  new RunningProgram(threads, new Held(memory), joinColumns(program), rows, memory.region()).practise(turns);
}

/** Rows pass in waves: while all threads compute one, this one brings away what the last has made and fetches the next. */
class RunningProgram implements OpenProgram {
  readonly #threads: WasmThreads;
  readonly #region: Region;
  readonly #program: WasmProgram;
  /** Rows of a wave. */
  readonly #rows: number;
  /** For each of the two waves that are in memory, the address of each block that is given or a result, and its program. */
  readonly #places: readonly (readonly number[])[];
  readonly #programs: readonly number[];
  readonly #scratch: number;
  readonly #scratchBytes: number;

  constructor(threads: WasmThreads, held: Held, program: WasmProgram, wanted: number, region: Region) {
    const { memory } = threads;
    this.#threads = threads;
    this.#region = region;
    this.#program = program;
    const layout = scratchLayout(program);
    const most = tileRows(program, layout.rowBytes);
    this.#rows = waveRows(program, most, wanted, threads.threads);
    const tile = Math.min(most, this.#partRows(this.#rows));
    this.#places = [0, 1].map(() =>
      program.blocks.map(b => (isOutside(b) ? region.allocate(rowBytes(b) * this.#rows) : 0)),
    );
    this.#scratchBytes = layout.rowBytes * tile + layout.extraBytes(tile);
    this.#scratch = region.allocate(PARTS * threads.threads * this.#scratchBytes);

    const list = (numbers: readonly number[]): number => {
      const at = region.allocate(4 * numbers.length);
      memory.i32(at, numbers.length).set(numbers);
      return at;
    };
    // One more block: room for an instruction's own purposes.
    const more = [layout.rowBytes * tile, 0, 1, 0];
    const spare = program.blocks.length;
    const encoder: Encoder = {
      memory,
      region,
      held,
      program,
      spare,
      constant: (values, every) => {
        more.push(repeated(values, every, memory, region), 0, 0, 0);
        return spare + more.length / BLOCK_NUMBERS - 1;
      },
    };
    const instructions = program.instructions.flatMap(instruction => encodeInstruction(instruction, encoder));
    const instructionsAt = list(instructions);
    this.#programs = this.#places.map(places => {
      const blocks = program.blocks.flatMap((block, i) =>
        block.place === 'passing'
          ? [layout.offsets[i]! * tile, rowBytes(block), 1, 0]
          : [places[i]!, rowBytes(block), 0, 0],
      );
      return list([tile, list([...blocks, ...more]), instructionsAt, instructions.length / INSTRUCTION_NUMBERS]);
    });
  }

  run(rows: number, give: MoveRows, take: MoveRows): void {
    const room = this.#places.map(places => this.#views(places));
    const end = (from: number): number => Math.min(rows, from + this.#rows);
    try {
      give(0, end(0), room[0]!);
      for (let from = 0, last = 0, wave = 0; from < rows; last = from, from = end(from), wave = 1 - wave) {
        const [to, other] = [end(from), room[1 - wave]!];
        this.#begin(to - from, wave);
        if (from > 0) take(last, from, other);
        if (to < rows) give(to, end(to), other);
        this.#threads.finish();
        if (to === rows) take(from, to, room[wave]!);
      }
    } finally {
      this.#threads.finish();
    }
  }

  /** Results are of no use: threads write them at the same time. */
  practise(turns: number): void {
    const part = [this.#programs[0]!, 0, this.#rows, this.#scratch];
    this.#threads.begin('graphRun', new Array<number[]>(turns).fill(part));
  }

  close(): void {
    this.#region.close();
  }

  #begin(rows: number, wave: number): void {
    const each = this.#partRows(rows);
    const parts: number[][] = [];
    for (let from = 0; from < rows; from += each) {
      const scratch = this.#scratch + parts.length * this.#scratchBytes;
      parts.push([this.#programs[wave]!, from, Math.min(rows, from + each), scratch]);
    }
    this.#threads.begin('graphRun', parts);
  }

  /** Rows of each part of so many. */
  #partRows(rows: number): number {
    const { threads } = this.#threads;
    return eights(rows / (threads === 1 ? 1 : PARTS * threads));
  }

  /** Valid until memory is handed out again. */
  #views(places: readonly number[]): ProgramRows {
    const { memory } = this.#threads;
    const views = this.#program.blocks.map((block, i) => {
      if (!isOutside(block)) return undefined;
      const length = block.width * this.#rows;
      return block.type === 'codes' ? memory.i32(places[i]!, length) : memory.f64(places[i]!, length);
    });
    return { numbers: block => views[block] as Float64Array, codes: block => views[block] as Int32Array };
  }
}

/** Whether a block is given or read from outside. */
const isOutside = ({ place }: ProgramBlock): boolean => place === 'given' || place === 'result';

const rowBytes = ({ width, type }: ProgramBlock): number => (type === 'codes' ? 4 : 8) * width;

/** The address of numbers that are the same in every row; `every` of them lie there. */
function repeated(values: Float64Array, every: number, memory: WasmMemory, region: Region): number {
  const at = region.allocate(8 * every);
  const numbers = memory.f64(at, every);
  for (let i = 0; i < every; i++) numbers[i] = values[i % values.length]!;
  return at;
}

const isLarge = (i: WasmInstruction): boolean =>
  (i.op === 'trees' || i.op === 'columns-trees') && 24 * i.trees.feature.length > LARGE_TREES;

function tileRows({ instructions }: WasmProgram, rowBytes: number): number {
  if (instructions.some(isLarge)) return ROWS_FOR_LARGE_TREES;
  return 8 * Math.max(2, Math.min(64, Math.floor(TILE_BYTES / Math.max(1, rowBytes) / 8)));
}

function waveRows({ blocks, instructions }: WasmProgram, tile: number, wanted: number, threads: number): number {
  const bytes = blocks.reduce((sum, block) => sum + (isOutside(block) ? rowBytes(block) : 0), 1);
  // Large trees go through as few tiles as may be, and two waves take turns all the same.
  if (instructions.some(isLarge)) return eights(Math.min((4 * WAVE_BYTES) / bytes, PARTS * threads * tile, wanted / 2));
  const work = instructions.reduce((sum, i) => {
    if (i.op === 'mean-nearest') return sum + i.voters.points.length;
    if (i.op === 'matmul' || i.op === 'columns-matmul') return sum + i.weights.length;
    return sum + blocks[i.out]!.width;
  }, 1);
  return eights(Math.min(WAVE_ROWS, WAVE_BYTES / bytes, (WAVE_WORK * threads) / work, wanted));
}

const eights = (rows: number): number => 8 * Math.ceil(Math.max(FEWEST_ROWS, rows) / 8);
