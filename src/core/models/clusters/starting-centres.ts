import type { HeldPoints, Pause } from '../../../kernels/distances.ts';
import { StudioError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { WeightedPoints } from './weighted-points.ts';

/**
 * k-means++ (Arthur and Vassilvitskii 2007): each further centre is drawn with probability in proportion to weight times
 * squared distance to the centres so far; of 2 + log k draws the one that lowers the sum most is taken, as in
 * scikit-learn. Row-major `[k, width]`.
 */
export async function startingCentres(
  points: WeightedPoints,
  held: HeldPoints,
  k: number,
  random: Random,
  pause: Pause,
): Promise<Float64Array> {
  const { rows, width, data, weights } = points;
  const row = (r: number) => data.subarray(r * width, (r + 1) * width);
  const centres = new Float64Array(k * width);
  const tries = 2 + Math.floor(Math.log(k));
  const first = weights ? draw(weights, undefined, random.next() * sum(weights)) : random.integer(rows);
  centres.set(row(first));
  const nearest = new Float64Array(rows).fill(Infinity);
  const within =
    (c: number): Pause =>
    () =>
      pause(c, k);
  await held.lower(row(first), nearest, within(0));
  let total = (await held.spread(row(first), nearest, within(0)))[0]!;
  for (let c = 1; c < k; c++) {
    if (!(total > 0)) {
      throw new StudioError(
        'fit/too-few-distinct',
        `k-means: must have at least ${k} different rows for ${k} groups, got ${c}. Ask for fewer groups.`,
        { k, distinct: c },
      );
    }
    const drawn = Array.from({ length: tries }, () => draw(nearest, weights, random.next() * total));
    const candidates = new Float64Array(tries * width);
    drawn.forEach((r, t) => candidates.set(row(r), t * width));
    const left = await held.spread(candidates, nearest, within(c));
    const best = left.indexOf(left.reduce((least, v) => Math.min(least, v), Infinity));
    const chosen = row(drawn[Math.max(0, best)]!);
    centres.set(chosen, c * width);
    await held.lower(chosen, nearest, within(c));
    total = left[Math.max(0, best)]!;
  }
  return centres;
}

/** The row at which the running sum of value times weight passes `target`; never one where that is 0. */
function draw(values: Float64Array, weights: Float64Array | undefined, target: number): number {
  let last = 0;
  let running = 0;
  for (let r = 0; r < values.length; r++) {
    const share = weights ? values[r]! * weights[r]! : values[r]!;
    if (share === 0) continue;
    running += share;
    last = r;
    if (running > target) break;
  }
  return last;
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
