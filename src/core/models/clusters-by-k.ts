import { silhouette } from '../metrics/silhouette.ts';
import type { MetricResult } from '../metrics/result.ts';
import type { FitContext, Matrix } from '../model.ts';
import { checkParams, type ParamValues } from '../params.ts';
import { randomStream } from '../random.ts';
import { pacer } from '../work.ts';
import { agglomerative, MOST_ROWS } from './agglomerative.ts';
import { requireFewRows } from './clusters/row-answers.ts';
import { logDensities } from './clusters/expectation-maximisation.ts';
import { cutTree, type Linkage, linkageTree } from './clusters/linkage-tree.ts';
import { lloyd, scaledTolerance } from './clusters/lloyd.ts';
import type { Shape } from './clusters/normal-shape.ts';
import { startingCentres } from './clusters/starting-centres.ts';
import { fitMixture, gaussianMixture, informationCriterion } from './gaussian-mixture.ts';

export interface ClustersByK {
  readonly k: number;
  /** k-means: sum of squared distances to the centres; falls with k by nature, so look for the bend. */
  readonly inertia: number | null;
  /** Mixtures: the information criterion (BIC); the lowest is best. */
  readonly criterion: number | null;
  /** On a seeded sample where there are many rows; its `reason` says so. */
  readonly silhouette: MetricResult;
}

type Context = Pick<FitContext, 'kernels' | 'signal' | 'progress'>;
type Found = { readonly labels: Int32Array; readonly inertia?: number; readonly criterion?: number };
/** Groups for one k after the other. */
type Grouping = (k: number, pause: () => Promise<void>) => Promise<Found>;

/**
 * Groups by the algorithm for each k from 2 to `largest` (at most rows - 1), for a chart that helps to choose k. Centres
 * are looked for by k-means also where the algorithm is its mini-batch variant.
 */
export async function clustersByK(
  x: Matrix,
  model: { readonly id: string; readonly params: ParamValues },
  largest: number,
  seed: number,
  context: Context,
): Promise<ClustersByK[]> {
  const pace = pacer({ signal: context.signal });
  const top = Math.min(largest, x.rows - 1, distinctRows(x, largest));
  const out: ClustersByK[] = [];
  const { group, close } = await grouping(x, model, seed, context, () => pace('Preparing', 0, 1));
  try {
    for (let k = 2; k <= top; k++) {
      const { labels, inertia, criterion } = await group(k, () => pace(`${k} groups`, k - 2, top - 1));
      const clear = silhouette(x.data, x.width, labels, seed);
      out.push({ k, inertia: inertia ?? null, criterion: criterion ?? null, silhouette: clear });
      context.progress?.({ phase: `${k} groups`, done: k - 1, total: top - 1 });
    }
  } finally {
    close();
  }
  return out;
}

async function grouping(
  x: Matrix,
  { id, params }: { readonly id: string; readonly params: ParamValues },
  seed: number,
  context: Context,
  pause: () => Promise<void>,
): Promise<{ readonly group: Grouping; close(): void }> {
  if (id === gaussianMixture.id) return { group: mixtures(x, params, seed, context), close() {} };
  if (id === agglomerative.id) requireFewRows(agglomerative.label, x.rows, MOST_ROWS, 'k-means');
  const held = await context.kernels.distances.hold(x);
  const close = () => held.close();
  try {
    if (id === agglomerative.id) {
      const { linkage } = checkParams(id, agglomerative.params, params);
      const merges = await linkageTree(x, held, linkage as Linkage, pause);
      return { group: k => Promise.resolve({ labels: cutTree(merges, x.rows, k) }), close };
    }
    const limits = { iterations: 300, tolerance: scaledTolerance(held, 1e-4) };
    const group: Grouping = async (k, between) => {
      const random = randomStream(seed, `clusters-by-k/${k}`);
      let best: Found & { readonly inertia: number } = { labels: new Int32Array(0), inertia: Infinity };
      for (let start = 0; start < STARTS; start++) {
        const centres = await startingCentres(x, held, k, random, between);
        const found = await lloyd(x, held, centres, limits, between);
        if (!best.labels.length || found.inertia < best.inertia) best = found;
      }
      return best;
    };
    return { group, close };
  } catch (error) {
    close();
    throw error;
  }
}

const STARTS = 3;

function mixtures(x: Matrix, params: ParamValues, seed: number, context: Context): Grouping {
  const { shape, ...limits } = checkParams(gaussianMixture.id, gaussianMixture.params, params);
  return async k => {
    const random = randomStream(seed, `clusters-by-k/${k}`);
    const { kernels, signal } = context;
    const found = await fitMixture(x, k, shape as Shape, STARTS, limits, { kernels, signal, random });
    const densities = logDensities(found, x.width);
    const logs = new Float64Array(k);
    const labels = Int32Array.from({ length: x.rows }, (_, r) => {
      densities(x.data, r, logs);
      return logs.reduce((best, v, c) => (v > logs[best]! ? c : best), 0);
    });
    return { labels, criterion: informationCriterion(found, x) };
  };
}

/** Number of different rows, counted no further than `enough`. */
function distinctRows({ rows, width, data }: Matrix, enough: number): number {
  const seen = new Set<string>();
  for (let r = 0; r < rows && seen.size < enough; r++) seen.add(data.subarray(r * width, (r + 1) * width).join());
  return seen.size;
}
