import { openDatabase, writing } from './database.ts';
import type { MonitorRecord } from './schema.ts';

/** Oldest first. */
export const listMonitors = async (projectId: string): Promise<MonitorRecord[]> => {
  const all = await (await openDatabase()).getAllFromIndex('monitors', 'byProject', projectId);
  return all.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
};

export const saveMonitor = (record: MonitorRecord): Promise<void> =>
  writing(async () => void (await (await openDatabase()).put('monitors', record)));
