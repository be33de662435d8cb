import type { BoostingState } from '../../../../core/models/gradient-boosting.ts';
import { formatInteger } from '../../../format.ts';

/** Bars beyond these would be too many, and shares below too small, to read. */
const MOST_BARS = 20;
const LEAST_SHARE = 0.0005;

/** How the fit ended, as a sentence for the title of its curve. */
export function endOf({ rounds, history, stopped }: BoostingState): string {
  const kept = `${formatInteger(rounds.length)} of ${formatInteger(history.length)} rounds kept`;
  if (!history.length) return 'No tree gained anything: every row gets the same answer';
  if (!rounds.length) return 'No round predicted the rows set apart better than a constant';
  switch (stopped) {
    case 'patience':
      return `Stopped when rows set apart got no better: ${kept}`;
    case 'nothing left':
      return `Ended when no split gained anything more: ${kept}`;
    case 'finished early':
      return `Ended early as asked: ${kept}`;
    case 'rounds':
      return rounds.length === history.length
        ? `All ${formatInteger(history.length)} rounds were grown and kept`
        : `All rounds were grown: ${kept}`;
    default:
      return stopped satisfies never;
  }
}

export interface ImportanceBars {
  readonly names: readonly string[];
  readonly shares: readonly number[];
  /** How many columns are not shown. */
  readonly left: number;
}

/** Columns by their share of what all splits gained, largest first, without those that gained next to nothing. */
export function importanceBars({ importance }: BoostingState, features: readonly string[]): ImportanceBars {
  const used = Array.from(importance.keys()).filter(c => importance[c]! >= LEAST_SHARE);
  const order = used.sort((a, b) => importance[b]! - importance[a]!).slice(0, MOST_BARS);
  return {
    names: order.map(c => features[c]!),
    shares: order.map(c => importance[c]!),
    left: features.length - order.length,
  };
}

/** Losses that fall to a small part of themselves are read on a logarithmic axis; those of 0 and less cannot be. */
export function axisFor({ history }: BoostingState): 'linear' | 'log' {
  const all = history.flatMap(point => [point.loss, point.validationLoss ?? point.loss]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least > 0 && most > 30 * least ? 'log' : 'linear';
}
