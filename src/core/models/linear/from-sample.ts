import type { FitContext, Matrix } from '../../model.ts';
import { CholeskyFactor } from './cholesky.ts';
import { Descent } from './descent.ts';
import { LogLikelihood } from './log-likelihood.ts';
import { newton } from './newton.ts';
import type { RoughInverse } from './quasi-newton.ts';

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

/** A step that promises less than this share is the last: chance takes the sample's solution further from that of all rows. */
const NEAR = 1e-3;

/** With more parameters than this the sample's second derivatives cost more than they spare. */
const MOST_PARAMETERS = 200;

/**
 * The solution for a sixteenth of the rows, which is near that for all, and the inverse of the second derivatives there, which
 * is near that for all too; together they cost less than going over all rows once or twice. Null where that is too few rows, or
 * nothing would hold the weights.
 */
export async function fromSample(
  { x, means, codes, weights, classes, penalty }: LogisticProblem,
  start: Float64Array,
  context: FitContext,
): Promise<{ readonly theta: Float64Array; readonly inverse: RoughInverse } | null> {
  const size = start.length;
  const rows = Math.floor(x.rows / EVERY);
  if (!(penalty > 0) || size > MOST_PARAMETERS || rows < ROWS_PER_PARAMETER * size) return null;
  const data = new Float64Array(rows * x.width);
  const places = Int32Array.from({ length: rows }, (_, i) => i * EVERY);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < x.width; j++) data[i * x.width + j] = x.data[places[i]! * x.width + j]!;
  }
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
    const { theta } = await newton(objective, start, descent, 1, NEAR);
    const factor = CholeskyFactor.of(await objective.curvature(), size);
    return factor && { theta, inverse: vector => factor.solve(vector) };
  } finally {
    opened.close();
  }
}
