import { StudioError } from '../errors.ts';
import type { NumberBlock } from '../graph/block.ts';
import { solvePositiveDefinite } from '../models/linear/cholesky.ts';
import { defineStep } from '../step.ts';
import { pacer } from '../work.ts';
import { centreAndSpread, constantSpread, finiteValues } from './column-values.ts';
import { drawRows } from './draw-rows.ts';
import { eachColumn } from './each-column.ts';

/** Every column is predicted from every other in every round, so the work grows with the cube of their number. */
const MOST_COLUMNS = 50;
/** Of more training rows, this many are drawn at random to learn the regressions from. */
const MOST_ROWS = 10_000;

/** One ridge regression: column `column` from all others, in standardised units. */
interface Regression {
  readonly column: number;
  /** One weight a column; that of the column itself is 0. */
  readonly weights: readonly number[];
  readonly intercept: number;
}

/**
 * Chained regressions (IterativeImputer of scikit-learn with Ridge(alpha), after van Buuren's MICE): gaps start at the
 * mean; then, in each round, each column in turn, the one with fewest gaps first, is predicted from all others by a
 * ridge regression learned on the training rows that have it, and its gaps take the prediction, kept within the range of
 * the training values. All columns are standardised for it. The regressions of every round are kept, and a new row goes
 * through the same fixed number of rounds. Infinite values count as gaps of the columns that others are predicted from,
 * and pass. A column with nothing to learn from is filled with 0.
 */
export const iterative = defineStep({
  id: 'iterative',
  label: 'Fill by prediction',
  help: 'Predicts each missing value from the other columns of this step, and repeats it a few times, because those have gaps too (iterative imputation). Good where columns go together, such as height and weight.',
  group: 'Fill gaps',
  accepts: 'number',
  weights: 'unused',
  params: {
    rounds: { kind: 'number', integer: true, default: 5, min: 1, max: 20, label: 'Rounds' },
    alpha: {
      kind: 'number',
      default: 1,
      min: 1e-6,
      max: 1e6,
      log: true,
      label: 'Penalty on large weights',
      help: 'More keeps the predictions closer to the mean.',
    },
  },
  async fit(columns, _target, { rounds, alpha }, context) {
    if (columns.length > MOST_COLUMNS)
      throw new StudioError(
        'fit/too-many-columns',
        `Fill by prediction: takes at most ${MOST_COLUMNS} columns, got ${columns.length}. Leave some out, or fill them in another way.`,
        { columns: columns.length },
      );
    const scales = await eachColumn(columns, context, column => {
      const values = finiteValues(column);
      const found = centreAndSpread(values);
      return { mean: found.mean + 0, sd: constantSpread(found) ? 1 : found.sd };
    });
    const blocks = columns.map(c => c.block as NumberBlock);
    const kept = drawRows(blocks[0]?.data.length ?? 0, MOST_ROWS, context.random);
    const z = blocks.map(({ data }, c) => Float64Array.from(kept, r => (data[r]! - scales[c]!.mean) / scales[c]!.sd));
    const gaps = z.map(values => values.map(v => (Number.isFinite(v) ? 0 : 1)));
    const ranges = z.map(values => rangeOf(values.filter(Number.isFinite)));
    const filled = z.map(values => values.map(v => (Number.isFinite(v) ? v : 0)));
    const count = (flags: Float64Array) => flags.reduce((a, b) => a + b, 0);
    const order = Array.from(z.keys()).sort((a, b) => count(gaps[a]!) - count(gaps[b]!) || a - b);
    const pace = pacer(context);
    const chain: Regression[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const column of order) {
        await pace('Predicting columns from others', chain.length, rounds * order.length);
        const regression = ridgeOn(filled, gaps[column]!, column, alpha);
        chain.push(regression);
        const { low, high } = ranges[column]!;
        const target = filled[column]!;
        for (let r = 0; r < target.length; r++)
          if (gaps[column]![r]) target[r] = Math.min(high, Math.max(low, predict(regression, filled, r)));
      }
    }
    return { scales, ranges, chain };
  },
  lower: ({ scales, ranges, chain }, g, inputs) => {
    const z = inputs.map(({ ref }, c) =>
      g.binary('divide', g.binary('subtract', ref, g.constant(scales[c]!.mean)), g.constant(scales[c]!.sd)),
    );
    // A number less itself is missing where it is missing or infinite.
    const gap = z.map(ref => g.isMissing(g.binary('subtract', ref, ref)));
    const now = z.map((ref, c) => g.where(gap[c]!, g.constant(0), ref));
    for (const { column, weights, intercept } of chain) {
      const sum = g.binary('add', g.matmul(g.concat([...now]), weights, 1), g.constant(intercept));
      const finite = g.where(g.isMissing(sum), g.constant(0), sum);
      const { low, high } = ranges[column]!;
      const within = g.binary('minimum', g.binary('maximum', finite, g.constant(low)), g.constant(high));
      now[column] = g.where(gap[column]!, within, now[column]!);
    }
    return inputs.map(({ name, ref }, c) => {
      const { mean, sd } = scales[c]!;
      const found = g.binary('add', g.binary('multiply', now[c]!, g.constant(sd)), g.constant(mean));
      return { name, ref: g.where(g.isMissing(ref), found, ref) };
    });
  },
});

const rangeOf = (values: Float64Array): { low: number; high: number } => ({
  low: values.reduce((a, b) => Math.min(a, b), values[0] ?? 0) + 0,
  high: values.reduce((a, b) => Math.max(a, b), values[0] ?? 0) + 0,
});

function predict({ weights, intercept }: Regression, columns: readonly Float64Array[], row: number): number {
  let sum = 0;
  for (let c = 0; c < columns.length; c++) sum += columns[c]![row]! * weights[c]!;
  return sum + intercept;
}

/** Ridge regression with a free intercept of one column on the others, over the rows that have it. */
function ridgeOn(columns: readonly Float64Array[], gaps: Float64Array, column: number, alpha: number): Regression {
  const others = Array.from(columns.keys()).filter(c => c !== column);
  const rows = Array.from(gaps.keys()).filter(r => !gaps[r]);
  const means = columns.map(values => rows.reduce((sum, r) => sum + values[r]!, 0) / Math.max(1, rows.length));
  const width = others.length;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  const row = new Float64Array(width);
  for (const r of rows) {
    others.forEach((c, j) => (row[j] = columns[c]![r]! - means[c]!));
    const y = columns[column]![r]! - means[column]!;
    for (let j = 0; j < width; j++) {
      right[j]! += row[j]! * y;
      for (let k = 0; k <= j; k++) gram[j * width + k]! += row[j]! * row[k]!;
    }
  }
  for (let j = 0; j < width; j++) gram[j * width + j]! += alpha;
  const solved = solvePositiveDefinite(gram, right) ?? new Float64Array(width);
  const weights = columns.map(() => 0);
  others.forEach((c, j) => (weights[c] = solved[j]! + 0));
  const intercept = weights.reduce((rest, weight, c) => rest - weight * means[c]!, means[column]!);
  return { column, weights, intercept: intercept + 0 };
}
