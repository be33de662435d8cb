import * as duckdb from '@duckdb/duckdb-wasm';
import wasm from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import worker from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import type { Measured } from '../../bench.ts';

/** DuckDB-WASM, from the same file to an Arrow table. */
export async function run([file]: readonly File[]): Promise<Measured> {
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(worker));
  await database.instantiate(wasm);
  await database.registerFileHandle('data.csv', file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  const connection = await database.connect();
  await connection.query('SELECT 1');
  const started = performance.now();
  const table = await connection.query("SELECT * FROM read_csv('data.csv')");
  const ms = performance.now() - started;
  return { ms, check: `${table.numRows} rows, ${table.numCols} columns` };
}
