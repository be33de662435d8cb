import type { NumberBlock } from '../graph/block.ts';
import { defineStep } from '../step.ts';

/** z = (x - mean) / sd with the population sd (divisor n); a constant column becomes 0. Missing and infinite values pass through unlearned. */
export const standardise = defineStep({
  id: 'standardise',
  label: 'Standardise',
  help: 'Shifts and scales a column so that its mean is 0 and its spread is 1. Columns in different units can then be weighed against each other.',
  accepts: 'number',
  params: {},
  fit: columns =>
    columns.map(({ block }) => {
      const seen = (block as NumberBlock).data.filter(Number.isFinite);
      const { mean, sd } = centreAndSpread(seen);
      return { mean, sd: sd > 10 * Number.EPSILON * Math.abs(mean) ? sd : 1 };
    }),
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { mean, sd } = state[i]!;
      return { name, ref: g.binary('divide', g.binary('subtract', ref, g.constant(mean)), g.constant(sd)) };
    }),
});

interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/** Mean and population sd in one pass (Welford 1962); 0 and 0 where there is no value. */
function centreAndSpread(values: Float64Array): Spread {
  let mean = 0;
  let squares = 0;
  values.forEach((v, i) => {
    const d = v - mean;
    mean += d / (i + 1);
    squares += d * (v - mean);
  });
  const sd = Math.sqrt(squares / Math.max(values.length, 1));
  if (Number.isFinite(mean) && Number.isFinite(sd)) return { mean, sd };
  // Squares of values beyond 1e154 overflow; over the largest of them nothing does.
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const scaled = centreAndSpread(values.map(v => v / largest));
  return { mean: scaled.mean * largest, sd: scaled.sd * largest };
}
