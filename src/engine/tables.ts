import { columnAs } from '../core/pipeline/streams.ts';
import type { Schema } from '../core/table/schema.ts';
import { makeTable, type Table } from '../core/table/table.ts';
import { arrowToTable } from '../io/arrow/read-arrow.ts';
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

/**
 * The table with each column under the type the schema gives it; the stored one keeps what was read, so every change of
 * a type can be taken back. Values that do not fit are missing here.
 */
export async function tableUnder(datasetId: string, schema: Schema): Promise<Table> {
  const table = await loadTable(datasetId);
  const fits = table.names.every((name, i) => kindIn(schema, name) === table.columns[i]!.kind);
  if (fits) return table;
  return makeTable(
    table.names.map((name, i) => {
      const kind = kindIn(schema, name);
      return [name, kind ? columnAs(table, name, kind) : table.columns[i]!] as const;
    }),
  );
}

const kindIn = (schema: Schema, name: string) => schema.find(f => f.name === name)?.kind;
