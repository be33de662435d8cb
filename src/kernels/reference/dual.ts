import type { Points } from '../distances.ts';
import {
  type DualKernels,
  type DualSteps,
  type DualVariables,
  type HeldDual,
  LEAST_CURVATURE,
  MOST_ROW_BYTES,
} from '../dual.ts';
import { kernelOf, squaredDistance } from './distances.ts';
import { type Movable, movePair, openWays } from './dual-pair.ts';
import { KeptRows } from './kept-rows.ts';

export const dualKernels: DualKernels = {
  hold: (points, gamma, variables) => new PlainDual(points, gamma, variables),
};

class PlainDual implements HeldDual {
  readonly #points: Points;
  readonly #gamma: number;
  readonly #kept: KeptRows<Float32Array>;
  readonly #movable: Movable;
  readonly #slope: Float64Array;
  readonly #up: Float64Array;
  readonly #down: Float64Array;

  constructor(points: Points, gamma: number, { y, C, alpha, slope }: DualVariables) {
    this.#points = points;
    this.#gamma = gamma;
    this.#kept = new KeptRows(Math.floor(MOST_ROW_BYTES / 4 / points.rows));
    this.#slope = slope.slice();
    this.#up = new Float64Array(points.rows);
    this.#down = new Float64Array(points.rows);
    this.#movable = { y, C, alpha: alpha.slice(), slope: this.#slope, up: this.#up, down: this.#down };
    for (let t = 0; t < points.rows; t++) openWays(this.#movable, t);
  }

  move(most: number, tolerance: number): DualSteps {
    let now = this.#update(none, none, 0, 0);
    let steps = 0;
    while (steps < most && now.highest + now.lowest >= tolerance) {
      const { i } = now;
      const rowI = this.#row(i);
      const j = this.#partner(rowI, now.highest);
      if (j < 0) break;
      const [di, dj] = movePair(this.#movable, i, j, rowI[j]!);
      now = this.#update(rowI, this.#row(j), di, dj);
      steps++;
    }
    return { steps, highest: now.highest, lowest: now.lowest };
  }

  read() {
    return { alpha: this.#movable.alpha.slice(), slope: this.#slope.slice() };
  }

  close(): void {}

  #row(i: number): Float32Array {
    const { rows, width, data } = this.#points;
    const { room, fresh } = this.#kept.place(i, () => new Float32Array(rows));
    if (fresh) for (let r = 0; r < rows; r++) room[r] = kernelOf(squaredDistance(data, i, data, r, width), this.#gamma);
    return room;
  }

  /** The partner with which the objective falls most; diagonals of this kernel are 1. */
  #partner(row: Float32Array, highest: number): number {
    let j = -1;
    let most = 0;
    for (let t = 0; t < this.#slope.length; t++) {
      const gap = highest + (this.#slope[t]! + this.#down[t]!);
      const bounded = gap > 0 ? gap : 0;
      const curvature = 2 - 2 * row[t]!;
      const fall = (bounded * bounded) / (curvature > LEAST_CURVATURE ? curvature : LEAST_CURVATURE);
      if (!(fall > most)) continue;
      most = fall;
      j = t;
    }
    return j;
  }

  /** Add what the steps of two variables make of the slopes, and look for the extremes. */
  #update(rowI: Float32Array, rowJ: Float32Array, di: number, dj: number) {
    let [i, highest, lowest] = [-1, -Infinity, -Infinity];
    for (let t = 0; t < this.#slope.length; t++) {
      if (rowI.length) this.#slope[t]! += rowI[t]! * di + rowJ[t]! * dj;
      const rising = this.#up[t]! - this.#slope[t]!;
      if (rising > highest) [i, highest] = [t, rising];
      const falling = this.#down[t]! + this.#slope[t]!;
      if (falling > lowest) lowest = falling;
    }
    return { i, highest, lowest };
  }
}

const none = new Float32Array(0);
