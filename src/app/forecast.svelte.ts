import type { Forecast } from '../core/forecasting/forecast.ts';
import { whyNoForecast } from '../core/forecasting/plan.ts';
import type { ForecastChoices } from '../engine/forecasting.ts';
import type { RunRecord } from '../store/schema.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { saveFile } from './save-file.ts';
import { trainingWorker } from './services.ts';

export type { Forecast, ForecastChoices };

/** Looking ahead with a run: what can be chosen, and what came of it. */
class ForecastState {
  choices = $state.raw<{ readonly runId: string; readonly found: ForecastChoices | null; readonly obstacle: string | null } | null>(null); // prettier-ignore
  #horizon = $state<number | null>(null);
  #season = $state<number | null>(null);
  /** Which of several series is drawn. */
  shown = $state(0);
  running = $state.raw<{ readonly startedAt: number; readonly fraction: number | null } | null>(null);
  error = $state.raw<unknown>(null);
  #found = $state.raw<{ readonly runId: string; readonly forecast: Forecast } | null>(null);
  #stop: AbortController | null = null;

  constructor() {
    project.whenLeft(() => {
      this.stop();
      [this.choices, this.#horizon, this.#season, this.error, this.#found] = [null, null, null, null, null];
    });
  }

  season = $derived(this.#season ?? this.choices?.found?.seasons.at(-1)?.steps ?? 1);
  horizon = $derived(this.#horizon ?? Math.min(this.choices?.found?.seasons[0]?.steps ?? 10, this.choices?.found?.longest ?? 10)); // prettier-ignore

  setHorizon = (steps: number): void => void (this.#horizon = steps);
  setSeason = (steps: number): void => void (this.#season = steps);

  /** Whether a forecast with this run is worth offering. */
  suits = (run: RunRecord): boolean => whyNoForecast(run.recipe) === null;
  of = (run: RunRecord): Forecast | null => (this.#found?.runId === run.id ? this.#found.forecast : null);

  /** Find out what can be chosen for a run. */
  async look(run: RunRecord): Promise<void> {
    if (this.choices?.runId === run.id || !this.suits(run)) return;
    this.choices = { runId: run.id, found: null, obstacle: null };
    [this.#horizon, this.#season, this.shown, this.error] = [null, null, 0, null];
    const known = (found: ForecastChoices | null, obstacle: string | null): void => {
      if (this.choices?.runId === run.id) this.choices = { runId: run.id, found, obstacle };
    };
    try {
      known(await trainingWorker().forecastChoices(run.id), null);
    } catch (error) {
      known(null, error instanceof Error ? error.message : String(error));
    }
  }

  make = async (run: RunRecord): Promise<void> => {
    if (this.running) return;
    const stop = (this.#stop = new AbortController());
    const startedAt = Date.now();
    const [horizon, season] = [this.horizon, this.season];
    this.running = { startedAt, fraction: null };
    this.error = null;
    try {
      const forecast = await runJob(`Looking ahead with run ${run.number}`, job => {
        job.signal.addEventListener('abort', () => stop.abort());
        return trainingWorker().forecast(
          run.id,
          { horizon, season },
          {
            signal: stop.signal,
            onProgress: ({ done, total, phase }) => {
              const fraction = total > 0 ? done / total : null;
              if (this.#stop === stop) this.running = { startedAt, fraction };
              job.report(fraction, phase === 'backtest' ? 'learning again from an earlier past' : 'step by step');
            },
          },
        );
      });
      if (forecast) {
        this.#found = { runId: run.id, forecast };
        this.shown = Math.min(this.shown, forecast.series.length - 1);
      }
    } catch (error) {
      this.error = error;
    } finally {
      this.running = null;
      this.#stop = null;
    }
  };

  stop = (): void => this.#stop?.abort();

  download = async (run: RunRecord): Promise<void> => {
    const forecast = this.of(run);
    if (forecast) saveFile(`${project.model}-forecast.csv`, await trainingWorker().forecastCsv(forecast), 'text/csv');
  };
}

export const forecasting = new ForecastState();
