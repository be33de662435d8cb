import { StudioError } from '../errors.ts';
import { reference } from '../../kernels/reference/index.ts';
import { componentsOfScatter, MOST_SIDE } from '../stats/principal-components.ts';
import { defineStep } from '../step.ts';
import { pacer } from '../work.ts';
import { numbered, reduceParams } from './reduce-params.ts';
import { lowerUnits, unitMatrix } from './unit-matrix.ts';

const LABEL = 'Principal components';
const SMALLEST = 1e-280;

/**
 * The columns turned so that the first new one varies most, the second most of what is left, and so on (PCA of
 * scikit-learn, on standardised columns unless told otherwise; signs so that the largest weight of each is positive).
 * Whitened, each has variance 1 (divisor n - 1). There are as many as asked for or as there are columns; one without
 * variance is 0. A gap counts as the column's mean.
 */
export const principal = defineStep({
  id: 'principal',
  label: LABEL,
  help: 'Makes a few new columns out of many that go together, losing as little of their variation as can be (PCA). Models get faster and steadier; but each new column is a mixture that is hard to name.',
  group: 'Reduce',
  accepts: 'number',
  weights: 'unused',
  work: 'products',
  params: {
    count: { kind: 'number', integer: true, default: 5, min: 1, max: 500, label: 'Components' },
    whiten: { kind: 'flag', default: false, label: 'Let all vary equally', help: 'Divides each by its standard deviation.' }, // prettier-ignore
    ...reduceParams('component'),
  },
  async fit(columns, _target, { count, whiten, scaled, keep, name }, context) {
    if (columns.length > MOST_SIDE) {
      throw new StudioError(
        'fit/too-wide',
        `${LABEL}: must have at most ${MOST_SIDE} columns, got ${columns.length}. Choose fewer, or put "Random projection" before it.`,
        { width: columns.length },
      );
    }
    const { rows, width, data, spreads } = await unitMatrix(columns, context, scaled);
    const { products } = context.kernels ?? reference;
    const scatter = width ? await products.gram({ rows, width, data }, pacer(context)) : new Float64Array(0);
    // What underflows is no variation. Variances divide by rows - 1; of a single row there are none.
    const varied = scatter.map(v => (Math.abs(v) < SMALLEST ? 0 : v));
    const found = componentsOfScatter(varied, new Float64Array(width), Math.max(2, rows), count);
    const made = Math.min(count, width);
    const weights = new Array<number>(width * made).fill(0);
    found.variances.forEach((variance, k) => {
      const unit = whiten ? Math.sqrt(variance) : 1;
      for (let i = 0; i < width; i++) weights[i * made + k] = found.components[k * width + i]! / unit + 0;
    });
    /** Share of all variation in each. */
    const shares = Array.from(found.variances, v => v / found.total);
    return { spreads, weights, count: made, shares, keep, name };
  },
  lower: (state, g, inputs) =>
    inputs.length
      ? numbered(g, g.matmul(lowerUnits(g, inputs, state.spreads), state.weights, state.count), state, inputs)
      : [],
});
