import { StudioError } from '../core/errors.ts';
import type { ImportanceReport } from '../core/pipeline/permutation-importance.ts';
import { openDatabase, writing } from './database.ts';
import type { CheckpointRecord, RunRecord } from './schema.ts';

/** In order of their numbers. */
export const listRuns = async (projectId: string): Promise<RunRecord[]> => {
  const all = await (await openDatabase()).getAllFromIndex('runs', 'byProject', projectId);
  return all.sort((a, b) => a.number - b.number);
};

export async function getRun(id: string): Promise<RunRecord> {
  const run = await (await openDatabase()).get('runs', id);
  if (!run) throw new StudioError('store/missing', 'The run is no longer in the browser’s storage.', { id });
  return run;
}

/** Number a new run within its project and store it, in one transaction. */
export const addRun = (run: Omit<RunRecord, 'number'>): Promise<RunRecord> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction('runs', 'readwrite');
    const others = await tx.store.index('byProject').getAll(run.projectId);
    const numbered = { ...run, number: 1 + others.reduce((most, r) => Math.max(most, r.number), 0) };
    await tx.store.put(numbered);
    await tx.done;
    return numbered;
  });

/** Store a run's end and drop its checkpoint, in one transaction. A run that was deleted meanwhile stays deleted. */
export const finishRun = (run: RunRecord): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction(['runs', 'checkpoints'], 'readwrite');
    if (await tx.objectStore('runs').getKey(run.id)) await tx.objectStore('runs').put(run);
    if (run.status !== 'interrupted') await tx.objectStore('checkpoints').delete(run.id);
    await tx.done;
  });

export const updateRun = (run: RunRecord): Promise<void> =>
  writing(async () => void (await (await openDatabase()).put('runs', run)));

/** Put what its features are worth to a run that is there still; nothing else of it changes. */
export const keepImportance = (id: string, importance: ImportanceReport): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction('runs', 'readwrite');
    const run = await tx.store.get(id);
    if (run) await tx.store.put({ ...run, importance });
    await tx.done;
  });

export const deleteRun = (id: string): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction(['runs', 'checkpoints'], 'readwrite');
    await Promise.all([tx.objectStore('runs').delete(id), tx.objectStore('checkpoints').delete(id)]);
    await tx.done;
  });

/**
 * Store how far a training came, and the curve up to there: both or neither, so that the curve has no gap. Nothing comes
 * back of a run that was deleted meanwhile.
 */
export const saveProgress = (run: RunRecord, checkpoint: CheckpointRecord): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction(['runs', 'checkpoints'], 'readwrite');
    if (await tx.objectStore('runs').getKey(run.id))
      await Promise.all([tx.objectStore('checkpoints').put(checkpoint), tx.objectStore('runs').put(run)]);
    await tx.done;
  });

export const saveCheckpoint = (checkpoint: CheckpointRecord): Promise<void> =>
  writing(async () => void (await (await openDatabase()).put('checkpoints', checkpoint)));

export const getCheckpoint = async (runId: string): Promise<CheckpointRecord | undefined> =>
  (await openDatabase()).get('checkpoints', runId);
