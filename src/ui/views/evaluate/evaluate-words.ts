import type { ClassificationPicture } from '../../../core/metrics/picture.ts';
import { formatPercent } from '../../format.ts';

/** How honest the probabilities are, by the bin that is furthest off. */
export function calibrationTitle({ curves }: ClassificationPicture): string {
  const gaps = curves.flatMap(c => c.calibration.map(bin => Math.abs(bin.observed - bin.predicted)));
  if (!gaps.length) return 'Calibration';
  return `Calibration: at most ${formatPercent(Math.max(...gaps), 0)} between what was said and what came true`;
}
