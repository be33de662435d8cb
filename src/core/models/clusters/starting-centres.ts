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
  const first = weights ? draws(weights, undefined, [random.next() * sum(weights)])[0]! : random.integer(rows);
  centres.set(row(first));
  const within =
    (c: number): Pause =>
    () =>
      pause(c, k);
  const seeds = held.seeds();
  try {
    let total = (await seeds.offer(row(first), within(0)))[0]!;
    await seeds.take(0);
    for (let c = 1; c < k; c++) {
      if (!(total > 0)) {
        throw new StudioError(
          'fit/too-few-distinct',
          `k-means: must have at least ${k} different rows for ${k} groups, got ${c}. Ask for fewer groups.`,
          { k, distinct: c },
        );
      }
      const drawn = draws(
        seeds.nearest,
        weights,
        Array.from({ length: tries }, () => random.next() * total),
      );
      const candidates = new Float64Array(tries * width);
      drawn.forEach((r, t) => candidates.set(row(r), t * width));
      const left = await seeds.offer(candidates, within(c));
      const best = Math.max(0, left.indexOf(left.reduce((least, v) => Math.min(least, v), Infinity)));
      await seeds.take(best);
      centres.set(row(drawn[best]!), c * width);
      total = left[best]!;
    }
    return centres;
  } finally {
    seeds.close();
  }
}

/** For each target the row at which the running sum of value times weight passes it; never one where that is 0. */
function draws(values: Float64Array, weights: Float64Array | undefined, targets: readonly number[]): number[] {
  const order = targets.map((_, i) => i).sort((a, b) => targets[a]! - targets[b]!);
  const found = new Array<number>(targets.length);
  let next = 0;
  let last = 0;
  let running = 0;
  for (let r = 0; r < values.length && next < order.length; r++) {
    const share = weights ? values[r]! * weights[r]! : values[r]!;
    if (share === 0) continue;
    running += share;
    last = r;
    while (next < order.length && running > targets[order[next]!]!) found[order[next++]!] = r;
  }
  for (; next < order.length; next++) found[order[next]!] = last;
  return found;
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
