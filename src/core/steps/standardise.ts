import type { NumberBlock } from '../graph/block.ts';
import { defineStep } from '../step.ts';

/** z = (x - mean) / sd with the population sd (divisor n); a constant column becomes 0. Missing values pass through. */
export const standardise = defineStep({
  id: 'standardise',
  label: 'Standardise',
  help: 'Shifts and scales a column so that its mean is 0 and its spread is 1. Columns in different units can then be weighed against each other.',
  accepts: 'number',
  params: {},
  fit: columns =>
    columns.map(({ block }) => {
      let n = 0;
      let mean = 0;
      let squares = 0;
      for (const v of (block as NumberBlock).data) {
        if (Number.isNaN(v)) continue;
        const d = v - mean;
        mean += d / ++n;
        squares += d * (v - mean);
      }
      const sd = Math.sqrt(squares / Math.max(n, 1));
      return { mean, sd: sd > 10 * Number.EPSILON * Math.abs(mean) ? sd : 1 };
    }),
  lower: (state, g, inputs) =>
    inputs.map(({ name, ref }, i) => {
      const { mean, sd } = state[i]!;
      return { name, ref: g.binary('divide', g.binary('subtract', ref, g.constant(mean)), g.constant(sd)) };
    }),
});
