import { StudioError } from '../errors.ts';
import type { InterpretOptions } from '../graph/interpret.ts';
import type { Metric } from '../metrics/define.ts';
import { improvement, primaryMetric } from '../metrics/index.ts';
import { randomStream } from '../random.ts';
import { type Column, takeRows } from '../table/column.ts';
import { getColumn, makeTable, type Table, takeTableRows, withColumn } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';
import { outcomeOf } from './evaluate.ts';
import { startStreams } from './apply-steps.ts';
import type { Fitted } from './fitted.ts';
import { lower } from './lower.ts';
import { type Recipe, targetName } from './recipe.ts';

/** How much worse a model does on rows it has not seen when one feature's values lie in other rows. */
export interface FeatureImportance {
  readonly name: string;
  /** Mean over the repeats of score before minus score after, in the metric's own direction; and their spread (ddof 0). */
  readonly mean: number;
  readonly sd: number;
}

export interface ImportanceReport {
  readonly metric: string;
  readonly baseline: number;
  /** Rows measured on. */
  readonly rows: number;
  readonly repeats: number;
  readonly features: readonly FeatureImportance[];
}

export interface ImportanceOptions {
  readonly repeats?: number;
  readonly seed: number;
}

/** More rows than this say hardly more. */
const MOST_ROWS = 4000;

/**
 * Permutation importance (Breiman 2001; scikit-learn's permutation_importance) of the features as they enter the steps,
 * those made by formulas among them. `rows` must be rows that the model has not learned from. Features that hold the same
 * cover for each other: each alone may then seem to matter little.
 */
export async function permutationImportance(
  fitted: Fitted,
  table: Table,
  rows: Int32Array,
  { repeats = 5, seed }: ImportanceOptions,
  context: WorkContext & Pick<InterpretOptions, 'kernels'> = {},
): Promise<ImportanceReport> {
  const random = randomStream(seed, 'importance');
  const drawn = rows.length <= MOST_ROWS ? rows : random.permutation(rows.length).slice(0, MOST_ROWS).map(i => rows[i]!); // prettier-ignore
  const behind = behindFormulas(fitted, takeTableRows(table, drawn));
  const metric = primaryMetric(fitted.task, fitted.classes.length);
  const graph = lower(behind.fitted);
  const all = Int32Array.from(drawn.keys());
  const score = (given: Table): number | null =>
    metric.compute(outcomeOf(behind.fitted, given, all, graph, { signal: context.signal, kernels: context.kernels })).value; // prettier-ignore
  const baseline = score(behind.table);
  if (baseline === null)
    throw new StudioError(
      'metric/undefined',
      `${metric.label} has no value on the ${drawn.length} rows to measure on, so no importance can be told. Add rows.`,
    );
  const pause = pacer(context);
  const features: FeatureImportance[] = [];
  for (const [at, name] of behind.features.entries()) {
    const drops: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      await pause(name, at + repeat / repeats, behind.features.length);
      drops.push(dropOf(behind.table, name, random.permutation(drawn.length), { metric, score, baseline }));
    }
    features.push({ name, ...spreadOf(drops) });
  }
  return { metric: metric.id, baseline, rows: drawn.length, repeats, features };
}

/** How much worse the score is with a column's values in another order; NaN where it then has none. */
export function dropOf(
  table: Table,
  name: string,
  order: ArrayLike<number>,
  { metric, score, baseline }: { metric: Pick<Metric, 'direction'>; score(table: Table): number | null; baseline: number }, // prettier-ignore
): number {
  const after = score(withColumn(table, name, takeRows(getColumn(table, name), Int32Array.from(order))));
  return after === null ? NaN : improvement(metric, after, baseline);
}

/** Mean and population spread of what is known. */
export function spreadOf(drops: readonly number[]): { readonly mean: number; readonly sd: number } {
  const known = drops.filter(d => !Number.isNaN(d));
  const mean = known.reduce((sum, d) => sum + d, 0) / known.length;
  return { mean, sd: Math.sqrt(known.reduce((sum, d) => sum + (d - mean) ** 2, 0) / known.length) };
}

/** The same pipeline reading its features as plain columns: what formulas made of the table stands in it already. */
export function behindFormulas(fitted: Fitted, table: Table) {
  const streams = startStreams(fitted.recipe, table);
  const target = targetName(fitted.recipe);
  const columns = streams.map(({ name, block }): readonly [string, Column] => [
    name,
    block.type === 'string'
      ? { kind: 'category', codes: block.codes, levels: block.levels }
      : { kind: 'number', values: block.data },
  ]);
  const features = columns.map(([name]) => name);
  const recipe: Recipe = {
    ...fitted.recipe,
    derive: [],
    columns: [
      ...columns.map(([name, { kind }]) => ({ name, kind, role: 'feature' as const })),
      ...fitted.recipe.columns.filter(c => c.role === 'target'),
    ],
  };
  const inputs = columns.map(([name, { kind }]) => ({ name, kind, missingShare: 0 }));
  const truth = target === undefined ? [] : [[target, getColumn(table, target)] as const];
  return { fitted: { ...fitted, recipe, inputs }, table: makeTable([...columns, ...truth]), features };
}
