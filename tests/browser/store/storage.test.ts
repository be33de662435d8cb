import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/store/database.ts';
import { addRun, deleteRun, finishRun, getCheckpoint, getRun, saveProgress } from '../../../src/store/runs.ts';
import type { RunRecord } from '../../../src/store/schema.ts';

test('where storage is forbidden the reason is said, and it is tried again the next time', async () => {
  const open = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('access is denied in this context', 'SecurityError');
  });
  await expect(openDatabase()).rejects.toMatchObject({
    code: 'store/unavailable',
    message: expect.stringMatching(/access is denied.*Allow this site to store data/s) as string,
  });
  open.mockRestore();
  expect((await openDatabase()).name).toBe('terrarium');
});

test('how far a training came and its curve are stored together or not at all', async () => {
  const run = await addRun({ id: 'progress', projectId: 'progress', status: 'running', history: [] } as unknown as Omit<
    RunRecord,
    'number'
  >);
  const until = (done: number): RunRecord => ({
    ...run,
    history: Array.from({ length: done }, (_, i) => ({ phase: '', done: i + 1, total: 10 })),
  });
  await saveProgress(until(3), { runId: run.id, at: '', state: { epoch: 3 } });
  expect((await getRun(run.id)).history).toHaveLength(3);
  expect((await getCheckpoint(run.id))?.state).toEqual({ epoch: 3 });

  // What cannot be stored fails whole.
  await expect(saveProgress(until(5), { runId: run.id, at: '', state: () => 5 })).rejects.toThrow();
  expect((await getRun(run.id)).history).toHaveLength(3);
  expect((await getCheckpoint(run.id))?.state).toEqual({ epoch: 3 });
});

test('a training whose run was deleted meanwhile brings nothing of it back', async () => {
  const run = await addRun({ id: 'deleted', projectId: 'deleted', status: 'running', history: [] } as unknown as Omit<
    RunRecord,
    'number'
  >);
  await deleteRun(run.id);
  await saveProgress(run, { runId: run.id, at: '', state: { epoch: 3 } });
  await finishRun({ ...run, status: 'interrupted' });
  await expect(getRun(run.id)).rejects.toMatchObject({ code: 'store/missing' });
  expect(await getCheckpoint(run.id)).toBeUndefined();
});
