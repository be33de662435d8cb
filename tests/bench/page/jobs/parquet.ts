import { loadParquet } from '../../../../src/io/parquet/load.ts';
import { readParquet } from '../../../../src/io/parquet/read-parquet.ts';
import { randomBytes } from '../../../../src/io/random-bytes.ts';
import type { Measured } from '../../bench.ts';

/** The studio's reader, from a file to its columns: types and roles, without the file's fingerprint. */
export async function run([file]: readonly File[]): Promise<Measured> {
  await loadParquet();
  const started = performance.now();
  const { table } = await readParquet(randomBytes(file!), { name: file!.name });
  const ms = performance.now() - started;
  return { ms, check: `${table.rows} rows, ${table.columns.length} columns` };
}
