import { StudioError } from '../../errors.ts';
import { formatNumber } from '../../format.ts';
import type { Matrix } from '../../model.ts';

/** Refuse values below 0, which are no counts. */
export const requireCounts =
  (owner: string) =>
  ({ width, data, names }: Matrix): void => {
    const at = data.findIndex(v => v < 0);
    if (at < 0) return;
    const name = names[at % width]!;
    throw new StudioError(
      'fit/negative',
      `${owner}: must have counts or other amounts of at least 0, but "${name}" has ${formatNumber(data[at])}. Take "Standardise" off it, or choose Gaussian naive Bayes.`,
      { name },
    );
  };
