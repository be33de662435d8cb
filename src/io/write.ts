import { sha256 } from '../core/sha256.ts';
import type { Schema } from '../core/table/schema.ts';
import type { Table } from '../core/table/table.ts';
import { writeZip } from './archive/write-zip.ts';
import { tableToArrow } from './arrow/write-arrow.ts';
import { writeCsv } from './csv/write-csv.ts';
import { dataPackage, mediaTypes, packageName, type PackageSource } from './data-package.ts';
import type { ReadContext } from './result.ts';

export const writtenFormats = ['csv', 'parquet', 'arrow'] as const;
export type WrittenFormat = (typeof writtenFormats)[number];

export interface WriteOptions {
  readonly format: WrittenFormat;
  /** CSV only: texts that a spreadsheet would run as formulas get an apostrophe before them. */
  readonly formulaSafe: boolean;
  /** Put the file into a zip together with datapackage.json. */
  readonly describe: boolean;
}

export interface WrittenTable {
  readonly name: string;
  readonly blob: Blob;
}

/** A table as a file that other tools read, alone or as a data package. */
export async function writeTable(
  title: string,
  table: Table,
  fields: Schema,
  sources: readonly PackageSource[],
  options: WriteOptions,
  at: Date,
  ctx: ReadContext,
): Promise<WrittenTable> {
  const { format } = options;
  const bytes = await bytesOf(table, fields, options);
  const stem = packageName(title);
  const name = `${stem}.${format}`;
  if (!options.describe) {
    return { name, blob: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaTypes[format] }) };
  }
  const file = { path: name, format, bytes: bytes.length, sha256: await sha256(bytes) };
  const described = dataPackage(title, table, fields, file, sources, at.toISOString());
  const files = [
    { name: 'datapackage.json', bytes: new TextEncoder().encode(described), deflate: true },
    { name, bytes, deflate: format !== 'parquet' },
  ];
  return { name: `${stem}.zip`, blob: await writeZip(files, at, ctx) };
}

async function bytesOf(table: Table, fields: Schema, { format, formulaSafe }: WriteOptions): Promise<Uint8Array> {
  switch (format) {
    case 'csv':
      return writeCsv(table, { formulaSafe });
    case 'arrow':
      return tableToArrow(table, fields, 'exchange');
    case 'parquet': {
      const { writeParquet } = await import('./parquet/write-parquet.ts');
      return writeParquet(table, fields);
    }
    default:
      return format satisfies never;
  }
}
