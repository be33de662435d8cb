import { proposeRoles, suggestTarget, type TargetGuess } from '../core/table/infer.ts';
import { tableToArrow } from '../io/arrow/write.ts';
import { type CsvDialect, previewCsv, sniffBytes, sniffCsv } from '../io/csv/dialect.ts';
import { fetchSource } from '../io/fetch.ts';
import { readTable } from '../io/read.ts';
import { type FileFormat, refuseFormat, sniffFormat } from '../io/sniff.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { saveDataset } from '../store/datasets.ts';
import type { DatasetOrigin, DatasetRecord } from '../store/schema.ts';
import { sha256 } from './fingerprint.ts';

export interface ReadProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number | null;
}

export interface OpenedDataset {
  readonly dataset: DatasetRecord;
  /** The column that is probably to be predicted, and why; a suggestion, nothing is set. */
  readonly suggestion: TargetGuess;
}

export interface SourcePreview {
  readonly format: FileFormat;
  /** Text formats only: how the first bytes split into cells under the dialect. */
  readonly dialect: CsvDialect | null;
  readonly header: readonly string[] | null;
  readonly rows: readonly (readonly string[])[];
}

/** Bringing tables in. Nothing is stored until a table was read to its end. */
export const readingApi = {
  /** What a file seems to be, from its first bytes, and for text how it splits under the given dialect. */
  async previewSource(name: string, source: Blob, given: Partial<CsvDialect>): Promise<SourcePreview> {
    const head = new Uint8Array(await source.slice(0, sniffBytes).arrayBuffer());
    const format = sniffFormat(head);
    if (format === 'parquet' || format === 'arrow') return { format, dialect: null, header: null, rows: [] };
    if (format !== 'csv') throw refuseFormat(name, format);
    const dialect = sniffCsv(head, given);
    return { format, dialect, ...previewCsv(head, dialect) };
  },

  /** Read a file to its end and store it as a dataset of the project. */
  async open(
    projectId: string,
    name: string,
    source: Blob,
    origin: DatasetOrigin,
    dialect: Partial<CsvDialect>,
    context: CallContext<ReadProgress>,
  ): Promise<OpenedDataset> {
    const started = performance.now();
    const result = await readTable(name, source, dialect, {
      signal: context.signal,
      progress: (bytesDone, bytesTotal) => context.progress({ bytesDone, bytesTotal }),
    });
    const fields = proposeRoles(result.table, result.fields);
    const record: DatasetRecord = {
      id: crypto.randomUUID(),
      projectId,
      name,
      origin,
      bytes: source.size,
      sha256: await sha256(new Uint8Array(await source.arrayBuffer())),
      rows: result.table.rows,
      fields,
      notes: result.notes.map(({ code, text, column, count, lines }) => ({
        code,
        text,
        ...(column === undefined ? {} : { column }),
        ...(count === undefined ? {} : { count }),
        ...(lines === undefined ? {} : { lines }),
      })),
      dialect: result.dialect ?? null,
      format: result.dialect ? 'csv' : sniffFormat(new Uint8Array(await source.slice(0, 16).arrayBuffer())),
      milliseconds: performance.now() - started,
      createdAt: new Date().toISOString(),
    };
    await saveDataset(record, tableToArrow(result.table, fields));
    return { dataset: record, suggestion: suggestTarget(result.table, fields) };
  },

  /** Fetch an address and read what it holds. Only the address is asked; nothing of the person's is sent. */
  async openUrl(projectId: string, url: string, context: CallContext<ReadProgress>): Promise<OpenedDataset> {
    const { name, blob } = await fetchSource(url, {
      signal: context.signal,
      progress: (bytesDone, bytesTotal) => context.progress({ bytesDone, bytesTotal }),
    });
    return readingApi.open(projectId, name, blob, { kind: 'url', url }, {}, context);
  },
};
