import * as arrow from 'apache-arrow';
import type { Field } from '../../core/table/schema.ts';
import type { Table } from '../../core/table/table.ts';
import { toArrow } from '../arrow/write-arrow.ts';
import { loadParquet } from './load.ts';

/** The table as a Parquet file with Snappy compression, in types that other tools expect; roles travel as metadata. */
export async function writeParquet(table: Table, fields: readonly Field[]): Promise<Uint8Array> {
  const parquet = await loadParquet();
  const ipc = arrow.tableToIPC(toArrow(table, fields, 'exchange'), 'stream');
  const properties = new parquet.WriterPropertiesBuilder().setCompression(parquet.Compression.SNAPPY).build();
  return parquet.writeParquet(parquet.Table.fromIPCStream(ipc), properties);
}
