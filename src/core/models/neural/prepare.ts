import type { NetworkRows } from '../../../kernels/network.ts';
import { StudioError } from '../../errors.ts';
import type { FitContext, Matrix } from '../../model.ts';
import type { Target } from '../../target.ts';
import { presentClasses, requireFinite } from '../check-data.ts';
import { balancingFactors, networkRows } from './rows.ts';

/** A numeric target as the network sees it: less its mean, over its deviation (1 where it is constant). */
export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

export interface PreparedRows {
  readonly training: NetworkRows;
  readonly validation: NetworkRows | null;
  readonly outputs: number;
  /** Null for classes. */
  readonly scale: Scale | null;
}

/** Training rows and rows set apart, measured by what the training rows alone say about classes and scale. */
export function prepareRows(
  owner: string,
  x: Matrix,
  y: Target,
  balanced: boolean,
  { weights, validation }: Pick<FitContext, 'weights' | 'validation'>,
): PreparedRows {
  const given = weights ?? null;
  const apart = validation?.x.rows ? validation : null;
  if (y.task === 'classification') {
    presentClasses(owner, y);
    const classes = y.classes.length;
    const factors = balanced ? balancingFactors(y.codes, classes, given) : null;
    const rows = (x: Matrix, codes: Int32Array, own: ArrayLike<number> | null) =>
      networkRows(x, codes, 1, factors ? Float64Array.from(codes, (c, r) => factors[c]! * (own?.[r] ?? 1)) : own);
    return {
      training: rows(x, y.codes, given),
      validation: apart?.y.task === 'classification' ? some(rows(apart.x, apart.y.codes, apart.weights ?? null)) : null,
      outputs: classes,
      scale: null,
    };
  }
  if (y.task !== 'regression') throw new StudioError('fit/task', `${owner}: must have a target to predict, got none.`);
  const scale = scaleOf(owner, y.values, given);
  const rows = (x: Matrix, values: Float64Array, own: ArrayLike<number> | null) =>
    networkRows(x, values.map(v => (v - scale.mean) / scale.deviation), 1, own); // prettier-ignore
  return {
    training: rows(x, y.values, given),
    validation: apart?.y.task === 'regression' ? some(rows(apart.x, apart.y.values, apart.weights ?? null)) : null,
    outputs: 1,
    scale,
  };
}

const some = (rows: NetworkRows): NetworkRows | null => (rows.rows > 0 ? rows : null);

function scaleOf(owner: string, values: Float64Array, weights: ArrayLike<number> | null): Scale {
  const weightOf = (i: number): number => weights?.[i] ?? 1;
  const total = values.reduce((sum, _, i) => sum + weightOf(i), 0);
  const mean = values.reduce((sum, v, i) => sum + (v * weightOf(i)) / total, 0);
  const variance = values.reduce((sum, v, i) => sum + ((v - mean) ** 2 * weightOf(i)) / total, 0);
  requireFinite(owner, 'the target values', [mean, variance]);
  return { mean, deviation: Math.sqrt(variance) || 1 };
}
