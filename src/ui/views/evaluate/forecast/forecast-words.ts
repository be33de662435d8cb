import type { Forecast, ForecastChoices } from '../../../../app/forecast.svelte.ts';
import type { Recipe } from '../../../../core/pipeline/recipe.ts';
import { namesWords } from '../../../../core/rows/columns.ts';
import { formatCount, formatNumber } from '../../../format.ts';

/** Whether the recipe looks back at what it predicts. */
export function looksBack({ rows, columns }: Recipe): boolean {
  const target = columns.find(c => c.role === 'target')?.name;
  return rows.some(({ id, params }) => {
    const named = params['columns'];
    return (id === 'lag' || id === 'window') && Array.isArray(named) && (named as readonly unknown[]).includes(target);
  });
}

export const seasonOptions = ({ seasons, step }: ForecastChoices): { value: string; label: string }[] => [
  { value: '1', label: 'none' },
  ...seasons.map(s => ({ value: String(s.steps), label: `a ${s.name} (${s.steps} ${step}s)` })),
];

/** Names of the forecasters, in the order of the legend. */
export const forecasterNames = { model: 'Model', seasonal: 'Season before', drift: 'Drift', last: 'Last value' };

/** Says which columns were taken from the past because nobody knows them in advance; empty where there are none. */
export function repeatedWords({ repeated, back }: Pick<Forecast, 'repeated' | 'back'>): string {
  if (!repeated.length) return '';
  const taken = repeated.length === 1 ? 'it is taken as it was' : 'they are taken as they were';
  const when =
    back.name !== null
      ? `one ${back.name} before`
      : back.steps > 1
        ? `${formatCount(back.steps, 'step')} before`
        : 'in the last row that is known';
  return `Nobody knows ${namesWords(repeated)} in advance, so ${taken} ${when}, here and in the errors measured from earlier moments.`;
}

/** "Over 24 steps the model is 12.3 off on average; repeating the season, 20.1." */
export function verdictOf({ errors, horizon, season }: Forecast): string {
  const naive = season > 1 ? 'seasonal' : 'last';
  const [model, simple] = [errors.model[0]?.mae ?? null, errors[naive][0]?.mae ?? null];
  if (model === null || simple === null) return 'There are too few rows to say how far off the forecast is.';
  const better = model < simple ? 'better than' : 'no better than';
  const what = season > 1 ? 'repeating the season' : 'repeating the last value';
  return `Over ${formatCount(horizon, 'step')} the model is ${formatNumber(model, 3)} off on average, ${better} ${what} (${formatNumber(simple, 3)})`;
}
