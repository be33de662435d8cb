import { StudioError } from '../../errors.ts';
import { quantiles } from '../../stats/quantile.ts';

/** The parameter of every algorithm that flags a share of its training rows. */
export const flaggedShare = {
  kind: 'number',
  default: 0.01,
  min: 0,
  max: 0.5,
  label: 'Share of rows to flag',
  help: 'How many of the training rows count as strange: 0.01 flags about one in a hundred. Every row gets a score all the same.',
} as const;

/**
 * The score that the given share of the training rows exceeds: their 1 - share quantile, by linear interpolation as with
 * numpy. Throws `fit/overflow` where a score is not finite.
 */
export function shareThreshold(owner: string, scores: ArrayLike<number>, share: number): number {
  const [threshold] = quantiles(scores, [1 - share]);
  if (Number.isFinite(threshold)) return threshold!;
  throw new StudioError(
    'fit/overflow',
    `${owner}: the scores are too large to be computed with. Add "Standardise" to the pipeline, or look for values out of range.`,
  );
}
