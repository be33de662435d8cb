import { makeColumnNames } from '../names.ts';
import { sampleRecords, toSingleBytes, type CsvDialect } from './dialect.ts';
import type { Layout } from './table-sink.ts';

const sampledRecords = 50;

/** How the records map to columns, from the first rows. Width 0 means that the first record is longer than the bytes. */
export function layOut(
  head: Uint8Array,
  dialect: CsvDialect,
  ended: boolean,
): Layout & { readonly names: readonly string[] } {
  const records = sampleRecords(toSingleBytes(head, dialect.encoding), dialect, sampledRecords, !ended);
  if (!dialect.header) {
    const width = records.reduce((most, cells) => Math.max(most, cells.length), 0);
    return { header: false, width, unnamedFirst: false, names: namesOf(width, []) };
  }
  const [names = [], ...body] = records;
  const oneMore = body.length > 0 && body.every(cells => cells.length === names.length + 1);
  const unnamedFirst = oneMore && body.some(cells => cells.at(-1) !== '') && body.length > 1;
  const width = names.length === 0 ? 0 : names.length + (unnamedFirst ? 1 : 0);
  return { header: true, width, unnamedFirst, names: namesOf(width, unnamedFirst ? ['', ...names] : names) };
}

const namesOf = (width: number, raw: readonly string[]): readonly string[] =>
  makeColumnNames(Array.from({ length: width }, (_, i) => raw[i] ?? '')).names;
