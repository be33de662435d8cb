import type { Pause, Points } from '../../kernels/distances.ts';
import { defineModel, type FitContext } from '../model.ts';
import { type Random, randomStream } from '../random.ts';
import { pacer } from '../work.ts';
import { requireFinite, requireMatrix } from './check-data.ts';
import { largestFirst } from './clusters/largest-first.ts';
import { lloyd } from './clusters/lloyd.ts';
import { startingCentres } from './clusters/starting-centres.ts';
import { type WeightedPoints, weightedPoints } from './clusters/weighted-points.ts';
import { requireRows } from './k-means.ts';

const LABEL = 'Mini-batch k-means';

/** Batches without a better smoothed inertia after which it ends. */
const PATIENCE = 10;
/** Centres with less than this share of the largest centre's weight are moved to drawn rows. */
const REASSIGN = 0.01;

/**
 * k-means on drawn batches (Sculley 2010): a centre is the mean of all rows it was ever given, so each batch moves it
 * less. As in scikit-learn it begins from k-means++ on a sample, and centres that nearly no row wants are moved. Clusters
 * are numbered from the largest on.
 */
export const miniBatchKMeans = defineModel({
  id: 'mini-batch-k-means',
  label: LABEL,
  help: 'k-means that learns from small samples of the rows: nearly as good, and quick on millions of rows.',
  family: 'Clusters',
  tasks: ['clustering'],
  tags: ['kernels'],
  params: {
    k: {
      kind: 'number',
      default: 3,
      min: 2,
      max: 500,
      integer: true,
      label: 'Number of groups',
      help: 'Try a few and look where the silhouette is highest.',
    },
    batchSize: { kind: 'number', default: 1024, min: 1, max: 1_000_000, integer: true, label: 'Rows of a batch' },
    epochs: { kind: 'number', default: 100, min: 1, max: 10_000, integer: true, label: 'Most passes over the rows' },
    starts: {
      kind: 'number',
      default: 3,
      min: 1,
      max: 100,
      integer: true,
      label: 'Starts',
      help: 'How many beginnings are tried on a sample; the best is kept.',
    },
  },
  async fit(x, _y, { k, batchSize, epochs, starts }, context) {
    requireMatrix(LABEL, x);
    const points = weightedPoints(x, context);
    requireRows(LABEL, k, points.rows);
    const learned = await learn(points, k, Math.min(batchSize, points.rows), epochs, starts, context);
    requireFinite(LABEL, 'the numbers', learned.centres);
    const held = await context.kernels.distances.hold(points, points.weights);
    try {
      const pace = pacer(context);
      const whole = await lloyd(points, held, learned.centres, { iterations: 0, tolerance: 0 }, () =>
        pace('Assigning the rows', 0, 1),
      );
      requireFinite(LABEL, 'the numbers', [whole.inertia]);
      return {
        k,
        ...largestFirst({ ...whole, iterations: learned.batches, converged: learned.converged }, points.width),
      };
    } finally {
      held.close();
    }
  },
  lower({ centres, k }, g, x) {
    return { task: 'clustering', distances: g.squaredDistances(x, centres, k) };
  },
});

/** How far it is after some batches; plain data, so that it goes on from there. */
interface Progress {
  batch: number;
  readonly centres: Float64Array;
  /** Weight of all rows each centre was given so far. */
  readonly counts: Float64Array;
  smoothed: number | null;
  least: number;
  /** Batches since the least, and rows since unwanted centres were moved. */
  waited: number;
  since: number;
}

/** Milliseconds between checkpoints. */
const KEEP = 2000;

async function learn(
  points: WeightedPoints,
  k: number,
  size: number,
  epochs: number,
  starts: number,
  context: FitContext,
) {
  const seed = context.random.integer(2 ** 32);
  const pace = pacer(context);
  const total = Math.max(1, Math.ceil((epochs * points.rows) / size));
  const smoothing = Math.min(1, (2 * size) / (points.rows + 1));
  const now = resumedFrom(context.resume, k * points.width) ?? {
    batch: 0,
    centres: await begin(points, k, Math.min(points.rows, 3 * Math.max(size, k)), starts, seed, context),
    counts: new Float64Array(k),
    smoothed: null,
    least: Infinity,
    waited: 0,
    since: 0,
  };
  let kept = performance.now();
  while (now.batch < total && now.waited < PATIENCE) {
    const inertia = await learnBatch(points, size, now, randomStream(seed, `batch/${now.batch}`), context, () =>
      pace('Batches', now.batch, total),
    );
    now.batch += 1;
    now.smoothed = now.smoothed === null ? inertia : now.smoothed * (1 - smoothing) + inertia * smoothing;
    now.waited = now.smoothed < now.least ? 0 : now.waited + 1;
    now.least = Math.min(now.least, now.smoothed);
    // Fewer and fewer, for the curve of the loss flattens.
    if (now.batch % Math.ceil(now.batch / 50) === 0)
      context.progress?.({ phase: 'Batches', done: now.batch, total, loss: now.smoothed });
    if (performance.now() - kept > KEEP) {
      kept = performance.now();
      context.checkpoint?.(structuredClone(now));
    }
    if (context.finish?.aborted) break;
  }
  return { centres: now.centres, batches: now.batch, converged: now.waited >= PATIENCE };
}

function resumedFrom(state: unknown, length: number): Progress | null {
  const kept = state as Progress | undefined;
  return kept?.centres.length === length ? structuredClone(kept) : null;
}

/** Moves the centres by one batch; the batch's mean squared distance to the centres as they were. */
async function learnBatch(
  points: WeightedPoints,
  size: number,
  now: Progress,
  random: Random,
  { kernels }: FitContext,
  pause: Pause,
): Promise<number> {
  const { centres, counts } = now;
  const { width } = points;
  const drawn = sample(points, size, random);
  const held = await kernels.distances.hold(drawn, drawn.weights);
  try {
    const labels = new Int32Array(size).fill(-1);
    const { sums, sizes } = await held.assign(centres, labels, pause);
    const distances = await held.toOwn(centres, labels, pause);
    for (let c = 0; c < counts.length; c++) {
      if (!sizes[c]) continue;
      const before = counts[c]!;
      counts[c] = before + sizes[c]!;
      for (let j = c * width; j < (c + 1) * width; j++) centres[j] = (centres[j]! * before + sums[j]!) / counts[c]!;
    }
    now.since += size;
    if (counts.includes(0) || now.since >= 10 * counts.length) {
      now.since = 0;
      moveUnwanted(drawn, centres, counts, random);
    }
    const weight = drawn.weights ? drawn.weights.reduce((a, b) => a + b, 0) : size;
    return distances.reduce((sum, d, r) => sum + d * (drawn.weights ? drawn.weights[r]! : 1), 0) / weight;
  } finally {
    held.close();
  }
}

/** The best of several k-means++ starts on a sample, by the inertia of that sample. */
async function begin(
  points: WeightedPoints,
  k: number,
  size: number,
  starts: number,
  seed: number,
  context: FitContext,
) {
  const pace = pacer(context);
  const random = randomStream(seed, 'first centres');
  const drawn = size < points.rows ? sample(points, size, random) : points;
  const held = await context.kernels.distances.hold(drawn, drawn.weights);
  try {
    let best: { readonly inertia: number; readonly centres: Float64Array } | undefined;
    for (let start = 0; start < starts; start++) {
      const pause = () => pace('Choosing the first centres', start, starts);
      const centres = await startingCentres(drawn, held, k, random, pause);
      const { inertia } = await lloyd(drawn, held, centres, { iterations: 0, tolerance: 0 }, pause);
      if (!best || inertia < best.inertia) best = { inertia, centres };
    }
    return best!.centres;
  } finally {
    held.close();
  }
}

/** Rows drawn with replacement. */
function sample({ rows, width, data, weights }: WeightedPoints, size: number, random: Random): WeightedPoints {
  const own = new Float64Array(size * width);
  const ownWeights = weights && new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = random.integer(rows);
    own.set(data.subarray(row * width, (row + 1) * width), i * width);
    if (ownWeights) ownWeights[i] = weights[row]!;
  }
  return { rows: size, width, data: own, weights: ownWeights };
}

/** Centres that nearly no row wants take the place of drawn rows, and count as little as the least of the others. */
function moveUnwanted(drawn: Points, centres: Float64Array, counts: Float64Array, random: Random): void {
  const { rows, width, data } = drawn;
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const unwanted = Array.from(counts.keys())
    .filter(c => counts[c]! < REASSIGN * most)
    .sort((a, b) => counts[a]! - counts[b]! || a - b)
    .slice(0, Math.floor(rows / 2));
  const wanted = counts.filter((_, c) => !unwanted.includes(c));
  const order = random.permutation(rows);
  unwanted.forEach((c, i) => {
    const from = order[i]! * width;
    centres.set(data.subarray(from, from + width), c * width);
    counts[c] = wanted.reduce((a, b) => Math.min(a, b), Infinity);
  });
}
