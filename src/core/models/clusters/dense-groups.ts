import type { HeldPoints, Pause } from '../../../kernels/distances.ts';
import { Groups } from './groups.ts';

export interface DenseGroups {
  /** Cluster of each row, numbered by the first core row; -1 is noise. */
  readonly labels: Int32Array;
  /** 1 for core rows. */
  readonly core: Uint8Array;
  readonly count: number;
}

/** Indices that neighbourhoods looked at together may have at most. */
const MOST_INDICES = 1 << 21;

/**
 * DBSCAN (Ester et al. 1996): core rows have at least `samples` rows (by weight, themselves counted) within the radius;
 * core rows within it of each other share a cluster; other rows within it of a core row join the first of its clusters;
 * what is left is noise. Rows of weight 0 are never core, so they cannot join what is apart.
 */
export async function denseGroups(
  rows: number,
  held: HeldPoints,
  radius: number,
  samples: number,
  weights: Float64Array | undefined,
  pause: Pause,
): Promise<DenseGroups> {
  const squared = radius * radius;
  const core = new Uint8Array(rows);
  await eachNeighbourhood(
    rows,
    held,
    squared,
    (done, total) => pause(done, 2 * total),
    (row, near) => {
      let weight = 0;
      if (weights) for (const other of near) weight += weights[other]!;
      else weight = near.length;
      core[row] = weight >= samples && (!weights || weights[row]! > 0) ? 1 : 0;
    },
  );
  const groups = new Groups(rows);
  const borders = new Map<number, readonly number[]>();
  await eachNeighbourhood(
    rows,
    held,
    squared,
    (done, total) => pause(total + done, 2 * total),
    (row, near) => {
      if (core[row]) {
        for (const other of near) {
          if (other >= row) break;
          if (core[other]) groups.join(row, other);
        }
      } else {
        const own = Array.from(near.filter(other => core[other]));
        if (own.length) borders.set(row, own);
      }
    },
  );
  const numbers = new Map<number, number>();
  const labels = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    if (!core[row]) continue;
    // The smallest row of a group stands for it, so clusters are numbered by their first core row.
    const root = groups.find(row);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    labels[row] = numbers.get(root)!;
  }
  for (const [row, near] of borders) labels[row] = near.reduce((least, r) => Math.min(least, labels[r]!), Infinity);
  return { labels, core, count: numbers.size };
}

async function eachNeighbourhood(
  rows: number,
  held: HeldPoints,
  squared: number,
  pause: Pause,
  use: (row: number, near: Int32Array) => void,
): Promise<void> {
  const group = Math.max(4, 4 * Math.floor(Math.min(64, MOST_INDICES / rows / 4)));
  for (let from = 0; from < rows; from += group) {
    await pause(from, rows);
    const to = Math.min(rows, from + group);
    const { starts, indices } = await held.within(squared, from, to);
    for (let row = from; row < to; row++) use(row, indices.subarray(starts[row - from], starts[row - from + 1]));
  }
}
