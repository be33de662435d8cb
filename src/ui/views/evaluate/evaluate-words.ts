import type { ClassificationPicture } from '../../../core/metrics/picture.ts';
import { formatNumber } from '../../format.ts';

/** How honest the probabilities are, by the bin that is furthest off. */
export function calibrationTitle({ curves }: ClassificationPicture): string {
  const gaps = curves.flatMap(c => c.calibration.map(bin => Math.abs(bin.observed - bin.predicted)));
  if (!gaps.length) return 'Calibration';
  return `Calibration: at most ${formatNumber(100 * Math.max(...gaps), 2)} points between what was said and what came true`;
}
