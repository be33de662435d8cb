import { StudioError } from '../errors.ts';
import type { Fitted } from '../pipeline/fitted.ts';
import { lower } from '../pipeline/lower.ts';
import type { Table } from '../table/table.ts';
import type { WorkContext } from '../work.ts';
import { errorsByStep, type HorizonErrors, intervalHalfWidths, type Judged, seasonalScale } from './errors.ts';
import { drift, lastValue, seasonalNaive } from './naive.ts';
import type { ForecastPlan, PlannedSeries } from './plan.ts';
import { forecastSeries, type StartingSeries } from './recursive.ts';

/** How often the past is forecast to see how far off that is. */
const ORIGINS = 5;
/** The share of backtest errors within the interval. */
export const INTERVAL_SHARE = 0.8;
/** Shorter pasts are not forecast from. */
const FEWEST_ROWS = 10;

export const forecasters = ['model', 'seasonal', 'drift', 'last'] as const;
export type Forecaster = (typeof forecasters)[number];
/** What each forecaster says, step by step. */
export type Paths = Readonly<Record<Forecaster, Float64Array>>;

export interface ForecastOptions {
  /** Steps ahead. */
  readonly horizon: number;
  /** Steps of the season that the seasonal naive forecast repeats; 1 where there is none. */
  readonly season: number;
  /** The model that makes the forecast. */
  readonly fitted: Fitted;
  /** The rows it learned from; the backtest stays inside them. */
  readonly train: Int32Array;
  /** Fit the same recipe on fewer rows. */
  learn(rows: Int32Array): Promise<Fitted>;
}

export interface SeriesForecast extends Paths {
  readonly name: string;
  /** The times to come. */
  readonly times: Float64Array;
  /** The last stretch of the past. */
  readonly past: { readonly times: Float64Array; readonly values: Float64Array };
}

export interface Forecast extends Pick<ForecastPlan, 'target' | 'clock' | 'dates' | 'of' | 'repeated'> {
  readonly horizon: number;
  readonly season: number;
  /** How long before the columns in `repeated` were what they are taken to be. */
  readonly back: Back;
  readonly series: readonly SeriesForecast[];
  /** How far four in five backtest errors reach, a step; null where there are too few. */
  readonly halfWidths: readonly (number | null)[];
  /** The moments from which the past was forecast, ascending. */
  readonly origins: readonly number[];
  /** Errors over all steps, then by step. */
  readonly errors: Readonly<Record<Forecaster, readonly HorizonErrors[]>>;
}

/**
 * Forecast each series beyond its end, and say how far off such forecasts were: from several moments inside the training
 * rows the same recipe learns from the rows up to that moment (an expanding window) and forecasts what came after. The
 * rows held out are never judged; as history they count, because they are known.
 */
export async function makeForecast(
  plan: ForecastPlan,
  table: Table,
  options: ForecastOptions,
  context: WorkContext = {},
): Promise<Forecast> {
  const { horizon, season } = options;
  const known = knownTo(plan, options.train);
  const origins = originsOf(known, options);
  const total = origins.length + 1;
  const share = (done: number): WorkContext => ({
    signal: context.signal,
    progress: u => context.progress?.({ phase: 'forecast', done: done + (0.3 * u.done) / u.total, total }),
  });
  const judged: Record<Forecaster, Judged[]> = { model: [], seasonal: [], drift: [], last: [] };
  for (const [i, origin] of origins.entries()) {
    context.progress?.({ phase: 'backtest', done: i, total });
    const past = known.map(s => ({ whole: s, until: upTo(s, origin) })).filter(p => p.until.rows.length >= FEWEST_ROWS);
    const fitted = await options.learn(options.train.filter(row => plan.times[row]! <= origin));
    const paths = await pathsOf(plan, table, past.map(p => p.until), { ...options, fitted }, share(i + 0.7)); // prettier-ignore
    past.forEach(({ whole, until }, s) => judge(judged, paths[s]!, whole, until, plan, season));
  }
  const paths = await pathsOf(plan, table, plan.series, options, share(origins.length));
  const shown = Math.max(3 * horizon, 2 * season, 30);
  const { target, clock, dates, of, repeated } = plan;
  return {
    ...{ target, clock, dates, of, repeated, horizon, season, origins, back: backOf(plan, season) },
    series: plan.series.map((s, i) => ({
      name: s.name,
      ...paths[i]!,
      times: nextTimes(plan, s, horizon),
      past: { times: s.times.slice(-shown), values: s.values.slice(-shown) },
    })),
    halfWidths: intervalHalfWidths(judged.model, horizon, INTERVAL_SHARE),
    errors: {
      model: errorsByStep(judged.model, horizon),
      seasonal: errorsByStep(judged.seasonal, horizon),
      drift: errorsByStep(judged.drift, horizon),
      last: errorsByStep(judged.last, horizon),
    },
  };
}

/** The series as far as the model has seen them. */
function knownTo(plan: ForecastPlan, train: Int32Array): readonly PlannedSeries[] {
  const seen = new Set(train);
  return plan.series.map(s => {
    const end = s.rows.findLastIndex(row => seen.has(row)) + 1;
    return { ...s, rows: s.rows.slice(0, end), times: s.times.slice(0, end), values: s.values.slice(0, end) };
  });
}

function upTo(series: PlannedSeries, moment: number): PlannedSeries {
  const end = series.times.findLastIndex(t => t <= moment) + 1;
  const { name, rows, times, values } = series;
  return { name, rows: rows.slice(0, end), times: times.slice(0, end), values: values.slice(0, end) };
}

const nextTimes = ({ cadence }: ForecastPlan, { times }: PlannedSeries, horizon: number): Float64Array =>
  Float64Array.from({ length: horizon }, (_, k) => cadence.next(times.at(-1)!, k + 1));

/** The latest moments with a whole horizon known after each, as long as two seasons and ten moments come before. */
function originsOf(known: readonly PlannedSeries[], { horizon, season }: ForecastOptions): readonly number[] {
  const moments = Float64Array.from(new Set(known.flatMap(s => Array.from(s.times)))).sort();
  const before = Math.max(FEWEST_ROWS, 2 * season);
  const origins = Array.from({ length: ORIGINS }, (_, i) => moments.length - 1 - horizon * (i + 1)).filter(at => at + 1 >= before); // prettier-ignore
  if (origins.length) return origins.reverse().map(at => moments[at]!);
  throw new StudioError(
    'table/too-short',
    `A forecast of ${horizon} steps needs at least ${before + horizon} moments among the training rows, to see how far off it is; there are ${moments.length}. Look less far ahead, choose a shorter season, or add rows.`,
    { horizon, season, moments: moments.length },
  );
}

/** Some steps, and what so many are called where they have a name: "week". */
export interface Back {
  readonly steps: number;
  readonly name: string | null;
}

/** A week keeps weekdays and hours where they belong; a year of days would not. Without a rhythm, the chosen season. */
const backOf = ({ cadence: { seasons } }: ForecastPlan, season: number): Back =>
  seasons.find(s => s.name === 'week') ?? seasons.at(-1) ?? { steps: season, name: null };

async function pathsOf(
  plan: ForecastPlan,
  table: Table,
  series: readonly PlannedSeries[],
  { fitted, horizon, season }: Pick<ForecastOptions, 'fitted' | 'horizon' | 'season'>,
  context: WorkContext,
): Promise<readonly Paths[]> {
  const starts = series.map((s): StartingSeries => ({
    rows: s.rows,
    times: s.times,
    next: nextTimes(plan, s, horizon),
  }));
  const repeat = backOf(plan, season).steps;
  const model = { fitted, graph: lower(fitted), operations: plan.operations, target: plan.target, clock: plan.clock };
  const made = await forecastSeries({ ...model, repeat }, table, starts, context);
  return series.map(({ values }, i) => ({
    model: made[i]!,
    seasonal: seasonalNaive(values, season, horizon),
    drift: drift(values, horizon),
    last: lastValue(values, horizon),
  }));
}

/** Put each forecast beside its truth, where that is known at exactly that time. */
function judge(
  judged: Record<Forecaster, Judged[]>,
  paths: Paths,
  whole: PlannedSeries,
  until: PlannedSeries,
  plan: ForecastPlan,
  season: number,
): void {
  const later = whole.times.subarray(until.times.length);
  const scale = seasonalScale(until.values, season);
  nextTimes(plan, until, paths.model.length).forEach((time, k) => {
    const at = later.indexOf(time);
    if (at < 0) return;
    const truth = whole.values[until.times.length + at]!;
    for (const who of forecasters) judged[who].push({ step: k + 1, truth, forecast: paths[who][k]!, scale });
  });
}
