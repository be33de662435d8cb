import { StudioError } from '../errors.ts';
import type { AnyStep } from '../step.ts';
import { bins } from './bins.ts';
import { centreDistances } from './centre-distances.ts';
import { correlated } from './correlated.ts';
import { dateParts } from './date-parts.ts';
import { eliminate } from './eliminate.ts';
import { frequency } from './frequency.ts';
import { holidays } from './holidays.ts';
import { impute } from './impute.ts';
import { isolation } from './isolation.ts';
import { iterative } from './iterative.ts';
import { log } from './log.ts';
import { lowVariance } from './low-variance.ts';
import { maxAbs } from './max-abs.ts';
import { minMax } from './min-max.ts';
import { missingFlags } from './missing-flags.ts';
import { nearest } from './nearest.ts';
import { oneHot } from './one-hot.ts';
import { ordinal } from './ordinal.ts';
import { outliers } from './outliers.ts';
import { polynomial } from './polynomial.ts';
import { principal } from './principal.ts';
import { projection } from './projection.ts';
import { quantileMap } from './quantile-map.ts';
import { randomProbe } from './random-probe.ts';
import { rare } from './rare.ts';
import { robustScale } from './robust-scale.ts';
import { selectBest } from './select-best.ts';
import { selectLasso } from './select-lasso.ts';
import { standardise } from './standardise.ts';
import { targetEncoding } from './target-encoding.ts';
import { textHash } from './text-hash.ts';
import { textTerms } from './text-terms.ts';
import { timeSince } from './time-since.ts';
import { weightOfEvidence } from './weight-of-evidence.ts';
import { yeoJohnson } from './yeo-johnson.ts';

/** Every step there is, in the order of their groups; a new one is a file beside this and a line here. */
export const steps = [
  impute,
  missingFlags,
  nearest,
  iterative,
  outliers,
  isolation,
  dateParts,
  holidays,
  timeSince,
  standardise,
  minMax,
  maxAbs,
  robustScale,
  log,
  yeoJohnson,
  quantileMap,
  bins,
  oneHot,
  ordinal,
  frequency,
  rare,
  targetEncoding,
  weightOfEvidence,
  textTerms,
  textHash,
  polynomial,
  principal,
  projection,
  centreDistances,
  lowVariance,
  correlated,
  selectBest,
  selectLasso,
  eliminate,
  randomProbe,
] as const satisfies readonly AnyStep[];

export type StepId = (typeof steps)[number]['id'];

export function stepById(id: string): AnyStep {
  const found = (steps as readonly AnyStep[]).find(s => s.id === id);
  if (!found)
    throw new StudioError(
      'recipe/unknown-step',
      `There is no step "${id}"; there are ${steps.map(s => s.id).join(', ')}.`,
      { id },
    );
  return found;
}
