import { arrowToTable } from '../io/arrow/read.ts';
import type { Table } from '../core/table/table.ts';
import { getArrow } from '../store/datasets.ts';

/** Tables kept in memory by a worker; the least recently used one makes room. */
const KEPT = 3;
const loaded = new Map<string, Promise<Table>>();

/** The table of a stored dataset, read once and kept. */
export function loadTable(datasetId: string): Promise<Table> {
  const known = loaded.get(datasetId);
  const table = known ?? getArrow(datasetId).then(bytes => arrowToTable(bytes).table);
  loaded.delete(datasetId);
  loaded.set(datasetId, table);
  table.catch(() => loaded.delete(datasetId));
  for (const oldest of [...loaded.keys()].slice(0, -KEPT)) loaded.delete(oldest);
  return table;
}

export const forgetTable = (datasetId: string): void => void loaded.delete(datasetId);
