import type { Neighbourhoods, Points } from '../distances.ts';
import { squaredDistance } from './nearest-exact.ts';
import { WORDS } from './nearest-rows.ts';
import { TILE } from './nearest-shader.ts';

/** What a device said of the rows near the rows [from, to): `WORDS` words for each of them and each tile. */
export interface NearRows {
  /** Squared. */
  readonly radius: number;
  readonly from: number;
  readonly to: number;
  readonly words: Uint32Array;
}

/** The neighbourhoods of some of those rows; where the device was not sure, the distance in float64 decides. */
export function neighbourhoods(points: Points, near: NearRows, from: number, to: number): Neighbourhoods {
  const { rows } = points;
  const tiles = Math.ceil(rows / TILE);
  const starts = new Int32Array(to - from + 1);
  const indices: number[] = [];
  for (let query = from; query < to; query++) {
    for (let tile = 0; tile < tiles; tile++) {
      for (let half = 0; half < WORDS / 2; half++) {
        const at = ((query - near.from) * tiles + tile) * WORDS + half;
        const sure = near.words[at]!;
        // The bits that are left, from the lowest on.
        for (let left = sure | near.words[at + WORDS / 2]!; left; left &= left - 1) {
          const bit = left & -left;
          const row = tile * TILE + 32 * half + 31 - Math.clz32(bit);
          if (sure & bit || squaredDistance(points, row, points, query) <= near.radius) indices.push(row);
        }
      }
    }
    starts[query - from + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}
