import { inferSchema, initParser } from 'udsv';
import type { Measured } from '../../bench.ts';

/** uDSV's typed columns, among the fastest typed CSV readers in JavaScript. */
export async function run([file]: readonly File[]): Promise<Measured> {
  const started = performance.now();
  const text = await file!.text();
  const columns = initParser(inferSchema(text)).typedCols(text) as unknown[][];
  const ms = performance.now() - started;
  return { ms, check: `${columns[0]!.length} rows, ${columns.length} columns` };
}
