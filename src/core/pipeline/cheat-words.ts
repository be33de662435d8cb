import { formatFixed } from '../format.ts';
import type { Interval } from '../metrics/result.ts';
import type { Recipe } from './recipe.ts';

/** What a recipe would report if its steps were fitted on all rows, those it is measured on included. */
export interface Cheat {
  readonly metric: string;
  /** Means over the folds, in the metric's own scale. */
  readonly honest: number;
  readonly cheating: number;
  /** How much better the cheat looks, in the metric's own direction: above 0 is the false gain. */
  readonly gain: number;
  /** Of the gain; null where the folds do not allow one, as when all differ by exactly the same. */
  readonly interval: Interval | null;
  readonly folds: readonly { readonly honest: number; readonly cheating: number }[];
  readonly repeats: number;
  /** Rows that took part; the test rows are not among them. */
  readonly rows: number;
}

/** Why there is nothing to show for this recipe, in plain words; null where there is. */
export function nothingToCheat(recipe: Recipe): string | null {
  if (recipe.task === 'clustering')
    return 'Groups have no right answer to be measured by, so there is no false gain to show.';
  if (recipe.task === 'anomaly')
    return 'How strange a row is has no right answer to be measured by, so there is no false gain to show.';
  if (!recipe.steps.some(step => step.columns.length))
    return 'This recipe has no step that learns, so there is nothing to cheat with.';
  return null;
}

/** Three significant digits of the larger value, which its difference is then rounded to as well. */
export function cheatPlaces({ honest, cheating }: Pick<Cheat, 'honest' | 'cheating'>): number {
  const size = Math.max(Math.abs(honest), Math.abs(cheating));
  return size > 0 ? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size)))) : 3;
}

/**
 * `none`: the very same in every fold. `real`: the interval of the gain lies above 0. `reverse`: it lies below 0.
 * `chance`: it includes 0, or there is none.
 */
export function cheatVerdict({
  folds,
  interval,
}: Pick<Cheat, 'folds' | 'interval'>): 'none' | 'real' | 'reverse' | 'chance' {
  if (folds.every(f => f.honest === f.cheating)) return 'none';
  if (!interval) return 'chance';
  return interval.low > 0 ? 'real' : interval.high < 0 ? 'reverse' : 'chance';
}

/** What was found, for someone who meets the idea for the first time. */
export function cheatSentence(cheat: Cheat, metric: string, unit = ''): string {
  const places = cheatPlaces(cheat);
  const show = (value: number): string => formatFixed(value, places) + (unit && ` ${unit}`);
  const [honest, cheating, gain] = [show(cheat.honest), show(cheat.cheating), show(Math.abs(cheat.gain))];
  const reported = `Fitting the steps on all rows would have reported ${metric} ${cheating} instead of ${honest}`;
  switch (cheatVerdict(cheat)) {
    case 'none':
      return `Here the cheat gains nothing: these steps learn what makes no difference to the model, and ${metric} is ${honest} either way.`;
    case 'real':
      return honest === cheating
        ? `The cheat gains less than the last digit shown: ${metric} is ${honest} either way, when rounded.`
        : `${reported}: ${gain} of it is not real.`;
    case 'reverse':
      return `${reported}, which is worse. Cheating does not always flatter; the number is wrong all the same.`;
    default:
      return honest === cheating
        ? `The cheat gains next to nothing here: ${metric} is ${honest} either way, when rounded. What these steps learn hardly hangs on single rows.`
        : `${reported}. So small a difference may be chance: these folds cannot tell it from none.`;
  }
}
