import { gramMatrix } from '../stats/gram.ts';
import type { StepContext, Stream } from '../step.ts';
import type { Target } from '../target.ts';
import type { pacer } from '../work.ts';
import { centreAndSpread } from './column-values.ts';
import { drawRows } from './draw-rows.ts';
import { targetSignals } from './target-signals.ts';
import { unitMatrix } from './unit-matrix.ts';

/** Of more training rows, this many are drawn at random. */
const MOST_ROWS = 10_000;

/** All that least squares needs to know of columns and targets, both standardised: their products, averaged over rows. */
export interface LinearProblem {
  /** How many rows there are, or the sum of their weights. */
  readonly total: number;
  /** `[columns, columns]`. */
  readonly gram: Float64Array;
  /** One of each target: its products with the columns. */
  readonly moments: readonly Float64Array[];
}

/** Null without a target. Of more than two classes each is a target of its own: it or another. A gap counts as the mean. */
export async function linearProblem(
  columns: readonly Stream[],
  target: Target,
  context: StepContext,
  pace: ReturnType<typeof pacer>,
): Promise<LinearProblem | null> {
  const { random, weights } = context;
  const signals = targetSignals(target);
  if (!signals.length) return null;
  const rows = drawRows(signals[0]!.values.length, MOST_ROWS, random);
  const y = signals.map(({ values }) => {
    const { mean, sd } = centreAndSpread(values, weights);
    return Float64Array.from(rows, r => (sd > 0 ? (values[r]! / 2 - mean / 2) / (sd / 2) : 0));
  });
  const { data, width } = await unitMatrix(columns, context, true, rows, weights);
  const own = weights && Float64Array.from(rows, r => weights[r]!);
  const { gram, moments } = await gramMatrix(data, width, y, pace, own);
  const momentsOf = (t: number) => Float64Array.from({ length: width }, (_, i) => moments[i * y.length + t]!);
  const total = own ? own.reduce((sum, w) => sum + w, 0) : rows.length;
  return { total, gram, moments: y.map((_, t) => momentsOf(t)) };
}
