import type { Room, TableForecast } from '../core/table/forecast.ts';
import { proposeRoles, suggestTarget, type TargetGuess } from '../core/table/infer.ts';
import { tableToArrow } from '../io/arrow/write-arrow.ts';
import { fingerprint } from '../io/fingerprint.ts';
import { forecastTable } from '../io/forecast.ts';
import { httpBytes, openUrl } from '../io/http-source.ts';
import { previewTable, type PreviewOptions, type SourcePreview } from '../io/preview.ts';
import { randomBytes, type RandomBytes } from '../io/random-bytes.ts';
import { maxBytes, type ReadChoice, readRemote, readTable, type TableRead } from '../io/read.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { findRoom } from './room.ts';
import { prepareSliceWorkers, withSliceWorkers } from './slice-pool.ts';
import { getDataset, saveDataset } from '../store/datasets.ts';
import type { DatasetOrigin, DatasetRecord } from '../store/schema.ts';

export interface ReadProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number | null;
}

/** What a person chose before reading: how a text is split, and what of the source is the table. */
export type SourceChoice = PreviewOptions;
export type { SourcePreview };

export interface OpenedDataset {
  readonly dataset: DatasetRecord;
  /** The column that is probably to be predicted, and why; a suggestion, nothing is set. */
  readonly suggestion: TargetGuess;
}

/** A file, or an address whose server gives parts of its file. */
export type SourceInput = Blob | RemoteFile;
export interface RemoteFile {
  readonly url: string;
  readonly size: number;
}

export interface SourceForecast {
  readonly forecast: TableForecast | null;
  readonly room: Room;
}

/** Bringing tables in. Nothing is stored until a table was read to its end. */
export const readingApi = {
  /** What a file seems to be, and what of it would be read under the choices made so far. */
  previewSource(name: string, source: SourceInput, given: SourceChoice, context: CallContext): Promise<SourcePreview> {
    if (source instanceof Blob) prepareSliceWorkers(source);
    return previewTable(name, bytesOf(source, context), given, { signal: context.signal });
  },

  /** What reading a source will take, before it is read; null where only reading tells. */
  async forecast(
    name: string,
    source: SourceInput,
    given: SourceChoice,
    context: CallContext,
  ): Promise<SourceForecast> {
    const forecast = await forecastTable(name, bytesOf(source, context), given, { signal: context.signal });
    return { forecast, room: await findRoom() };
  },

  /** Read a file to its end and store it as a dataset of the project. */
  async open(
    projectId: string,
    name: string,
    source: SourceInput,
    origin: DatasetOrigin,
    given: SourceChoice,
    context: CallContext<ReadProgress>,
  ): Promise<OpenedDataset> {
    const started = performance.now();
    const read = await readSource(name, source, given, context);
    return keep(projectId, read, origin, given.choice ?? {}, performance.now() - started);
  },

  /**
   * Read a dataset's source again, in the way it was read the first time. What has the same fingerprint is unchanged and
   * gives null; otherwise it becomes a dataset of its own beside the first.
   */
  async readAgain(
    datasetId: string,
    source: SourceInput,
    context: CallContext<ReadProgress>,
  ): Promise<{ dataset: DatasetRecord | null; sameColumns: boolean }> {
    const before = await getDataset(datasetId);
    const unchanged = { dataset: null, sameColumns: true };
    if (source instanceof Blob && (await fingerprint(source, { signal: context.signal })) === before.sha256)
      return unchanged;
    const started = performance.now();
    const { name, origin, projectId, choice = {}, licence } = before;
    const dialect = (before.dialect ?? {}) as NonNullable<SourceChoice['dialect']>;
    const read = await readSource(name, source, { choice, dialect }, context);
    if (read.source.sha256 === before.sha256) return unchanged;
    const { dataset } = await keep(projectId, read, origin, choice, performance.now() - started, licence);
    const sameColumns = before.fields.every(({ name: column }) => dataset.fields.some(f => f.name === column));
    return { dataset, sameColumns };
  },

  /**
   * Fetch what an address holds, to be looked at and opened like a file; of a Parquet file only what is chosen comes
   * later. Only the address is asked; nothing of the person's is sent.
   */
  async fetchUrl(url: string, context: CallContext<ReadProgress>): Promise<{ name: string; source: SourceInput }> {
    const fetched = await openUrl(url, maxBytes, readContext(context));
    const { name } = fetched;
    return 'bytes' in fetched
      ? { name, source: new Blob([fetched.bytes as Uint8Array<ArrayBuffer>]) }
      : { name, source: { url, size: fetched.remote.size } };
  },
};

const readSource = (
  name: string,
  source: SourceInput,
  given: SourceChoice,
  context: CallContext<ReadProgress>,
): Promise<TableRead> =>
  source instanceof Blob
    ? withSliceWorkers(source, slices => readTable(name, source, given, { ...readContext(context), slices }))
    : readRemote(name, bytesOf(source, context), given, readContext(context));

const bytesOf = (source: SourceInput, { signal }: { readonly signal: AbortSignal }): RandomBytes =>
  source instanceof Blob ? randomBytes(source) : httpBytes(new URL(source.url), source.size, signal);

const readContext = ({ signal, progress }: CallContext<ReadProgress>) => ({
  signal,
  progress: (bytesDone: number, bytesTotal: number | null) => progress({ bytesDone, bytesTotal }),
});

async function keep(
  projectId: string,
  read: TableRead,
  origin: DatasetOrigin,
  choice: ReadChoice,
  milliseconds: number,
  licence?: string,
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
    choice,
    ...(licence !== undefined && { licence }),
    format: source.format,
    milliseconds,
    createdAt: new Date().toISOString(),
  };
  await saveDataset(record, tableToArrow(table, fields));
  return { dataset: record, suggestion: suggestTarget(table, fields) };
}
