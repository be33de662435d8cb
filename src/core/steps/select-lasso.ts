import { defineStep } from '../step.ts';
import { gramMatrix } from '../stats/gram.ts';
import { lasso } from '../stats/lasso.ts';
import type { Target } from '../target.ts';
import { pacer } from '../work.ts';
import { centreAndSpread } from './column-values.ts';
import { drawRows } from './draw-rows.ts';
import { lowerSelection, selectAbove, selectAll, type Selection } from './selection.ts';
import { targetSignals } from './target-signals.ts';
import { unitMatrix } from './unit-matrix.ts';

const MEASURE = 'largest coefficient of the lasso';
/** Of more training rows, this many are drawn at random. */
export const MOST_ROWS = 10_000;

/**
 * Keeps columns with a coefficient in a linear model under an L1 penalty: SelectFromModel(Lasso(alpha)) of scikit-learn on
 * columns and target that are standardised first, so that alpha has no unit; at 1 nothing is left. Of more than two
 * classes each is told apart from the rest, and a column stays that any of them needs. A gap counts as the mean.
 */
export const selectLasso = defineStep({
  id: 'select-lasso',
  label: 'Keep what a sparse model needs',
  help: 'Fits a linear model that pays for every column it uses, so that it does without those that add nothing to the others (lasso, an L1 penalty). They become 0. Unlike looking at each column alone, it drops what other columns already say.',
  group: 'Choose columns',
  accepts: 'number',
  params: {
    alpha: {
      kind: 'number',
      default: 0.02,
      min: 0.0001,
      max: 1,
      log: true,
      label: 'Price of a column',
      help: 'The higher, the fewer columns are kept.',
    },
  },
  async fit(columns, target, { alpha }, context): Promise<Selection> {
    const signals = standardSignals(target);
    if (!signals.length) return selectAll(MEASURE, columns.length);
    const pace = pacer(context);
    const rows = drawRows(signals[0]!.length, MOST_ROWS, context.random);
    const { data, width } = unitMatrix(columns, true, rows);
    const y = signals.map(s => Float64Array.from(rows, r => s[r]!));
    const { gram, moments } = await gramMatrix(data, width, y, pace);
    const scores = new Float64Array(width);
    for (let t = 0; t < y.length; t++) {
      const own = Float64Array.from({ length: width }, (_, i) => moments[i * y.length + t]!);
      const w = await lasso(gram, own, alpha, pace);
      w.forEach((v, i) => (scores[i] = Math.max(scores[i]!, Math.abs(v))));
    }
    return selectAbove(MEASURE, Array.from(scores), 0);
  },
  lower: lowerSelection,
});

/** The target's signals with mean 0 and spread 1; one that does not vary is 0. */
export const standardSignals = (target: Target): Float64Array[] =>
  targetSignals(target).map(({ values }) => {
    const { mean, sd } = centreAndSpread(values);
    return values.map(v => (sd > 0 ? (v / 2 - mean / 2) / (sd / 2) : 0));
  });
