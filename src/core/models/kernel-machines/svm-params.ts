import type { Matrix } from '../../model.ts';
import type { ParamSpec, ParamsOf } from '../../params.ts';

export const svmParams = {
  C: {
    kind: 'number',
    default: 1,
    min: 1e-4,
    max: 1e6,
    log: true,
    label: 'Freedom of the border (C)',
    help: 'Less keeps it smooth; more follows the training rows closely.',
  },
  gamma: {
    kind: 'choice',
    default: 'scale',
    options: ['scale', 'auto', 'number'],
    label: 'Reach of a row (gamma)',
    help: 'Scale: 1 / (columns × variance of all values). Auto: 1 / columns. Number: the one below.',
  },
  gammaValue: {
    kind: 'number',
    default: 0.1,
    min: 1e-9,
    max: 1e6,
    log: true,
    label: 'Gamma',
    help: 'Larger makes each training row count only for rows very near to it.',
    onlyWith: { name: 'gamma', value: 'number' },
  },
  epsilon: {
    kind: 'number',
    default: 0.1,
    min: 0,
    max: 1e9,
    label: 'Errors that cost nothing (epsilon)',
    help: 'For numbers: being off by less than this, in the unit of the target, is as good as right.',
  },
  classWeight: {
    kind: 'choice',
    default: 'none',
    options: ['none', 'balanced'],
    label: 'Weight of classes',
    help: 'Balanced lets a rare class count as much as a common one.',
  },
  folds: {
    kind: 'number',
    default: 5,
    min: 2,
    max: 20,
    integer: true,
    label: 'Folds for probabilities',
    help: 'So many parts of the rows are left out in turn, to see how sure a decision may be.',
  },
  tolerance: {
    kind: 'number',
    default: 0.001,
    min: 1e-9,
    max: 0.1,
    log: true,
    label: 'Exactness',
    help: 'It stops when nothing is further from the best than this.',
  },
  iterations: {
    kind: 'number',
    default: 10_000_000,
    min: 1,
    max: 1e9,
    integer: true,
    label: 'Most iterations',
    help: 'Of each machine.',
  },
} as const satisfies ParamSpec;

/** The gamma a person chose; where nothing varies at all, 1. */
export function gammaOf(params: ParamsOf<typeof svmParams>, { width, data }: Matrix): number {
  if (params.gamma === 'number') return params.gammaValue;
  if (params.gamma === 'auto') return 1 / width;
  let [mean, squares] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const gap = data[i]! - mean;
    mean += gap / (i + 1);
    squares += gap * (data[i]! - mean);
  }
  const variance = squares / data.length;
  return variance > 0 ? 1 / (width * variance) : 1;
}
