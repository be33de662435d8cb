import type { Instruction, Program, ProgramBlock } from '../graph-program.ts';
import { practiseProgram } from './graph-program.ts';
import type { WasmThreads } from './threads.ts';

const COLUMNS = 8;
const OUTPUTS = 4;
const ROWS = 512;
const TURNS = 192;

/** Of a matrix, and how often it is gone over. */
const HEIGHT = 256;
const WIDTH = 28;
const STRIDE = 32;
const PASSES = 16;

/**
 * A browser makes a loop quick when it has gone round often enough. While kernels open, the helping threads have nothing to
 * do: they go over made-up rows, so that the first predictions find loops that are quick.
 */
export function practise(threads: WasmThreads): void {
  if (threads.threads === 1) return;
  practiseProgram(threads, practice(), ROWS, TURNS);
  practiseRows(threads);
}

/** Laying out a matrix, and the passes of linear models over it. Results are of no use: threads write them at the same time. */
function practiseRows(threads: WasmThreads): void {
  const { memory } = threads;
  const region = memory.region();
  const zeros = (length: number): number => {
    const at = region.allocate(8 * length);
    memory.f64(at, length).fill(0);
    return at;
  };
  const x = zeros(HEIGHT * WIDTH);
  const byRow = zeros(HEIGHT);
  const given = [x, WIDTH, zeros(STRIDE), HEIGHT, 0, HEIGHT];
  const made = zeros(Math.max(threads.call('linearGramScratch', STRIDE), HEIGHT * WIDTH));
  const sums = zeros(STRIDE ** 2);
  const more = sums + 8 * STRIDE;
  const passes: readonly (readonly [string, readonly number[]])[] = [
    ['sideBySide', [x, HEIGHT, HEIGHT, WIDTH, made, sums]],
    ['linearMoments', [...given, byRow, byRow, sums, more]],
    ['linearLogLoss', [...given, byRow, 1, byRow, byRow, made, HEIGHT, sums, more, made, HEIGHT]],
    ['linearGram', [...given, byRow, sums, made]],
  ];
  // So few that all of them can wait.
  for (const [name, pass] of passes) threads.begin(name, new Array<readonly number[]>(PASSES).fill(pass));
}

/** What most predictions begin and end with. */
function practice(): Program {
  const blocks: ProgramBlock[] = [];
  const instructions: Instruction[] = [];
  const block = (width: number, place: ProgramBlock['place'], values?: Float64Array): number =>
    blocks.push({ width, place, type: 'numbers', ...(values && { values }) }) - 1;
  const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i / length);
  const make = (width: number, instruction: (out: number) => Instruction): number => {
    const out = block(width, 'passing');
    instructions.push(instruction(out));
    return out;
  };
  const columns = Array.from({ length: COLUMNS }, () => block(1, 'given'));
  const half = block(1, 'constant', Float64Array.of(0.5));
  const rows = (): number => make(COLUMNS, out => ({ op: 'concat', out, xs: columns }));
  const product = make(1, out => ({ op: 'matmul', out, x: rows(), weights: numbers(COLUMNS) }));
  const moved = make(1, out => ({ op: 'add', out, xs: [product, half] }));
  const chance = make(1, out => ({ op: 'sigmoid', out, xs: [moved] }));
  const scaled = make(1, out => ({ op: 'multiply', out, xs: [chance, half] }));
  make(1, out => ({ op: 'floor', out, xs: [scaled] }));
  const centres = numbers(COLUMNS * OUTPUTS);
  const distances = make(OUTPUTS, out => ({ op: 'squared-distances', out, x: rows(), centres }));
  make(1, out => ({ op: 'arg-min', out, x: distances }));
  const joined = rows();
  make(COLUMNS, out => ({ op: 'softmax', out, x: joined }));
  make(OUTPUTS, out => ({ op: 'matmul', out, x: joined, weights: centres }));
  return { blocks, instructions };
}
