import type { HeldPoints, Pause, Points } from '../../../kernels/distances.ts';
import type { Random } from '../../random.ts';

/** Rows that are asked, and points of the curve. */
const ASKED = 4000;
const POINTS = 120;

/**
 * How far the rows' `samples`-th nearest rows are, themselves the first: ascending, at even steps of the rows. Where the
 * curve bends upwards the noise begins, which is the radius to choose for DBSCAN (Ester et al. 1996). On a seeded
 * sample of rows where there are many. Distances that overflow are left out.
 */
export async function reachCurve(
  { rows, width, data }: Points,
  held: HeldPoints,
  samples: number,
  random: Random,
  pause: Pause,
): Promise<number[]> {
  // A row asked about is itself the nearest it finds.
  const order =
    rows > ASKED ? random.permutation(rows).subarray(0, ASKED) : Int32Array.from({ length: rows }, (_, r) => r);
  const asked = new Float64Array(order.length * width);
  order.forEach((r, i) => asked.set(data.subarray(r * width, (r + 1) * width), i * width));
  const count = Math.min(samples, rows);
  const { distances } = await held.nearest(count, pause, { rows: order.length, width, data: asked });
  const reach = Float64Array.from(order, (_, i) => Math.sqrt(distances[(i + 1) * count - 1]!))
    .filter(Number.isFinite)
    .sort();
  const points = Math.min(POINTS, reach.length);
  return Array.from(
    { length: points },
    (_, i) => reach[Math.round((i * (reach.length - 1)) / Math.max(1, points - 1))]!,
  );
}

/** Where the curve bends most: farthest below the line between its ends (Satopää et al. 2011); null without a bend. */
export function bendOf(curve: readonly number[]): number | null {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || !(last > first)) return null;
  const below = curve.map((v, i) => first + ((last - first) * i) / (curve.length - 1) - v);
  const most = below.reduce((best, v, i) => (v > below[best]! ? i : best), 0);
  return below[most]! > 0 ? curve[most]! : null;
}
