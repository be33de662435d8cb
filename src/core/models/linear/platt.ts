import type { LinearKernels } from '../../../kernels/linear.ts';
import type { FitContext } from '../../model.ts';
import { Descent } from './descent.ts';
import { minimise } from './newton.ts';
import { RowLosses } from './objective.ts';

/** Probability of the class as a function of its margin: 1 / (1 + exp(-(slope margin + offset))). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/**
 * A sigmoid through margins by maximum likelihood, with Platt's (1999) targets (n + 1) / (n + 2) and 1 / (n + 2) in place of
 * 1 and 0. `own`: whether a row is of the class; n counts rows by weight.
 */
export async function fitSigmoid(
  margins: Float64Array,
  own: readonly boolean[],
  weights: Float64Array | null,
  kernels: LinearKernels,
  { signal }: Pick<FitContext, 'signal'>,
): Promise<Sigmoid> {
  let inside = 0;
  let outside = 0;
  own.forEach((is, r) => {
    if (is) inside += weights ? weights[r]! : 1;
    else outside += weights ? weights[r]! : 1;
  });
  const targets = Float64Array.from(own, is => (is ? (inside + 1) / (inside + 2) : 1 / (outside + 2)));
  // Margins of any size, as numbers of moderate size.
  const scale = margins.reduce((most, m) => Math.max(most, Math.abs(m)), 0) || 1;
  const descent = new Descent({ signal }, 'Probabilities', 2, 1, 100);
  const x = { rows: margins.length, width: 1, data: margins.map(m => m / scale) };
  const rows = await kernels.open(x, new Float64Array(1), descent.between);
  try {
    const start = Float64Array.of(0, Math.log((inside + 1) / (outside + 1)));
    const { theta } = await minimise(new RowLosses(rows, shareLoss, targets, weights, 0), start, descent);
    return { slope: theta[0]! / scale, offset: theta[1]! };
  } finally {
    rows.close();
  }
}

/** Log loss of a share from 0 to 1. */
const shareLoss = {
  loss: (score: number, share: number): number =>
    Math.max(score, 0) - share * score + Math.log1p(Math.exp(-Math.abs(score))),
  slope: (score: number, share: number): number => 1 / (1 + Math.exp(-score)) - share,
  bend(score: number): number {
    const p = 1 / (1 + Math.exp(-score));
    return p * (1 - p);
  },
};
