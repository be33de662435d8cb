import { StudioError } from '../core/errors.ts';
import type { DeviceName, FitProgress } from '../core/model.ts';
import { modelById } from '../core/models/index.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getDataset } from '../store/datasets.ts';
import { addRun, finishRun, getCheckpoint, getRun, saveProgress, updateRun } from '../store/runs.ts';
import type { RunRecord } from '../store/schema.ts';
import { probeDevices } from './device-race.ts';
import type { DeviceReport } from './device.ts';
import { canonicalJson } from './fingerprint.ts';
import { sha256 } from '../core/sha256.ts';
import type { WorkKind } from '../core/work-kind.ts';
import { keepFolds } from './out-of-fold.ts';
import { preparedTable } from './prepared.ts';
import { runRecipe, type RunProgress } from './run.ts';

const finishing = new Map<string, AbortController>();

export interface TrainProgress {
  readonly runId: string;
  readonly number: number;
  readonly update: RunProgress;
  /** Where it went on on another device, or with less memory, so far. */
  readonly moves: readonly string[];
}

/** What the training worker offers for fitting models. */
export const trainingApi = {
  /** Which devices there are for a kind of work, and how fast they are where there is a race. */
  devices: (kind: WorkKind): Promise<readonly DeviceReport[]> => probeDevices(kind),

  /** Train a recipe. The run is stored when it starts, keeps checkpoints while it works, and is stored whole at the end. */
  async train(
    projectId: string,
    datasetId: string,
    recipe: Recipe,
    device: DeviceName | null,
    context: CallContext<TrainProgress>,
  ): Promise<RunRecord> {
    const dataset = await getDataset(datasetId);
    const run = await addRun({
      id: crypto.randomUUID(),
      projectId,
      status: 'running',
      recipe,
      recipeSha256: await sha256(canonicalJson(recipe)),
      dataset: { id: dataset.id, name: dataset.name, sha256: dataset.sha256, rows: dataset.rows },
      task: recipe.task,
      startedAt: new Date().toISOString(),
      milliseconds: null,
      device: null,
      rows: null,
      history: [],
      fitted: null,
      crossValidation: null,
      endedEarly: false,
      error: null,
    });
    return work(run, device, undefined, context);
  },

  /** Go on with a run that was interrupted, from its last checkpoint where there is one, else from the start. */
  async resume(runId: string, device: DeviceName | null, context: CallContext<TrainProgress>): Promise<RunRecord> {
    const run = await getRun(runId);
    const checkpoint = await getCheckpoint(runId);
    const running: RunRecord = { ...run, status: 'running', error: null };
    await updateRun(running);
    return work(running, device, checkpoint?.state, context);
  },

  /** End a running training and keep the best so far. */
  finish(runId: string): void {
    finishing.get(runId)?.abort();
  },
};

async function work(
  run: RunRecord,
  device: DeviceName | null,
  resume: unknown,
  context: CallContext<TrainProgress>,
): Promise<RunRecord> {
  const started = performance.now();
  const finish = new AbortController();
  finishing.set(run.id, finish);
  const history: FitProgress[] = [...run.history];
  const moves: string[] = [...(run.moves ?? [])];
  const told = () => (moves.length ? { moves: [...moves] } : {});
  let latest: RunProgress = { stage: 'fit', phase: 'Training', done: 0, total: 0 };
  const tell = (): void => context.progress({ runId: run.id, number: run.number, update: latest, moves: [...moves] });
  const spent = (): number => (run.milliseconds ?? 0) + performance.now() - started;
  let saving: Promise<void> = Promise.resolve();
  try {
    const prepared = await preparedTable(run.dataset.id, run.recipe, context.signal);
    const result = await runRecipe(run.recipe, prepared, {
      signal: context.signal,
      finish: finish.signal,
      device: device ?? undefined,
      resume,
      progress(update) {
        if (update.stage === 'fit' && update.loss !== undefined) {
          const { stage: _stage, ...point } = update;
          // A fit that goes on from a checkpoint passes the epochs after it once more.
          while (history.length && history.at(-1)!.done >= point.done) history.pop();
          history.push(point);
        }
        latest = update;
        tell();
      },
      moved(what) {
        // In cross-validation the same may happen again in every fold.
        if (!moves.includes(what)) moves.push(what);
        tell();
      },
      checkpoint(state) {
        const known = { ...run, ...told(), history: [...history], milliseconds: spent() };
        saving = saving.then(() => saveProgress(known, { runId: run.id, at: new Date().toISOString(), state }));
      },
    });
    await saving;
    const done: RunRecord = {
      ...run,
      ...told(),
      status: 'done',
      milliseconds: spent(),
      device: result.fitted.device,
      rows: { train: result.train.length, test: result.test.length },
      history,
      fitted: result.fitted,
      crossValidation: result.crossValidation,
      endedEarly: finish.signal.aborted,
    };
    await finishRun(done);
    keepFolds(run.id, result.folds);
    return done;
  } catch (error) {
    await saving.catch(() => undefined);
    const known =
      error instanceof StudioError
        ? error
        : new StudioError(
            'fit/failed',
            `${modelById(run.recipe.model.id).label} could not be trained: ${error instanceof Error ? error.message : String(error)}`,
          );
    const stopped = known.code === 'rpc/cancelled';
    await finishRun({
      ...run,
      ...told(),
      status: stopped ? 'interrupted' : 'failed',
      history,
      milliseconds: spent(),
      error: { code: known.code, message: known.message },
    });
    throw known;
  } finally {
    finishing.delete(run.id);
  }
}
