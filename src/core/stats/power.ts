import { noncentralTCdf, normalQuantile, tQuantile } from './distributions.ts';

/** How many rows a two-sided test needs. Not rounded; round up. `alpha` 0.05 and `power` 0.8 unless said otherwise. */
export interface Aim {
  readonly alpha?: number;
  readonly power?: number;
}

const quantilesOf = ({ alpha = 0.05, power = 0.8 }: Aim) => ({
  za: normalQuantile(1 - alpha / 2),
  zb: normalQuantile(power),
});

/** Rows in each of two separate groups to tell p₁ from p₂, by the arcsine transform (Cohen's h). */
export function twoProportionRows(p1: number, p2: number, aim: Aim = {}): number {
  const { za, zb } = quantilesOf(aim);
  const h = 2 * Math.asin(Math.sqrt(p1)) - 2 * Math.asin(Math.sqrt(p2));
  return 2 * ((za + zb) / h) ** 2;
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
  const reached = (n: number): number => {
    const df = n - 1;
    const edge = tQuantile(1 - alpha / 2, df);
    return 1 - noncentralTCdf(edge, df, size * Math.sqrt(n));
  };
  let low = 2;
  let high = 4;
  while (reached(high) < power && high < 1e9) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 100 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (reached(middle) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
