import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { minimise } from '../stats/minimise.ts';
import { defineStep, type StepWork } from '../step.ts';
import { centreAndSpread, constantSpread, finiteValues } from './column-values.ts';
import { eachColumn, eachStretch } from './each-column.ts';
import { lowerTogether } from './lower-together.ts';

/**
 * Yeo and Johnson (2000): ((1 + x)^λ - 1) / λ for x >= 0 and -((1 - x)^(2 - λ) - 1) / (2 - λ) below, logarithms where an
 * exponent is 0. λ is the one of greatest likelihood under a normal distribution, per column, from the finite training
 * values; 1 (no change of shape) for a constant column. Missing values pass.
 */
export const yeoJohnson = defineStep({
  id: 'yeo-johnson',
  label: 'Make it bell-shaped',
  help: 'Bends a lopsided column, negative values included, until it looks as much like a bell curve as it can (Yeo-Johnson). How far to bend is learned from the training rows.',
  group: 'Shape',
  accepts: 'number',
  weights: 'unused',
  params: {
    standardise: {
      kind: 'flag',
      default: true,
      label: 'Standardise afterwards',
      help: 'Shift and scale the result to mean 0 and spread 1.',
    },
  },
  fit: (columns, _target, { standardise }, context) =>
    eachColumn(columns, context, async column => {
      const values = finiteValues(column);
      const lambda = constantSpread(centreAndSpread(values)) ? 1 : await likeliest(values, context);
      const bent = (await bendAll(values, lambda, context)).filter(Number.isFinite);
      const found = centreAndSpread(bent);
      if (!standardise) return { lambda, mean: 0, sd: 1 };
      return { lambda, mean: found.mean + 0, sd: constantSpread(found) ? 1 : found.sd };
    }),
  lower: (state, g, inputs) =>
    lowerTogether(g, inputs, x => {
      const above = lowerPower(g, g.binary('maximum', x, g.constant(0)), state.map(({ lambda }) => lambda)); // prettier-ignore
      const left = g.unary('negate', g.binary('minimum', x, g.constant(0)));
      const below = lowerPower(g, left, state.map(({ lambda }) => 2 - lambda)); // prettier-ignore
      const positive = g.compare('greater-or-equal', x, g.constant(0));
      const bent = g.where(positive, above, g.unary('negate', below));
      const moved = g.binary('subtract', bent, g.constant(...state.map(({ mean }) => mean)));
      return g.binary('divide', moved, g.constant(...state.map(({ sd }) => sd)));
    }),
});

const bend = (x: number, lambda: number): number => (x >= 0 ? power(x, lambda) : -power(-x, 2 - lambda));

async function bendAll(values: Float64Array, lambda: number, work: StepWork): Promise<Float64Array> {
  const bent = new Float64Array(values.length);
  await eachStretch(values.length, work, (from, to) => {
    for (let r = from; r < to; r++) bent[r] = bend(values[r]!, lambda);
  });
  return bent;
}

/** ((1 + x)^p - 1) / p for x >= 0. */
const power = (x: number, p: number): number => {
  const log = Math.log1p(x);
  return Math.abs(p) < Number.EPSILON ? log : Math.expm1(p * log) / p;
};

/** The same as graph operations, p by column; e^u - 1 near 0 as 2 t / (1 - t), t = tanh(u / 2), which loses no digits. */
function lowerPower(g: GraphBuilder, x: Ref, p: readonly number[]): Ref {
  const isZero = p.map(v => Math.abs(v) < Number.EPSILON);
  const log = g.unary('log', g.binary('add', x, g.constant(1)));
  if (isZero.every(Boolean)) return log;
  const u = g.binary('multiply', log, g.constant(...p));
  const t = g.unary('tanh', g.binary('multiply', u, g.constant(0.5)));
  const near = g.binary('divide', g.binary('add', t, t), g.binary('subtract', g.constant(1), t));
  const far = g.binary('subtract', g.unary('exp', u), g.constant(1));
  const small = g.compare('less', g.unary('abs', u), g.constant(1));
  const power = g.binary('divide', g.where(small, near, far), g.constant(...p));
  if (!isZero.some(Boolean)) return power;
  return g.where(g.compare('equal', g.constant(...isZero.map(Number)), g.constant(1)), log, power);
}

/**
 * λ of greatest likelihood, searched as SciPy does between bounds that keep values up to 20 times the largest, and their
 * squares, within float64. Where there are no such bounds, λ = 1.
 */
async function likeliest(values: Float64Array, work: StepWork): Promise<number> {
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const reach = Math.log1p(20 * largest);
  const least = (Math.log(2 ** -1022) - Math.log(Number.EPSILON)) / 2 / reach;
  const most = (Math.log(Number.MAX_VALUE) + Math.log(Number.EPSILON)) / 2 / reach;
  const [some, all] = [values.some(v => v < 0), values.every(v => v < 0)];
  const low = all ? 2 - most : some ? Math.max(2 - most, least) : least;
  const high = all ? 2 - least : some ? Math.min(2 - least, most) : most;
  if (!(low < high)) return 1;
  let logs = 0;
  await eachStretch(values.length, work, (from, to) => {
    for (let r = from; r < to; r++) logs += Math.sign(values[r]!) * Math.log1p(Math.abs(values[r]!));
  });
  const unlikelihood = async (lambda: number): Promise<number> => {
    const { sd } = centreAndSpread(await bendAll(values, lambda, work));
    const value = values.length * Math.log(sd) - (lambda - 1) * logs;
    return Number.isFinite(value) ? value : Infinity;
  };
  return (await minimise(unlikelihood, low, high, 1.48e-8)) + 0;
}
