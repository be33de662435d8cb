import type { FitContext, Matrix } from '../../model.ts';
import type { Pace } from '../pace.ts';

/** How often, or how far, the answer of the k nearest others is wrong. */
export interface ErrorByNeighbours {
  readonly neighbours: number;
  /** Classes: the share of rows answered wrongly. Numbers: the root of the mean squared error. */
  readonly error: number;
}

/** Rows that are answered by all others, evenly spread; more would say little more. */
const MOST_ROWS = 1000;
const COUNTS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100];

/**
 * Leaving one out: some rows are each answered by the plain mean (or the most frequent class, of equals the first)
 * of its k nearest others, for several k. It costs no further fit, and helps to choose k.
 */
export async function errorsByNeighbours(
  { rows, width, data }: Matrix,
  values: Float64Array,
  classes: number | null,
  { kernels }: Pick<FitContext, 'kernels'>,
  pace: Pace,
): Promise<readonly ErrorByNeighbours[]> {
  const counts = COUNTS.filter(k => k < rows);
  if (!counts.length) return [];
  const some = Math.min(rows, MOST_ROWS);
  const asked = Int32Array.from({ length: some }, (_, i) => Math.floor((i * rows) / some));
  const queries = new Float64Array(asked.length * width);
  asked.forEach((r, i) => queries.set(data.subarray(r * width, (r + 1) * width), i * width));
  const most = counts.at(-1)! + 1; // the row itself is among them
  const held = await kernels.distances.hold({ rows, width, data });
  try {
    const { indices } = await held.nearest(most, (done, total) => pace('Choosing k', done, total), {
      rows: asked.length,
      width,
      data: queries,
    });
    const others = Array.from(asked, (r, i) => {
      const near = Array.from(indices.subarray(i * most, (i + 1) * most));
      return near.filter(p => p !== r).map(p => values[p]!);
    });
    return counts.map(neighbours => {
      let sum = 0;
      asked.forEach((r, i) => {
        const near = others[i]!.slice(0, neighbours);
        sum += classes === null ? (mean(near) - values[r]!) ** 2 : Number(mostFrequent(near, classes) !== values[r]);
      });
      return { neighbours, error: classes === null ? Math.sqrt(sum / asked.length) : sum / asked.length };
    });
  } finally {
    held.close();
  }
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function mostFrequent(codes: readonly number[], classes: number): number {
  const counts = new Int32Array(classes);
  let best = 0;
  for (const code of codes) counts[code]! += 1;
  for (let k = 1; k < classes; k++) if (counts[k]! > counts[best]!) best = k;
  return best;
}
