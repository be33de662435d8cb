import { cellText } from '../../../src/core/table/column.ts';
import type { Table } from '../../../src/core/table/table.ts';
import { readCsv, type CsvOptions } from '../../../src/io/csv/read-csv.ts';
import type { ReadResult } from '../../../src/io/result.ts';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes in chunks of the given size, as a network would give them. */
export async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

export const readText = (text: string, options: CsvOptions = {}): Promise<ReadResult> =>
  readBytes(encode(text), options);

export const readBytes = (bytes: Uint8Array, options: CsvOptions = {}, chunkSize = 1 << 16): Promise<ReadResult> =>
  readCsv(chunked(bytes, chunkSize), options);

/** Every row as texts, null where missing. */
export const rowsOf = (table: Table): (string | null)[][] =>
  Array.from({ length: table.rows }, (_, i) => table.columns.map(column => cellText(column, i)));

export const codesOf = (result: ReadResult): string[] => result.notes.map(note => note.code);
