import type { Column } from '../core/table/column.ts';
import type { Field, Schema } from '../core/table/schema.ts';
import type { Table } from '../core/table/table.ts';

/** Where the rows of a package came from. */
export interface PackageSource {
  readonly title: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The address, where it came from one. */
  readonly path?: string;
  /** What a person wrote of its licence. */
  readonly licence?: string;
}

export interface PackageFile {
  readonly path: string;
  readonly format: 'csv' | 'parquet' | 'arrow';
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * `datapackage.json` of one table (Data Package 2.0 with Table Schema 2.0, datapackage.org): what each column is, what
 * stands for missing, where the rows came from and under which licence, and the checksum of the file.
 */
export function dataPackage(
  title: string,
  table: Table,
  fields: Schema,
  file: PackageFile,
  sources: readonly PackageSource[],
  created: string,
): string {
  const licences = [...new Set(sources.flatMap(source => (source.licence?.trim() ? [source.licence.trim()] : [])))];
  const described = {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: packageName(title),
    title,
    created,
    ...(licences.length && { licenses: licences.map(licence) }),
    sources: sources.map(({ title: name, path, bytes, sha256 }) => ({
      title: name,
      ...(path !== undefined && { path }),
      bytes,
      hash: `sha256:${sha256}`,
    })),
    resources: [
      {
        name: packageName(title),
        type: 'table',
        path: file.path,
        format: file.format,
        mediatype: mediaTypes[file.format],
        ...(file.format === 'csv' && { encoding: 'utf-8', dialect: { delimiter: ',', lineTerminator: '\r\n' } }),
        bytes: file.bytes,
        hash: `sha256:${file.sha256}`,
        schema: {
          $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
          fields: table.names.map((name, i) =>
            describe(
              name,
              table.columns[i]!,
              fields.find(field => field.name === name),
            ),
          ),
          missingValues: [''],
        },
      },
    ],
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

export const mediaTypes = {
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
} as const;

/** Lower-case letters, digits, dots, underscores and hyphens, as the standard wants names. */
export const packageName = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '') || 'table';

/** A short identifier such as CC-BY-4.0 by name, an address by path, anything else as a title. */
function licence(text: string): object {
  if (/^https?:\/\/\S+$/.test(text)) return { path: text };
  return /^[\w.+-]{1,60}$/.test(text) ? { name: text } : { name: 'other', title: text };
}

function describe(name: string, column: Column, field: Field | undefined): object {
  return {
    name,
    ...typeOf(column, field),
    ...(field?.unit !== undefined && { unit: field.unit }),
    ...(field && { role: field.role }),
  };
}

function typeOf(column: Column, field: Field | undefined): object {
  switch (column.kind) {
    case 'number':
      return { type: field?.integer ? 'integer' : 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'datetime':
      return isDates(column.values) ? { type: 'date' } : { type: 'datetime', format: 'any' };
    case 'category':
      return { type: 'string', categories: column.levels };
    case 'text':
      return { type: 'string' };
    default:
      return column satisfies never;
  }
}

const dayMilliseconds = 86_400_000;

function isDates(values: Float64Array): boolean {
  for (const value of values) if (!Number.isNaN(value) && value % dayMilliseconds !== 0) return false;
  return true;
}
