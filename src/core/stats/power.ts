import { noncentralTCdf, normalCdf, normalQuantile, tQuantile } from './distributions.ts';

/** How many rows a two-sided test needs. Not rounded; round up. `alpha` 0.05 and `power` 0.8 unless said otherwise. */
export interface Aim {
  readonly alpha?: number;
  readonly power?: number;
}

const quantilesOf = ({ alpha = 0.05, power = 0.8 }: Aim) => ({
  za: normalQuantile(1 - alpha / 2),
  zb: normalQuantile(power),
});

/** Rows in each of two separate groups to tell p₁ from p₂, by the arcsine transform (Cohen's h), both tails counted. */
export function twoProportionRows(p1: number, p2: number, aim: Aim = {}): number {
  const { za, zb } = quantilesOf(aim);
  const h = 2 * Math.asin(Math.sqrt(p1)) - 2 * Math.asin(Math.sqrt(p2));
  // Without the far tail the shift is za + zb; the far tail lets it be a little smaller.
  const shift = bisect(zb, za + zb, s => normalCdf(s - za) + normalCdf(-s - za) >= (aim.power ?? 0.8));
  return 2 * (shift / h) ** 2;
}

/** The same by the textbook formula with pooled variance under "no difference". */
export function twoProportionRowsPooled(p1: number, p2: number, aim: Aim = {}): number {
  const { za, zb } = quantilesOf(aim);
  const pooled = (p1 + p2) / 2;
  const spread = za * Math.sqrt(2 * pooled * (1 - pooled)) + zb * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return (spread / (p1 - p2)) ** 2;
}

/** Paired rows McNemar's test needs when a share `first` is right only for one model and `second` only for the other. */
export function mcnemarRows(first: number, second: number, aim: Aim = {}): number {
  const { za, zb } = quantilesOf(aim);
  const difference = first - second;
  const discordant = first + second;
  return ((za * Math.sqrt(discordant) + zb * Math.sqrt(discordant - difference ** 2)) / difference) ** 2;
}

/** Rows to see a mean difference `delta` between paired losses whose difference has standard deviation `sd`. */
export function pairedMeanRows(delta: number, sd: number, aim: Aim = {}): number {
  const { za, zb } = quantilesOf(aim);
  return (((za + zb) * sd) / delta) ** 2;
}

/** Rows a paired t test needs for a mean of `effect` standard deviations, exactly, through the noncentral t. */
export function pairedTRows(effect: number, { alpha = 0.05, power = 0.8 }: Aim = {}): number {
  const size = Math.abs(effect);
  const enough = (n: number): boolean => {
    const df = n - 1;
    const edge = tQuantile(1 - alpha / 2, df);
    const shift = size * Math.sqrt(n);
    // Beyond the upper edge, and the sliver beyond the lower one.
    return 1 - noncentralTCdf(edge, df, shift) + (1 - noncentralTCdf(edge, df, -shift)) >= power;
  };
  let high = 4;
  while (!enough(high) && high < 1e9) high *= 2;
  return bisect(Math.max(2, high / 2), high, enough);
}

/** The place between `low` (not enough) and `high` (enough) where it becomes enough. */
function bisect(low: number, high: number, enough: (x: number) => boolean): number {
  let [below, above] = [low, high];
  for (let i = 0; i < 200 && above - below > 1e-14 * above; i++) {
    const middle = (below + above) / 2;
    if (enough(middle)) above = middle;
    else below = middle;
  }
  return (below + above) / 2;
}
