import type { FitContext, Matrix } from '../../model.ts';
import { Descent } from './descent.ts';
import { LogLikelihood } from './log-likelihood.ts';
import { minimise } from './newton.ts';

interface LogisticProblem {
  readonly x: Matrix;
  readonly means: Float64Array;
  readonly codes: Int32Array;
  readonly weights: Float64Array;
  readonly classes: number;
  readonly penalty: number;
}

/** Every so many-th row is in the sample, and it has at least so many rows for each parameter. */
const EVERY = 16;
const ROWS_PER_PARAMETER = 40;

/**
 * Where to start: the solution for a sixteenth of the rows, which is near that for all and costs a sixteenth; zeros where
 * that is too few rows, or where nothing would hold the weights.
 */
export async function fromSample(
  { x, means, codes, weights, classes, penalty }: LogisticProblem,
  size: number,
  context: FitContext,
): Promise<Float64Array> {
  const zeros = new Float64Array(size);
  const rows = Math.floor(x.rows / EVERY);
  if (context.resume !== undefined || !(penalty > 0) || rows < ROWS_PER_PARAMETER * size) return zeros;
  const data = new Float64Array(rows * x.width);
  const places = Int32Array.from({ length: rows }, (_, i) => i * EVERY);
  places.forEach((r, i) => data.set(x.data.subarray(r * x.width, (r + 1) * x.width), i * x.width));
  const descent = new Descent({ signal: context.signal }, 'A sample', size, 1, 20);
  const opened = await context.kernels.linear.open({ rows, width: x.width, data }, means, descent.between);
  try {
    const objective = new LogLikelihood(
      opened,
      places.map(r => codes[r]!),
      Float64Array.from(places, r => weights[r]! * EVERY),
      classes,
      penalty,
    );
    return (await minimise(objective, zeros, descent, 1e-5)).theta;
  } finally {
    opened.close();
  }
}
