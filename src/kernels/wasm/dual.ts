import type { Points } from '../distances.ts';
import {
  type DualKernels,
  type DualSteps,
  type DualVariables,
  type HeldDual,
  LEAST_CURVATURE,
  MOST_ROW_BYTES,
} from '../dual.ts';
import { type Movable, movePair, openWays } from '../reference/dual-pair.ts';
import { KeptRows } from '../reference/kept-rows.ts';
import { parts, tileCount, tilesOf } from './kernel-values.ts';
import type { Region } from './memory.ts';
import { copyRows, strideOf } from './point-tiles.ts';
import type { WasmThreads } from './threads.ts';

/** Tiles below which other threads are not worth waking: for a pass, and for one that makes a row of the kernel. */
const ALONE = 1024;
const ALONE_FRESH = 64;
/** Bytes of what a part of a pass says. */
const ANSWER = 32;

export const dualKernels = (threads: WasmThreads): DualKernels => ({
  hold: (points, gamma, variables) => new WasmDual(threads, points, gamma, variables),
});

class WasmDual implements HeldDual {
  readonly #threads: WasmThreads;
  readonly #region: Region;
  readonly #rows: number;
  readonly #width: number;
  readonly #fall: number;
  readonly #kept: KeptRows<number>;
  readonly #x: number;
  readonly #tiles: number;
  readonly #addresses: { readonly slope: number; readonly up: number; readonly down: number };
  readonly #out: number;
  readonly #own: Pick<DualVariables, 'y' | 'C' | 'alpha'>;

  constructor(threads: WasmThreads, points: Points, gamma: number, { y, C, alpha, slope }: DualVariables) {
    const { memory } = threads;
    this.#threads = threads;
    this.#region = memory.region();
    this.#rows = points.rows;
    this.#width = points.width;
    this.#fall = -gamma;
    this.#own = { y, C, alpha: alpha.slice() };
    const filled = 8 * tileCount(points.rows);
    this.#kept = new KeptRows(Math.floor(MOST_ROW_BYTES / 4 / filled));
    try {
      this.#x = copyRows(memory, this.#region, points);
      this.#tiles = tilesOf(threads, this.#region, this.#x, points);
      const numbers = (): number => this.#region.allocate(8 * filled);
      this.#addresses = { slope: numbers(), up: numbers(), down: numbers() };
      this.#out = this.#region.allocate(ANSWER * threads.threads);
      memory.f64(this.#addresses.slope, filled).fill(0).set(slope);
      for (const at of [this.#addresses.up, this.#addresses.down]) memory.f64(at, filled).fill(-Infinity);
    } catch (error) {
      this.#region.close();
      throw error;
    }
    const movable = this.#movable();
    for (let t = 0; t < points.rows; t++) openWays(movable, t);
  }

  move(most: number, tolerance: number): DualSteps {
    const { memory } = this.#threads;
    let now = this.#update(0, 0, 0, false, 0, 0);
    let steps = 0;
    while (steps < most && now.highest + now.lowest >= tolerance) {
      const rowI = this.#row(now.i);
      const j = this.#partner(now.i, rowI.room, rowI.fresh, now.highest);
      if (j < 0) break;
      const rowJ = this.#row(j);
      const [di, dj] = movePair(this.#movable(), now.i, j, memory.f32(rowI.room, this.#rows)[j]!);
      now = this.#update(j, rowI.room, rowJ.room, rowJ.fresh, di, dj);
      steps++;
    }
    return { steps, highest: now.highest, lowest: now.lowest };
  }

  read() {
    return { alpha: this.#own.alpha.slice(), slope: this.#movable().slope.slice() };
  }

  close(): void {
    this.#region.close();
  }

  /** Views that are taken anew, for room for a row may have moved the memory. */
  #movable(): Movable {
    const { memory } = this.#threads;
    const view = (at: number) => memory.f64(at, this.#rows) as Float64Array;
    const { slope, up, down } = this.#addresses;
    return { ...this.#own, slope: view(slope), up: view(up), down: view(down) };
  }

  #row(i: number) {
    return this.#kept.place(i, () => this.#region.allocate(32 * tileCount(this.#rows)));
  }

  #partner(i: number, row: number, fresh: boolean, highest: number): number {
    const { slope, down } = this.#addresses;
    const point = this.#x + 8 * i * strideOf(this.#width);
    const answers = this.#pass('dualPartner', fresh, (from, to, out) => [
      ...[this.#tiles, this.#width, from, to, point, this.#fall, row, Number(fresh)],
      ...[slope, down, highest, LEAST_CURVATURE, out],
    ]);
    let [j, most] = [-1, 0];
    for (let at = 0; at < answers.length; at += ANSWER / 8)
      if (answers[at]! > most) [most, j] = [answers[at]!, answers[at + 1]!];
    return j;
  }

  #update(j: number, rowI: number, rowJ: number, fresh: boolean, di: number, dj: number) {
    const { slope, up, down } = this.#addresses;
    const point = this.#x + 8 * j * strideOf(this.#width);
    const answers = this.#pass('dualUpdate', fresh, (from, to, out) => [
      ...[
        this.#tiles,
        this.#width,
        from,
        to,
        point,
        this.#fall,
        rowI,
        rowJ,
        Number(fresh),
        di,
        dj,
        slope,
        up,
        down,
        out,
      ],
    ]);
    let [i, highest, lowest] = [-1, -Infinity, -Infinity];
    for (let at = 0; at < answers.length; at += ANSWER / 8) {
      if (answers[at]! > highest) [highest, i] = [answers[at]!, answers[at + 1]!];
      if (answers[at + 2]! > lowest) lowest = answers[at + 2]!;
    }
    return { i, highest, lowest };
  }

  /** One pass in parts, and what the parts say, in their order. */
  #pass(name: string, fresh: boolean, args: (from: number, to: number, out: number) => number[]): Float64Array {
    const { threads, memory } = this.#threads;
    const tiles = tileCount(this.#rows);
    const share = tiles < (fresh ? ALONE_FRESH : ALONE) ? tiles : Math.ceil(tiles / threads);
    const calls = parts(0, tiles, share).map(([from, to], t) => args(from, to, this.#out + ANSWER * t));
    this.#threads.parallel(name, calls);
    return memory.f64(this.#out, (calls.length * ANSWER) / 8) as Float64Array;
  }
}
