import Papa from 'papaparse';
import type { Measured } from '../../bench.ts';

/** Papa Parse with dynamic typing: numbers, truth and ISO dates with a time; the best-known reader in JavaScript. */
export async function run([file]: readonly File[]): Promise<Measured> {
  const started = performance.now();
  const { data } = Papa.parse<unknown[]>(await file!.text(), { dynamicTyping: true, skipEmptyLines: true });
  const ms = performance.now() - started;
  return { ms, check: `${data.length - 1} rows, ${data[0]!.length} columns` };
}
