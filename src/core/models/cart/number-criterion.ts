import { absoluteCriterion } from './absolute-criterion.ts';
import { type Criterion, weightedMean } from './criterion.ts';

export type NumberCriterion = 'squared' | 'absolute' | 'Poisson';

/**
 * Squared error (the variance), absolute error about the median, or half the Poisson deviance mean(y log(y / mean)).
 * Computing is done on the targets over a power of two, which is exact, so that no square overflows.
 */
export function numberCriterion(kind: NumberCriterion, values: Float64Array, weights: Float64Array): Criterion {
  const most = values.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  const unit = most > 0 ? 2 ** Math.floor(Math.log2(most)) : 1;
  const y = values.map(v => v / unit);
  return kind === 'absolute' ? absoluteCriterion(y, weights, unit) : meanCriterion(kind, y, weights, unit);
}

/** Below this a sum of targets counts as nothing, and the logarithm of its mean is not taken. */
const NOTHING = 1e-15;

/** For the variance the targets are taken from their overall mean, so that a far origin costs no digits. */
function meanCriterion(kind: 'squared' | 'Poisson', y: Float64Array, weights: Float64Array, unit: number): Criterion {
  const isSquared = kind === 'squared';
  const origin = isSquared ? weightedMean(y, weights) : 0;
  const inUnits = isSquared ? unit * unit : unit;
  /** A side's weight times its impurity, up to what does not depend on the split, with the sign turned. */
  const pure = isSquared
    ? (sum: number, w: number) => (sum * sum) / w
    : (sum: number, w: number) => (sum > NOTHING ? sum * Math.log(sum / w) : -Infinity);
  let [all, total, raw, spread, low, high] = [0, 0, 0, 0, 0, 0];
  let [moved, left] = [0, 0];
  return {
    outputs: 1,
    enter(order, from, to) {
      all = total = raw = spread = moved = left = 0;
      low = Infinity;
      high = -Infinity;
      for (let i = from; i < to; i++) {
        const row = order[i]!;
        const [w, v] = [weights[row]!, y[row]!];
        const d = v - origin;
        all += w;
        raw += w * v;
        total += w * d;
        spread += isSquared ? w * d * d : v > 0 ? w * v * Math.log(v) : 0;
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    },
    weight: () => all,
    impurity() {
      if (low === high) return 0;
      const mean = total / all;
      const found = isSquared ? spread / all - mean * mean : spread / all - mean * Math.log(mean);
      return Math.min(Number.MAX_VALUE, Math.max(0, found) * inUnits);
    },
    value: () => [(low === high ? low : raw / all) * unit],
    reset() {
      moved = left = 0;
    },
    move(row) {
      moved += weights[row]!;
      left += weights[row]! * (y[row]! - origin);
    },
    score: () => pure(left, moved) + pure(total - left, all - moved),
    middle: (order, from, to) => weightedMean(y, weights, order, from, to),
  };
}
