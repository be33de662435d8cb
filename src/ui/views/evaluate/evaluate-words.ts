import type { StrangeReason } from '../../../core/metrics/strange-reasons.ts';
import type { ClassificationPicture } from '../../../core/metrics/picture.ts';
import { formatNumber, formatPercent } from '../../format.ts';

/** How honest the probabilities are, by the bin that is furthest off. */
export function calibrationTitle({ curves }: ClassificationPicture): string {
  const gaps = curves.flatMap(c => c.calibration.map(bin => Math.abs(bin.observed - bin.predicted)));
  if (!gaps.length) return 'Calibration';
  return `Calibration: at most ${formatNumber(100 * Math.max(...gaps), 2)} points between what was said and what came true`;
}

/** What stands out about a strange row, column by column. */
export function reasonWords(reasons: readonly StrangeReason[]): string {
  if (!reasons.length) return 'no single value; how its columns go together';
  return reasons
    .map(({ column, value, deviations, share }) => {
      const shown = value === null ? 'no value' : deviations === null ? `“${value}”` : formatNumber(Number(value), 4);
      const why =
        deviations === null
          ? `${formatPercent(share ?? 0, 1)} of rows`
          : Number.isFinite(deviations)
            ? `${formatNumber(Math.abs(deviations), 2)} deviations ${deviations > 0 ? 'above' : 'below'} the middle`
            : 'all others are alike';
      return `${column}: ${shown} (${why})`;
    })
    .join('; ');
}
