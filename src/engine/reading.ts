import { proposeRoles, suggestTarget, type TargetGuess } from '../core/table/infer.ts';
import { tableToArrow } from '../io/arrow/write-arrow.ts';
import { type CsvDialect, previewCsv, sniffBytes, sniffCsv } from '../io/csv/dialect.ts';
import { fetchBytes } from '../io/fetch-bytes.ts';
import { maxBytes, readTable, refuseEmpty, type TableRead } from '../io/read.ts';
import { type FileFormat, refuseFormat, sniffFormat } from '../io/sniff.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { saveDataset } from '../store/datasets.ts';
import type { DatasetOrigin, DatasetRecord } from '../store/schema.ts';

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
    if (source.size === 0) throw refuseEmpty(name);
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
    const read = await readTable(name, source, { dialect }, readContext(context));
    return keep(projectId, read, origin, performance.now() - started);
  },

  /** Fetch what an address holds, to be looked at and opened like a file. Only the address is asked; nothing of the person's is sent. */
  async fetchUrl(url: string, context: CallContext<ReadProgress>): Promise<{ name: string; blob: Blob }> {
    const { name, bytes } = await fetchBytes(url, maxBytes, readContext(context));
    return { name, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) };
  },
};

const readContext = ({ signal, progress }: CallContext<ReadProgress>) => ({
  signal,
  progress: (bytesDone: number, bytesTotal: number | null) => progress({ bytesDone, bytesTotal }),
});

async function keep(
  projectId: string,
  read: TableRead,
  origin: DatasetOrigin,
  milliseconds: number,
): Promise<OpenedDataset> {
  const { table, notes, source } = read;
  const fields = proposeRoles(table, read.fields);
  const record: DatasetRecord = {
    id: crypto.randomUUID(),
    projectId,
    name: source.name,
    origin,
    bytes: source.bytes,
    sha256: source.sha256,
    rows: table.rows,
    fields,
    notes: notes.map(({ code, text, column, count, lines }) => ({
      code,
      text,
      ...(column === undefined ? {} : { column }),
      ...(count === undefined ? {} : { count }),
      ...(lines === undefined ? {} : { lines }),
    })),
    dialect: read.dialect ?? null,
    format: source.format,
    milliseconds,
    createdAt: new Date().toISOString(),
  };
  await saveDataset(record, tableToArrow(table, fields));
  return { dataset: record, suggestion: suggestTarget(table, fields) };
}
