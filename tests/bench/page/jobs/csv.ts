import type { Table } from '../../../../src/core/table/table.ts';
import { toArrow } from '../../../../src/io/arrow/write-arrow.ts';
import { readTable } from '../../../../src/io/read.ts';
import type { Measured } from '../../bench.ts';

/** The studio's reader, from a file to an Arrow table, with everything it does beside: types, notes, the fingerprint. */
export async function run([file]: readonly File[]): Promise<Measured> {
  const started = performance.now();
  const { table, fields } = await readTable(file!.name, file!);
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
