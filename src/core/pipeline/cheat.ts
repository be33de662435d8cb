import { StudioError, throwIfCancelled } from '../errors.ts';
import { improvement, metricById, primaryMetric } from '../metrics/index.ts';
import { compareFolds } from '../stats/compare-folds.ts';
import type { Table } from '../table/table.ts';
import { type Cheat, nothingToCheat } from './cheat-words.ts';
import { outcomeOf, withoutOneClass } from './evaluate.ts';
import { fit, type FitOptions, fitWithStepsFrom } from './fit.ts';
import { foldsOf } from './folds.ts';
import { lower } from './lower.ts';
import type { Recipe } from './recipe.ts';

export interface CheatOptions extends FitOptions {
  /** Folds of each cross-validation; at least 2. */
  readonly folds: number;
  /** Cross-validations, each with other folds. Folds by time or by group are always the same, so there it is one. */
  readonly repeats: number;
  onFold?(done: number, total: number): void;
}

/**
 * The mistake that the rest of the studio makes impossible, made on purpose to show its price. This is the one place that
 * may, and only numbers leave it; a policy test says who imports it.
 *
 * Cross-validates the recipe twice over the same folds of the training rows, with the same model and seed: with steps
 * fitted on each fold's own training rows, and with steps fitted on all of `rows`. The vault is not opened: the rows a
 * fold leaves out play the part of the test. The difference is averaged over folds and repeats, with the corrected
 * resampled t interval of Nadeau and Bengio (2003). Throws `metric/no-cheat` where there is nothing to show.
 */
export async function measureCheat(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  { folds: k, repeats: wanted, onFold, ...options }: CheatOptions,
): Promise<Cheat> {
  const reason = nothingToCheat(recipe);
  if (reason) throw new StudioError('metric/no-cheat', reason);
  const repeats = recipe.split.kind === 'random' ? wanted : 1;
  const pairs = [];
  let ratio = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seeded = { ...recipe, seed: (recipe.seed + repeat) % 2 ** 32 };
    for (const [i, { train, test }] of foldsOf(seeded, table, rows, k).entries()) {
      throwIfCancelled(options.signal);
      onFold?.(repeat * k + i, repeats * k);
      const honest = await fit(seeded, table, train, options).catch(withoutOneClass);
      if (!honest) continue;
      const cheating = await fitWithStepsFrom(rows, seeded, table, train, options);
      const metric = primaryMetric(recipe.task, honest.classes.length);
      const measured = (fitted: typeof honest) =>
        metric.compute(
          outcomeOf(fitted, table, test, lower(fitted), { signal: options.signal, kernels: options.kernels?.graph }),
        );
      pairs.push({ metric: metric.id, honest: measured(honest), cheating: measured(cheating) });
      ratio += test.length / train.length;
    }
  }
  onFold?.(repeats * k, repeats * k);
  // A fold without one of the classes would be measured by another metric; the one of most classes counts.
  const id = pairs.some(p => p.metric === 'log-loss') ? 'log-loss' : pairs[0]?.metric;
  const same = pairs.filter(p => p.metric === id && p.honest.value !== null && p.cheating.value !== null);
  const found = compareFolds(
    same.map(p => p.honest),
    same.map(p => p.cheating),
    ratio / pairs.length,
  );
  if (id === undefined || !found)
    throw new StudioError(
      'metric/no-folds',
      'The training rows are too few to measure on rows left out: no fold has a value. Add rows.',
    );
  const sign = Math.sign(improvement(metricById(id), 0, 1));
  const ends = found.interval && [sign * found.interval.low, sign * found.interval.high].sort((a, b) => a - b);
  return {
    metric: id,
    honest: mean(same.map(p => p.honest.value!)),
    cheating: mean(same.map(p => p.cheating.value!)),
    gain: sign * found.difference + 0,
    interval: found.interval && ends ? { ...found.interval, low: ends[0]! + 0, high: ends[1]! + 0 } : null,
    folds: same.map(p => ({ honest: p.honest.value!, cheating: p.cheating.value! })),
    repeats,
    rows: rows.length,
  };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
