import { silhouette } from '../metrics/silhouette.ts';
import type { MetricResult } from '../metrics/result.ts';
import type { FitContext, Matrix } from '../model.ts';
import { randomStream } from '../random.ts';
import { pacer } from '../work.ts';
import { lloyd, scaledTolerance } from './clusters/lloyd.ts';
import { startingCentres } from './clusters/starting-centres.ts';

export interface ClustersByK {
  readonly k: number;
  /** Sum of squared distances to the centres; falls with k by nature, so look for the bend. */
  readonly inertia: number;
  /** On a seeded sample where there are many rows; its `reason` says so. */
  readonly silhouette: MetricResult;
}

/** k-means for each k from 2 to `largest` (at most rows - 1), for a chart that helps to choose k. */
export async function silhouetteByK(
  x: Matrix,
  largest: number,
  seed: number,
  context: Pick<FitContext, 'kernels' | 'signal' | 'progress'>,
  starts = 3,
): Promise<ClustersByK[]> {
  const pace = pacer({ signal: context.signal });
  const top = Math.min(largest, x.rows - 1, distinctRows(x, largest));
  const limits = { iterations: 300, tolerance: scaledTolerance(x, 1e-4) };
  const out: ClustersByK[] = [];
  const held = await context.kernels.distances.hold(x);
  try {
    for (let k = 2; k <= top; k++) {
      const random = randomStream(seed, `silhouette-by-k/${k}`);
      const pause = () => pace(`${k} groups`, k - 2, top - 1);
      let best;
      for (let start = 0; start < starts; start++) {
        const found = await lloyd(x, held, await startingCentres(x, held, k, random, pause), limits, pause);
        if (!best || found.inertia < best.inertia) best = found;
      }
      if (!best) break;
      out.push({ k, inertia: best.inertia, silhouette: silhouette(x.data, x.width, best.labels, seed) });
      context.progress?.({ phase: `${k} groups`, done: k - 1, total: top - 1 });
    }
  } finally {
    held.close();
  }
  return out;
}

/** Number of different rows, counted no further than `enough`. */
function distinctRows({ rows, width, data }: Matrix, enough: number): number {
  const seen = new Set<string>();
  for (let r = 0; r < rows && seen.size < enough; r++) seen.add(data.subarray(r * width, (r + 1) * width).join());
  return seen.size;
}
