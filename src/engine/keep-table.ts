import { sha256 } from '../core/sha256.ts';
import type { Table } from '../core/table/table.ts';
import { tableToArrow } from '../io/arrow/write-arrow.ts';
import { saveDataset } from '../store/datasets.ts';
import type { DatasetOrigin, DatasetRecord } from '../store/schema.ts';

/** Store a table that was made here as a dataset of its own; `base` gives its project and the roles of its columns. */
export async function keepTable(
  base: DatasetRecord,
  table: Table,
  made: { readonly name: string; readonly origin: DatasetOrigin },
): Promise<DatasetRecord> {
  const arrow = tableToArrow(table, base.fields);
  const record: DatasetRecord = {
    ...base,
    ...made,
    id: crypto.randomUUID(),
    bytes: arrow.length,
    sha256: await sha256(arrow),
    rows: table.rows,
    notes: [],
    dialect: null,
    format: 'arrow',
    milliseconds: 0,
    createdAt: new Date().toISOString(),
  };
  await saveDataset(record, arrow);
  return record;
}
