import type { EpochLoss } from './checkpoint.ts';

export const schedules = ['constant', 'cosine', 'one-cycle', 'plateau'] as const;
export type Schedule = (typeof schedules)[number];

/** Share of the steps in which cosine warms up, and in which one-cycle rises. */
const WARM_UP = 0.05;
const RISE = 0.3;
/** One-cycle begins at the rate over this, and ends at that over the other (Smith and Topin 2018; the usual values). */
const BEGIN = 25;
const END = 1e4;
/** On a plateau the rate falls to this share of itself. */
const FALL = 0.3;

/**
 * The learning rate of step `step` (from 0) of `steps`, for the chosen rate.
 *
 * - constant: the rate.
 * - cosine: rises evenly over the first twentieth, then falls to 0 along half a cosine (Loshchilov and Hutter 2017).
 * - one-cycle: from a 25th up to the rate over three tenths, then down to next to nothing, both along half a cosine.
 * - plateau: falls to three tenths whenever `patience` epochs have passed without a better loss.
 */
export function rateAt(
  schedule: Schedule,
  rate: number,
  step: number,
  steps: number,
  history: readonly EpochLoss[],
  patience: number,
): number {
  switch (schedule) {
    case 'constant':
      return rate;
    case 'cosine': {
      const warm = Math.max(1, Math.round(WARM_UP * steps));
      if (step < warm) return (rate * (step + 1)) / warm;
      return between(rate, 0, (step - warm) / Math.max(1, steps - warm));
    }
    case 'one-cycle': {
      const top = Math.max(1, Math.round(RISE * steps));
      if (step < top) return between(rate / BEGIN, rate, step / top);
      return between(rate, rate / BEGIN / END, (step - top) / Math.max(1, steps - top));
    }
    case 'plateau':
      return rate * FALL ** plateaus(history, patience);
  }
}

/** From one value to another along half a cosine. */
const between = (from: number, to: number, share: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;

/** How often so many epochs went by without a better loss: of the rows set apart, else of the training rows. */
function plateaus(history: readonly EpochLoss[], patience: number): number {
  let best = Infinity;
  let since = 0;
  let count = 0;
  for (const { loss, validationLoss } of history) {
    const now = validationLoss ?? loss;
    since = now < best ? 0 : since + 1;
    best = Math.min(best, now);
    if (since < patience) continue;
    count++;
    since = 0;
  }
  return count;
}
