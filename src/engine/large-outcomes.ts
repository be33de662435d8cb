import { StudioError } from '../core/errors.ts';
import type { Outcome } from '../core/metrics/outcome.ts';

/** Probabilities of a fold that are kept for its charts, 80 MB; of more (thousands of classes) only the metrics are. */
const KEPT_PROBABILITIES = 1e7;
/** Probabilities of all rows at once, 800 MB: charts make copies, and more would not fit into a tab. */
const MOST_PROBABILITIES = 1e8;

export const tooLargeToKeep = (outcome: Outcome): boolean =>
  outcome.task === 'classification' && outcome.probabilities.length > KEPT_PROBABILITIES;

/** Throws `metric/too-large` where the predictions of so many rows would not fit into memory. */
export function requireRoom(run: number, rows: number, classes: number): void {
  if (rows * classes <= MOST_PROBABILITIES) return;
  throw new StudioError(
    'metric/too-large',
    `Predictions of ${rows.toLocaleString('en')} rows with ${classes.toLocaleString('en')} classes would need more memory at once than a tab has. The metrics of run ${run}, fold by fold, are there all the same. To see more of it, put rare classes together in Pipeline, or take fewer rows.`,
    { rows, classes },
  );
}
