import { StudioError } from '../errors.ts';
import { inputNames } from '../pipeline/inputs.ts';
import { type PastOperation, pastOperations } from '../pipeline/past-operations.ts';
import { type Recipe, targetName } from '../pipeline/recipe.ts';
import { timesOf } from '../pipeline/split.ts';
import { targetColumn } from '../pipeline/target.ts';
import { seriesOf } from '../rows/past/series.ts';
import { cellText } from '../table/column.ts';
import { getColumn, type Table, withColumn } from '../table/table.ts';
import { type Cadence, cadenceOf } from './cadence.ts';

/** More series than this are not forecast at once: those with the most rows are. */
const MOST_SERIES = 100;

/** A series of the table: its rows by ascending, distinct times, up to the last one whose target is known. */
export interface PlannedSeries {
  /** The values of its group; empty where the table is one series. */
  readonly name: string;
  readonly rows: Int32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** What a table allows to be forecast, before anything is fitted. */
export interface ForecastPlan {
  readonly target: string;
  readonly clock: string;
  /** The time of every row of the table. */
  readonly times: Float64Array;
  /** Whether they are dates. */
  readonly dates: boolean;
  readonly by: readonly string[];
  readonly cadence: Cadence;
  readonly series: readonly PlannedSeries[];
  /** Series there are in all. */
  readonly of: number;
  readonly operations: readonly PastOperation[];
  /** Columns the model reads that nobody knows in advance, so that they are taken as they were a season before. */
  readonly repeated: readonly string[];
}

/** The recipe, if it is one to forecast with; else why not, in a sentence. */
export function whyNoForecast(recipe: Recipe): string | null {
  if (recipe.task !== 'regression') return 'Only what is a number can be forecast.';
  if (recipe.split.kind !== 'time') return 'A forecast needs rows in the order of time: split by time in Source.';
  return null;
}

/**
 * The table as series to forecast: one for each group that the recipe's lags keep apart, else for each of the column with
 * the role "group". Throws `recipe/no-forecast` where the recipe is none for it, `table/tied-times` where a series has
 * several rows at one time, `table/no-rhythm` where the times keep no distance.
 */
export function planForecast(recipe: Recipe, table: Table): ForecastPlan {
  const obstacle = whyNoForecast(recipe);
  if (obstacle !== null || recipe.split.kind !== 'time') throw new StudioError('recipe/no-forecast', obstacle ?? '');
  const clock = recipe.split.column;
  const target = targetName(recipe)!;
  const inputs = [...inputNames(recipe)];
  const operations = pastOperations(recipe, inputs);
  if (!operations)
    throw new StudioError(
      'recipe/no-forecast',
      'A row operation changes the lags or windows after they are made, so they cannot be carried on beyond the table. Move it before them, or take it out.',
    );
  const { kind } = getColumn(table, clock);
  const times = timesOf(table, clock);
  const dates = kind !== 'number';
  const timed = dates && kind !== 'datetime' ? withColumn(table, clock, { kind: 'datetime', values: times }) : table;
  const group = recipe.columns.find(c => c.role === 'group')?.name;
  const by = operations[0]?.by.map(c => c.name) ?? (group === undefined ? [] : [group]);
  const column = targetColumn(recipe, table)!;
  const values = column.kind === 'number' ? column.values : new Float64Array(table.rows).fill(NaN);
  const found = seriesOf('forecast', timed, clock, by).flatMap(({ rows, times: own }): PlannedSeries[] => {
    const name = by.map(b => cellText(getColumn(table, b), rows[0]!) ?? 'missing').join(', ');
    refuseTies(clock, name, own);
    const end = rows.findLastIndex(row => Number.isFinite(values[row]!)) + 1;
    const ending = { rows: rows.slice(0, end), times: own.slice(0, end) };
    return end ? [{ name, ...ending, values: Float64Array.from(ending.rows, row => values[row]!) }] : [];
  });
  const made = new Set(operations.flatMap(o => o.columns.flatMap(c => c.made.map(m => m.name))));
  return {
    target,
    clock,
    times,
    dates,
    by,
    cadence: cadenceOf(clock, times, dates),
    series: [...found].sort((a, b) => b.rows.length - a.rows.length).slice(0, MOST_SERIES),
    of: found.length,
    operations,
    repeated: inputs.filter(name => name !== clock && !made.has(name) && !by.includes(name)),
  };
}

function refuseTies(clock: string, name: string, times: Float64Array): void {
  if (times.every((t, i) => i === 0 || t > times[i - 1]!)) return;
  throw new StudioError(
    'table/tied-times',
    `${name ? `“${name}”` : 'The table'} has several rows at one time in "${clock}", so it is not one series. Say in the lags, under “Separately for each”, which column keeps the series apart, or group the rows first.`,
    { name: clock, series: name },
  );
}
