import { StudioError } from '../core/errors.ts';
import type { Season } from '../core/forecasting/cadence.ts';
import { type Forecast, makeForecast } from '../core/forecasting/forecast.ts';
import { forecastTable } from '../core/forecasting/forecast-table.ts';
import { planForecast } from '../core/forecasting/plan.ts';
import type { DeviceName } from '../core/model.ts';
import { writeCsv } from '../io/csv/write-csv.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getRun } from '../store/runs.ts';
import { fittedOf } from './evaluation.ts';
import { splitTable } from './prepared.ts';
import { fitOnRows } from './run.ts';

/** What can be chosen of a run's forecast. */
export interface ForecastChoices {
  readonly seasons: readonly Season[];
  /** One step in words: "hour", "2 days". */
  readonly step: string;
  readonly series: number;
  /** The longest horizon that still leaves a past to forecast from. */
  readonly longest: number;
}

export const forecastingApi = {
  /** The rhythm of a run's table. Throws where it cannot be forecast, and says why. */
  async forecastChoices(runId: string, context: CallContext): Promise<ForecastChoices> {
    const run = await getRun(runId);
    const { table, train } = await splitTable(run.dataset.id, run.recipe, context.signal);
    const { cadence, of, times } = planForecast(run.recipe, table);
    const moments = new Set(Array.from(train, row => times[row]!)).size;
    return {
      seasons: cadence.seasons.filter(s => 3 * s.steps <= moments),
      step: cadence.every === 1 ? cadence.unit : `${cadence.every} ${cadence.unit}s`,
      series: of,
      longest: Math.max(1, Math.min(1000, Math.floor(moments / 3))),
    };
  },

  /**
   * Forecast a run's series beyond the table and judge such forecasts inside its training rows. The vault stays closed: the
   * rows held out are history to forecast from, and nothing is measured on them.
   */
  async forecast(
    runId: string,
    { horizon, season }: { readonly horizon: number; readonly season: number },
    context: CallContext<{ phase: string; done: number; total: number }>,
  ): Promise<Forecast> {
    if (!Number.isInteger(horizon) || horizon < 1 || horizon > 1000)
      throw new StudioError('param/out-of-range', `A forecast looks 1 to 1000 steps ahead, got ${horizon}.`, {
        horizon,
      });
    const run = await getRun(runId);
    const { signal } = context;
    const { table, train } = await splitTable(run.dataset.id, run.recipe, signal);
    const device = (run.device?.name as DeviceName | undefined) ?? undefined;
    const learn = (rows: Int32Array) => fitOnRows(run.recipe, table, rows, { signal, device });
    const options = { horizon, season, fitted: fittedOf(run), train, learn };
    return makeForecast(planForecast(run.recipe, table), table, options, {
      signal,
      progress: u => context.progress(u),
    });
  },

  /** A forecast as CSV, one row a series and step. */
  forecastCsv: (forecast: Forecast): Uint8Array<ArrayBuffer> =>
    new Uint8Array(writeCsv(forecastTable(forecast), { formulaSafe: true })),
};
