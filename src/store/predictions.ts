import { openDatabase, writing } from './database.ts';
import type { PredictionRecord } from './schema.ts';

export type NewPrediction = Omit<PredictionRecord, 'id'>;

/** Answered rows, in one transaction a request, so that the log never holds half a request. */
export const logPredictions = (rows: readonly NewPrediction[]): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction('predictions', 'readwrite');
    await Promise.all(rows.map(row => tx.store.add(row as PredictionRecord)));
    await tx.done;
  });

/** In the order they were answered. */
export const listPredictions = async (model: string): Promise<PredictionRecord[]> =>
  (await openDatabase()).getAllFromIndex('predictions', 'byModel', model);

export const countPredictions = async (model: string): Promise<number> =>
  (await openDatabase()).countFromIndex('predictions', 'byModel', model);

/** The newest answered rows, newest first. */
export async function latestPredictions(model: string, most: number): Promise<PredictionRecord[]> {
  const found: PredictionRecord[] = [];
  const index = (await openDatabase()).transaction('predictions').store.index('byModel');
  for (
    let cursor = await index.openCursor(model, 'prev');
    cursor && found.length < most;
    cursor = await cursor.continue()
  )
    found.push(cursor.value);
  return found;
}
