import { isTransductive, models } from '../core/models/index.ts';
import { cellPositions } from '../core/metrics/confusion.ts';
import { primaryMetric } from '../core/metrics/index.ts';
import { quoted } from '../core/table/finding.ts';
import type { Comparison } from '../core/stats/compare.ts';
import type { ShownEvaluation } from '../engine/evaluation.ts';
import type { RunRecord } from '../store/schema.ts';
import { runJob } from './jobs.ts';
import { keyOf } from './leaderboard.ts';
import { project } from './project.svelte.ts';
import { router } from './router.svelte.ts';
import { trainingWorker } from './services.ts';
import { toasts } from './toasts.svelte.ts';
import { training } from './training.svelte.ts';

/** Rows a person picked in a chart, by their place in what the run's row operations yield of the dataset. */
export interface PickedRows {
  readonly runId: string;
  readonly label: string;
  readonly datasetId: string;
  readonly rows: Int32Array;
  readonly cell: { readonly row: number; readonly column: number } | null;
}

export type { Comparison, ShownEvaluation };

type ByRun = ReadonlyMap<string, ShownEvaluation>;

/** Whether a run is shown on its own training rows: clusters, and models that answer no other rows. */
export const ownRows = (run: RunRecord): boolean => run.task === 'clustering' || isTransductive(run.recipe.model.id);

/** Looking at how good a run is: freely on rows of the training side, and in the vault, which is counted. */
class EvaluationState {
  #current: Promise<void> = Promise.resolve();
  busy = $state<'free' | 'vault' | 'threshold' | 'compare' | null>(null);
  error = $state.raw<unknown>(null);
  #picked = $state.raw<PickedRows | null>(null);
  comparison = $state.raw<{ readonly a: string; readonly b: string; readonly result: Comparison } | null>(null);
  /** Where the slider stands; null leaves it at the run's own threshold. */
  #threshold = $state<number | null>(null);
  #free = $state.raw<ByRun>(new Map());
  #held = $state.raw<ByRun>(new Map());

  constructor() {
    project.whenLeft(() => {
      [this.error, this.#picked, this.#threshold] = [null, null, null];
    });
  }

  finished = $derived(project.runs.filter(run => run.status === 'done'));
  run = $derived(
    this.finished.find(run => run.id === router.query.get('run')) ?? training.best ?? this.finished.at(-1) ?? null,
  );
  /** Rows picked in a chart of the run that is shown. */
  picked = $derived(this.#picked?.runId === this.run?.id ? this.#picked : null);
  free = $derived((this.run && this.#free.get(this.run.id)) ?? null);
  held = $derived((this.run && this.#held.get(this.run.id)) ?? null);
  openings = $derived(project.record?.openings ?? []);
  opened = $derived(this.openings.some(o => o.runId === this.run?.id));
  /** The metric that choices rest on for this run. */
  primary = $derived(this.run ? primaryMetric(this.run.task, this.run.fitted?.classes.length) : null);
  /** Runs with the same test rows. */
  comparable = $derived(
    this.run
      ? this.finished.filter(
          run => run.id !== this.run!.id && keyOf(run) === keyOf(this.run!) && !isTransductive(run.recipe.model.id),
        )
      : [],
  );
  /** The run's algorithm answers only for the rows it was fitted on, so there is nothing to open or compare. */
  transductive = $derived(this.run !== null && isTransductive(this.run.recipe.model.id));
  threshold = $derived(this.#threshold ?? this.run?.recipe.threshold ?? 0.5);

  choose = (id: string): void => {
    this.letGo();
    this.#threshold = null;
    this.error = null;
    router.go('evaluate', { run: id });
  };

  setThreshold = (value: number): void => void (this.#threshold = value);

  /** Whether the charts come at once; otherwise a network would have to be trained five times again for them. */
  isCheap(run: RunRecord): boolean {
    const tensors = models.find(m => m.id === run.recipe.model.id)?.tags.includes('tensors') ?? false;
    return !tensors || training.isFresh(run.id);
  }

  /** Show what costs nothing: the charts of rows outside the vault, and a vault that was opened before. */
  show(run: RunRecord): void {
    if (this.busy || this.error || training.active) return;
    if (!this.#free.has(run.id) && this.isCheap(run) && (run.crossValidation || ownRows(run))) void this.look(run);
    else if (this.opened && !this.#held.has(run.id)) void this.openVault(run);
  }

  look = (run: RunRecord): Promise<void> =>
    this.#work('free', `Predicting the training rows of run ${run.number}`, async job => {
      const found = await trainingWorker().outOfFold(run.id, {
        signal: job.signal,
        onProgress: ({ done, total }) =>
          job.report(done / total, `fold ${Math.min(total, Math.floor(done) + 1)} of ${total}`),
      });
      this.#free = new Map([...this.#free, [run.id, found]]);
    });

  openVault = (run: RunRecord): Promise<void> =>
    this.#work('vault', `Measuring run ${run.number} on the test rows`, async job => {
      const found = await trainingWorker().openVault(run.id, { signal: job.signal });
      this.#held = new Map([...this.#held, [run.id, found]]);
      await project.refresh();
    });

  /** Make a run of its own that decides by the slider's threshold. */
  useThreshold = (run: RunRecord): Promise<void> => {
    const { threshold } = this;
    return this.#work('threshold', 'Measuring with the new threshold', async job => {
      const made = await trainingWorker().useThreshold(run.id, threshold, {
        signal: job.signal,
        onProgress: ({ done, total }) => job.report(done / total),
      });
      await project.refresh();
      this.choose(made.id);
      toasts.show(`Run ${made.number} is run ${run.number} with the threshold ${threshold}.`, {
        undo: async () => {
          await training.remove(made);
          this.choose(run.id);
        },
      });
    });
  };

  /** Compare two runs on their test rows; both openings are counted. */
  compare = (a: RunRecord, b: RunRecord, metric: string): Promise<void> =>
    this.#work('compare', `Comparing run ${a.number} with run ${b.number}`, async job => {
      const result = await trainingWorker().compare(a.id, b.id, metric, { signal: job.signal });
      this.comparison = { a: a.id, b: b.id, result };
      await project.refresh();
    });

  /** Take the rows of one cell of a confusion matrix; the same cell again lets them go. */
  pickCell = (evaluation: ShownEvaluation, truth: number, predicted: number): void => {
    const { outcome, rows } = evaluation;
    const { cell } = this.picked ?? {};
    if (outcome.task !== 'classification' || !this.run) return;
    if (cell?.row === truth && cell.column === predicted) return this.letGo();
    const positions = cellPositions(outcome.truth, outcome.predicted, truth, predicted);
    this.#picked = {
      runId: this.run.id,
      label: `truly ${quoted(outcome.classes[truth]!)}, predicted ${quoted(outcome.classes[predicted]!)}`,
      datasetId: this.run.dataset.id,
      rows: positions.map(at => rows[at]!),
      cell: { row: truth, column: predicted },
    };
  };

  letGo = (): void => void (this.#picked = null);

  /** Take rows that were selected in a chart. */
  pickRows = (rows: readonly number[], label: string): void => {
    if (!this.run) return;
    this.#picked = rows.length
      ? { runId: this.run.id, label, datasetId: this.run.dataset.id, rows: Int32Array.from(rows), cell: null }
      : null;
  };

  async #work(
    kind: NonNullable<EvaluationState['busy']>,
    label: string,
    work: Parameters<typeof runJob<void>>[1],
  ): Promise<void> {
    // What a person asks for while something else is measured comes next; the same thing twice is one.
    if (this.busy === kind) return;
    await this.#current;
    this.busy = kind;
    this.error = null;
    this.#current = runJob(label, work).then(
      () => undefined,
      (error: unknown) => void (this.error = error),
    );
    await this.#current;
    this.busy = null;
  }
}

export const evaluation = new EvaluationState();
