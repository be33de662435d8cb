import { StudioError } from '../core/errors.ts';
import { openDatabase, writing } from './database.ts';
import type { DatasetRecord } from './schema.ts';

/** A dataset's record and its table (an Arrow IPC file), written together or not at all. */
export const saveDataset = (record: DatasetRecord, arrow: Uint8Array<ArrayBuffer>): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction(['datasets', 'tables', 'profiles'], 'readwrite');
    await tx.objectStore('datasets').put(record);
    await tx.objectStore('tables').put({ id: record.id, arrow: new Blob([arrow]) });
    await tx.objectStore('profiles').delete(record.id);
    await tx.done;
  });

export const listDatasets = async (projectId: string): Promise<DatasetRecord[]> => {
  const all = await (await openDatabase()).getAllFromIndex('datasets', 'byProject', projectId);
  return all.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
};

export async function getDataset(id: string): Promise<DatasetRecord> {
  const record = await (await openDatabase()).get('datasets', id);
  if (!record)
    throw new StudioError(
      'store/missing',
      'The table is no longer in the browser’s storage. Bring the file in again.',
      { id },
    );
  return record;
}

/** Keep what a person wrote of a dataset's licence; nothing else of a dataset ever changes. */
export const setLicence = (id: string, licence: string): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction('datasets', 'readwrite');
    const record = await tx.store.get(id);
    if (record) await tx.store.put({ ...record, licence });
    await tx.done;
  });

export async function getArrow(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const stored = await (await openDatabase()).get('tables', id);
  if (!stored)
    throw new StudioError(
      'store/missing',
      'The table’s values are no longer in the browser’s storage. Bring the file in again.',
      { id },
    );
  return new Uint8Array(await stored.arrow.arrayBuffer());
}

export const deleteDataset = (id: string): Promise<void> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction(['datasets', 'tables', 'profiles', 'links'], 'readwrite');
    await Promise.all([
      tx.objectStore('datasets').delete(id),
      tx.objectStore('tables').delete(id),
      tx.objectStore('profiles').delete(id),
      tx.objectStore('links').delete(id),
    ]);
    await tx.done;
  });

/** A cached profile, if it was made for exactly this key (schema and version of the profiler). */
export async function getProfile(id: string, key: string): Promise<unknown> {
  const stored = await (await openDatabase()).get('profiles', id);
  return stored?.key === key ? stored.profile : undefined;
}

export const saveProfile = (id: string, key: string, profile: unknown): Promise<void> =>
  writing(async () => void (await (await openDatabase()).put('profiles', { id, key, profile })));
