// A stretch of a graph, tile after tile of rows: every operation over the rows of a tile, so that what lies between them
// stays in the nearest cache. How a program lies in memory is written in ../graph-program.ts.

import { matmul, squaredDistances } from './graph';
import { columnsMatmul, columnsSquaredDistances } from './graph-columns';
import { binary, choose, unary } from './graph-elements';
import { meanNearest } from './graph-nearest';
import { rankColumn, sumRanked } from './graph-ranks';
import { argBest, gatherRows, interpolate, pickCodes, pickColumns, placeColumns, placePair, softmax } from './graph-rows';
import { sumTrees } from './graph-trees';

// In the order of `programOps` in ../../graph-program.ts, after the operations of ./graph-elements.
const WHERE: i32 = 25;
const PLACE: i32 = 26;
const PLACE_PAIR: i32 = 27;
const COLUMNS: i32 = 28;
const MATMUL: i32 = 29;
const SQUARED_DISTANCES: i32 = 30;
const SOFTMAX: i32 = 31;
const ARG_BEST: i32 = 32;
const INTERPOLATE: i32 = 33;
const TREES: i32 = 34;
const RANKED_TREES: i32 = 35;
const MEAN_NEAREST: i32 = 36;
const GATHER: i32 = 37;
const PICK: i32 = 38;
const COLUMNS_MATMUL: i32 = 39;
const LAST_UNARY: i32 = 11;
const LAST_BINARY: i32 = 24;

const BLOCK: usize = 16;
const INSTRUCTION: usize = 64;

/** Rows [from, to) of the program at `program`, with `scratch` for what lies between. */
export function graphRun(program: usize, from: i32, to: i32, scratch: usize): void {
  const tile = load<i32>(program);
  for (let at = from; at < to; at += tile) runTile(program, at, min(tile, to - at), scratch);
}

/** Where a block's rows begin: in the scratch of this call, or at its own place from the first row on. */
// @ts-ignore: decorator
@inline
function rowsOf(blocks: usize, block: i32, first: i32, scratch: usize): usize {
  const entry = blocks + <usize>block * BLOCK;
  const address = load<usize>(entry);
  return load<i32>(entry, 8) ? scratch + address : address + <usize>first * load<usize>(entry, 4);
}

function runTile(program: usize, first: i32, rows: i32, scratch: usize): void {
  const blocks = load<usize>(program, 4);
  let at = load<usize>(program, 8);
  const end = at + load<usize>(program, 12) * INSTRUCTION;
  for (; at < end; at += INSTRUCTION) {
    const op = load<i32>(at);
    const out = rowsOf(blocks, load<i32>(at, 4), first, scratch);
    const a = rowsOf(blocks, load<i32>(at, 8), first, scratch);
    const b = rowsOf(blocks, load<i32>(at, 12), first, scratch);
    const width = load<i32>(at, 20);
    const m = load<i32>(at, 24);
    const n = load<i32>(at, 28);
    const p = load<usize>(at, 32);
    if (op <= LAST_UNARY) unary(op, a, out, rows * width);
    else if (op <= LAST_BINARY) binary(op, a, m, b, n, out, rows * width);
    else {
      switch (op) {
        case WHERE: {
          const c = rowsOf(blocks, load<i32>(at, 16), first, scratch);
          choose(a, m, b, n, c, <i32>p, out, rows * width);
          break;
        }
        case PLACE: placeColumns(a, <usize>m, width, rows, out + (<usize>n << 3), p); break;
        case PLACE_PAIR: placePair(a, b, rows, out + (<usize>n << 3), p); break;
        case COLUMNS: pickColumns(a, width, rows, p, n, out); break;
        case MATMUL: matmul(a, rows, width, p, n, out); break;
        case SQUARED_DISTANCES: squaredDistances(a, rows, width, p, n, out); break;
        case SOFTMAX: softmax(a, width, rows, out); break;
        case ARG_BEST: argBest(a, width, rows, <f64>n, out); break;
        case INTERPOLATE: interpolate(a, rows, p, n, out); break;
        case GATHER: gatherRows(a, rows, p, width, out); break;
        case TREES: {
          memory.fill(out, 0, (<usize>rows * <usize>n) << 3);
          sumTrees(a, rows, width, p, m, load<usize>(at, 36), load<usize>(at, 40), load<usize>(at, 44), n, out);
          break;
        }
        case RANKED_TREES: {
          memory.fill(out, 0, (<usize>rows * <usize>n) << 3);
          const columns = load<i32>(at, 56);
          const list = load<usize>(at, 48), cuts = load<usize>(at, 52);
          const joined = load<i32>(at, 16);
          for (let i: usize = 0; i < <usize>columns; i++) {
            const column = load<i32>(list + (i << 2));
            const x = joined ? rowsOf(blocks, column, first, scratch) : a + ((<usize>column) << 3);
            rankColumn(x, joined ? 8 : (<usize>width) << 3, rows, cuts + (i << 3), b + (i << 4), (<usize>columns) << 4);
          }
          sumRanked(b, rows, columns, p, m, load<usize>(at, 36), load<usize>(at, 40), load<usize>(at, 44), n, out);
          break;
        }
        case MEAN_NEAREST: meanNearest(p, a, rows, width, n, out, b); break;
        case PICK: pickCodes(a, rows, p, n, out); break;
        default: {
          const list = load<usize>(at, 36);
          for (let i: usize = 0; i < <usize>width << 2; i += 4) store<usize>(b + i, rowsOf(blocks, load<i32>(list + i), first, scratch));
          if (op == COLUMNS_MATMUL) columnsMatmul(b, rows, width, p, n, out);
          else columnsSquaredDistances(b, rows, width, p, n, out);
        }
      }
    }
  }
}
