import type { Table } from '../../../../src/core/table/table.ts';
import { toArrow } from '../../../../src/io/arrow/write-arrow.ts';
import { startSliceWorkers } from '../../../../src/engine/slice-pool.ts';
import { readCsv } from '../../../../src/io/csv/read-csv.ts';
import type { Measured } from '../../bench.ts';

/** The studio's reader, from a file to an Arrow table: types, roles and notes, without the file's fingerprint. */
export async function run([file]: readonly File[]): Promise<Measured> {
  const slices = startSliceWorkers();
  await slices?.ready();
  const started = performance.now();
  const { table, fields } = await readCsv(file!, { name: file!.name }, { slices: slices ?? undefined });
  const arrow = toArrow(table, fields, 'storage');
  const ms = performance.now() - started;
  return { ms, resultBytes: arrowBytes(table), check: `${arrow.numRows} rows, ${arrow.numCols} columns` };
}

function arrowBytes({ columns }: Table): number {
  let bytes = 0;
  for (const column of columns) {
    if (column.kind === 'text') bytes += column.bytes.byteLength + column.offsets.byteLength;
    else if (column.kind === 'category') bytes += column.codes.byteLength;
    else bytes += column.values.byteLength;
  }
  return bytes;
}
