import { StudioError } from '../../core/errors.ts';
import type { ColumnKind } from '../../core/table/column.ts';
import { proposeRoles } from '../../core/table/infer.ts';
import type { Field } from '../../core/table/schema.ts';
import { makeTable } from '../../core/table/table.ts';
import type { ReadContext, ReadNote, ReadResult } from '../result.ts';
import { isReadFormat, refuseFormat, sniffFormat } from '../sniff.ts';
import { explainMemory } from '../stream.ts';
import { prepareMarkers } from './columns/missing.ts';
import type { ColumnPlan } from './columns/reader.ts';
import { sniffBytes, sniffCsv, type CsvDialect } from './dialect.ts';
import { byteOrderMark, decodeCell, utf16Transcoder } from './encoding.ts';
import { finishColumn } from './finish.ts';
import { layOut } from './layout.ts';
import { csvLimits, type CsvLimits } from './limits.ts';
import type { MergedColumn } from './merge.ts';
import { columnNamesWithNotes, raggedNotes, samplingNotes, scanNotes } from './notes.ts';
import { planFrom } from './plan.ts';
import { joinSlices, type WholeFile } from './join-slices.ts';
import { settleEncoding } from './settle-encoding.ts';
import { createSliceReader, type SliceResult, type SliceTask } from './slice.ts';
import { isWorthSlicing, readSlices } from './slices.ts';
import { readHead, repeatable, type CsvSource, type Repeatable } from './source.ts';

export interface CsvOptions {
  /** What a person has chosen; the rest is recognised. */
  readonly dialect?: Partial<CsvDialect>;
  /** Texts that mean missing, instead of the usual list. Empty cells always do. */
  readonly missing?: readonly string[];
  /** How to read 1/2/2011 where the column itself does not tell. */
  readonly dayFirst?: boolean;
  /** The decimal mark; recognised where not given, the comma only if it is not the delimiter. */
  readonly decimal?: '.' | ',';
  /** Kinds chosen by a person, by final column name. */
  readonly kinds?: readonly (readonly [name: string, kind: ColumnKind])[];
  /** The columns to keep, by final name; all where not given. */
  readonly columns?: readonly string[];
  /** Keep about this share of the rows, 0 to 1, by chance: each row by its place in the file and the seed alone. */
  readonly sample?: { readonly share: number; readonly seed: number };
  /** The file's name for messages. */
  readonly name?: string;
  /** Size of the source in bytes, for progress. */
  readonly size?: number;
  /** Give a table without rows instead of refusing a file that has only names. */
  readonly allowNoRows?: boolean;
  readonly limits?: Partial<CsvLimits>;
}

/** No more than these of the first bytes decide how each column is read at first. */
const planBytes = 1 << 16;

/**
 * Read a CSV or TSV file into typed columns. Types come from every cell, not the first rows: the first cells decide how a
 * column is read at first, and a column with a cell that does not fit is read again with every cell kept. A file is read
 * in slices by several workers where `ctx.slices` offers them. Errors: read/empty, read/no-rows, read/unclosed-quote,
 * read/line-too-long, read/too-many-columns, read/too-large, read/not-a-table, read/web-page, read/out-of-memory,
 * column/unknown, rpc/cancelled.
 */
export async function readCsv(source: CsvSource, options: CsvOptions = {}, ctx: ReadContext = {}): Promise<ReadResult> {
  const name = options.name ?? 'The file';
  const input = repeatable(source, options.size ?? null, ctx);
  try {
    const file = await begin(name, input, options);
    const first = await readPass(input, file.task, file.dialect, ctx);
    const merged = joinSlices(first, file.task.plan, options.dayFirst ?? false);
    const columns = [...merged.columns];
    if (columns.some(({ op }) => op === 'failed')) {
      const plan = columns.map(({ op }): ColumnPlan => ({ op: op === 'failed' ? 'gather' : 'skip' }));
      const again = await readPass(input, { ...file.task, plan }, file.dialect, { ...ctx, progress: undefined });
      const gathered = joinSlices(again, plan, false).columns;
      columns.forEach(({ op }, i) => op === 'failed' && (columns[i] = gathered[i]!));
    }
    return finish(name, { ...merged, columns }, file, options);
  } catch (error) {
    throw explainMemory(error, name);
  } finally {
    await input.close();
  }
}

interface CsvFile {
  readonly dialect: CsvDialect;
  readonly task: SliceTask;
}

/** Recognise how the file is written and decide how to read it. */
async function begin(name: string, input: Repeatable, options: CsvOptions): Promise<CsvFile> {
  const limits = { ...csvLimits, ...options.limits };
  let { head, ended } = await readHead(input, limits.headBytes);
  const format = sniffFormat(head);
  if (format !== 'csv') throw isReadFormat(format) ? notText(name, format) : refuseFormat(name, format);
  const dialect = sniffCsv(head.subarray(0, sniffBytes), options.dialect);
  checkDialect(dialect);
  let layout = layOut(head, dialect, ended);
  // A first record longer than the bytes so far; one that is too long is refused by the reading itself.
  while (layout.width === 0 && !ended && head.length <= 2 * limits.recordBytes) {
    ({ head, ended } = await readHead(input, head.length * 2));
    layout = layOut(head, dialect, ended);
  }
  const mark = dialect.encoding === 'utf-8' ? byteOrderMark(head) : null;
  const from = mark?.encoding === 'utf-8' ? mark.length : 0;
  const task: SliceTask = {
    from,
    to: input.file?.size ?? Infinity,
    atLineStart: true,
    line: 1,
    header: layout.header,
    layout,
    plan: layout.names.map(() => ({ op: 'gather' })),
    dialect,
    decimal: options.decimal ?? (dialect.delimiter === ',' ? '.' : null),
    missing: options.missing,
    limits,
    recordBytes: Math.max(1, head.length),
    sample: options.sample ?? null,
  };
  const wanted = wantedColumns(layout.names, options);
  const keep = (plan: readonly ColumnPlan[]): ColumnPlan[] =>
    plan.map((column, i) => (wanted[i] ? column : { op: 'skip' }));
  if (ended) return { dialect, task: { ...task, plan: keep(task.plan) } };
  const kinds = new Map(options.kinds ?? []);
  const chosen = layout.names.map(column => kinds.get(column));
  const { plan, recordBytes } = planFrom(
    transcode(head.subarray(from, from + planBytes), dialect, false),
    task,
    chosen,
    options.dayFirst,
  );
  return { dialect, task: { ...task, plan: keep(plan), recordBytes } };
}

function wantedColumns(names: readonly string[], { columns }: CsvOptions): readonly boolean[] {
  const unknown = columns?.find(column => !names.includes(column));
  if (unknown !== undefined)
    throw new StudioError('column/unknown', `The file has no column "${unknown}".`, { name: unknown, names });
  return names.map(name => columns?.includes(name) ?? true);
}

const isUtf16 = (dialect: CsvDialect): dialect is CsvDialect & { encoding: 'utf-16le' | 'utf-16be' } =>
  dialect.encoding === 'utf-16le' || dialect.encoding === 'utf-16be';

const transcode = (bytes: Uint8Array, dialect: CsvDialect, last: boolean): Uint8Array =>
  isUtf16(dialect) ? utf16Transcoder(dialect.encoding)(bytes, last) : bytes;

/** Read the file once: in slices where it is large and lies in a file, otherwise as a stream. */
async function readPass(
  input: Repeatable,
  task: SliceTask,
  dialect: CsvDialect,
  ctx: ReadContext,
): Promise<readonly SliceResult[]> {
  if (input.file && ctx.slices && isWorthSlicing(input.file.size, ctx.slices) && !isUtf16(dialect))
    return readSlices(input.file, task, ctx.slices, ctx);
  const decode = isUtf16(dialect) ? utf16Transcoder(dialect.encoding) : null;
  const reader = createSliceReader({ ...task, to: Infinity, expectedBytes: input.size ?? undefined });
  let left = decode ? 0 : task.from;
  for await (const piece of input.open(ctx)) {
    const bytes = piece.subarray(left);
    left = Math.max(0, left - piece.length);
    reader.push(decode ? decode(bytes, false) : bytes);
  }
  if (decode) reader.push(decode(new Uint8Array(0), true));
  return [reader.end()];
}

function finish(name: string, whole: WholeFile, { dialect: asked, task }: CsvFile, options: CsvOptions): ReadResult {
  const { layout } = task;
  if (layout.width === 0 || (whole.rows + whole.leftOut === 0 && !layout.header)) throw emptyFile(name);
  const notes: ReadNote[] = [];
  const forced = options.dialect?.encoding !== undefined;
  const dialect = settleEncoding(whole, asked, forced, notes);
  const raw = whole.headerCells.map(cell => decodeCell(cell, dialect.encoding));
  const names = columnNamesWithNotes(layout.width, raw, layout, notes);
  if (whole.rows === 0 && !options.allowNoRows) throw noRows(name, names, whole.leftOut);
  raggedNotes(whole.short, whole.long, notes);
  scanNotes(whole.counts, notes);
  const kinds = new Map(options.kinds ?? []);
  const shared = {
    encoding: dialect.encoding,
    dayFirst: options.dayFirst,
    decimalComma: options.decimal === ',',
    markers: prepareMarkers(options.missing),
  };
  const fields: Field[] = [];
  const columns = whole.columns.flatMap((merged: MergedColumn, i) => {
    if (merged.op === 'skip' || merged.op === 'failed') return [];
    const columnName = names[i]!;
    const made = finishColumn(columnName, merged, { ...shared, kind: kinds.get(columnName) }, notes);
    fields.push(made.field);
    return [[columnName, made.column] as const];
  });
  notes.push(...samplingNotes(names.length - columns.length, names.length, whole.rows, whole.leftOut));
  const table = makeTable(columns);
  return { table, fields: proposeRoles(table, fields), notes, dialect };
}

function checkDialect(dialect: CsvDialect): void {
  const { delimiter, quote } = dialect;
  const bad = (text: string): boolean =>
    text.length !== 1 || text.charCodeAt(0) > 126 || text === '\n' || text === '\r';
  if (!bad(delimiter) && (quote === '' || !bad(quote)) && delimiter !== quote) return;
  throw new StudioError(
    'read/dialect',
    `The delimiter and the quote must be two different single ASCII characters, got "${delimiter}" and "${quote}".`,
    { delimiter, quote },
  );
}

const emptyFile = (name: string): StudioError =>
  new StudioError('read/empty', `${name} is empty. Choose a file with a table in it.`, { name });

const noRows = (name: string, names: readonly string[], leftOut: number): StudioError =>
  new StudioError(
    'read/no-rows',
    leftOut > 0
      ? `The sample of ${name} took none of its ${leftOut.toLocaleString('en')} rows. Take a larger share.`
      : `${name} has ${names.length === 1 ? 'a column name' : 'column names'} but no rows. Choose a file with data below the names.`,
    { name, names },
  );

const notText = (name: string, format: string): StudioError =>
  new StudioError('read/not-a-table', `${name} is a ${format} file, not text. Open it as what it is.`, {
    name,
    format,
  });
