import type { HeldPoints } from '../../../kernels/distances.ts';
import type { FitContext } from '../../model.ts';
import { randomStream } from '../../random.ts';
import { pacer } from '../../work.ts';
import { type Clustering, lloyd, type LloydLimits } from './lloyd.ts';
import { startingCentres } from './starting-centres.ts';
import type { WeightedPoints } from './weighted-points.ts';

/** What a checkpoint holds: the best of the starts that ended, and how far the one under way is. */
interface Kept {
  readonly start: number;
  readonly centres: readonly number[];
  readonly iteration: number;
  readonly best: Omit<Clustering, 'labels'> | null;
}

/** Milliseconds between checkpoints. */
const KEEP = 2000;

/** Lloyd's algorithm from each of several k-means++ starts; the one of the least inertia. */
export async function bestStart(
  points: WeightedPoints,
  held: HeldPoints,
  k: number,
  starts: number,
  limits: Pick<LloydLimits, 'iterations' | 'tolerance'>,
  context: Omit<FitContext, 'kernels' | 'folds'>,
): Promise<Omit<Clustering, 'labels'>> {
  const pace = pacer(context);
  const seed = context.random.integer(2 ** 32);
  const resumed = resumedFrom(context.resume, k * points.width);
  let best = resumed?.best ?? null;
  let kept = performance.now();
  for (let start = resumed?.start ?? 0; start < starts; start++) {
    // A pass over a small table takes less than a pause; progress then moves from start to start.
    const pause = () => pace(`Start ${start + 1} of ${starts}`, start, starts);
    const own = resumed?.start === start ? resumed : null;
    const centres = own
      ? Float64Array.from(own.centres)
      : await startingCentres(points, held, k, randomStream(seed, `start/${start}`), pause);
    const found = await lloyd(
      points,
      held,
      centres,
      {
        ...limits,
        done: own?.iteration ?? 0,
        stop(now, iteration) {
          if (performance.now() - kept > KEEP) {
            kept = performance.now();
            context.checkpoint?.({ start, centres: Array.from(now), iteration, best } satisfies Kept);
          }
          return context.finish?.aborted ?? false;
        },
      },
      pause,
    );
    if (!best || found.inertia < best.inertia) best = withoutLabels(found);
    context.progress?.({ phase: 'Starts', done: start + 1, total: starts, loss: best.inertia });
    if (context.finish?.aborted) break;
  }
  return best!;
}

const withoutLabels = ({ labels: _labels, ...rest }: Clustering): Omit<Clustering, 'labels'> => rest;

function resumedFrom(state: unknown, length: number): Kept | null {
  const kept = state as Kept | undefined;
  return kept?.centres.length === length ? kept : null;
}
