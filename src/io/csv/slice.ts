import { throwIfCancelled } from '../../core/errors.ts';
import { byteOf } from '../../core/table/parse.ts';
import type { ReadContext } from '../result.ts';
import { prepareMarkers } from './columns/missing.ts';
import type { ColumnPart, ColumnPlan } from './columns/reader.ts';
import type { CsvDialect } from './dialect.ts';
import { byteMeanings, createScanner, type CsvScanner, type ScanCounts, DELIMITER, LINE_END } from './scan.ts';
import { createTableSink, type Layout, type RaggedRows, type TableLimits, type TableSink } from './table-sink.ts';

/** What to read of a file and how; plain data, so that it can be sent to another worker. */
export interface SliceTask {
  /** Bytes `[from, to)` of the file: every record that begins in them. */
  readonly from: number;
  readonly to: number;
  /** Whether a line begins at `from`; otherwise the first line end behind it is taken for the end of a record. */
  readonly atLineStart: boolean;
  /** The number of the first line, where it is known. */
  readonly line: number;
  readonly header: boolean;
  readonly layout: Layout;
  readonly plan: readonly ColumnPlan[];
  readonly dialect: Pick<CsvDialect, 'delimiter' | 'quote'>;
  readonly decimal: '.' | ',' | null;
  readonly missing: readonly string[] | undefined;
  readonly limits: TableLimits & { readonly recordBytes: number };
  /** Mean length of a record so far, and the bytes to come where `to` does not tell, to make room. */
  readonly recordBytes: number;
  readonly expectedBytes?: number | undefined;
  /** Rows to keep: all, or those that chance gives by their place in the file. */
  readonly sample: { readonly share: number; readonly seed: number } | null;
}

/** What a slice holds. */
export interface SliceResult {
  /** Where its first record begins and where the record behind its last one does: line starts. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The number its first line was given, and how many lines it has. */
  readonly firstLine: number;
  readonly lines: number;
  readonly rows: number;
  readonly leftOut: number;
  readonly parts: readonly ColumnPart[];
  readonly headerCells: readonly Uint8Array[];
  readonly counts: ScanCounts;
  readonly pendingBlank: number;
  readonly short: RaggedRows;
  readonly long: RaggedRows;
}

/** Bytes from the file at a time; one buffer takes them all in turn. */
const pieceBytes = 1 << 20;
/** A disk may be slow; what comes later than this comes by another way, and is the same. */
const silenceMilliseconds = 5000;

export interface SliceReader {
  /** Read more of the slice; false when it is complete. */
  push(bytes: Uint8Array): boolean;
  end(): SliceResult;
  /** End in the middle of a file: a record that is cut off is left out. */
  cutOff(): SliceResult;
}

export function createSliceReader(task: SliceTask): SliceReader {
  const { dialect, from } = task;
  const delimiter = byteOf(dialect.delimiter);
  const quote = dialect.quote === '' ? -1 : byteOf(dialect.quote);
  const meaning = byteMeanings(delimiter);
  const sink = createTableSink({
    ...task,
    meaning,
    ends: meaning.map(means => (means === DELIMITER || means === LINE_END ? 1 : 0)),
    quote,
    markers: prepareMarkers(task.missing),
    keepAreas: task.missing === undefined,
    expectedRows: expectedRows(task),
    keeps: task.sample ? chance(task.sample) : undefined,
  });
  // A delimiter or quote that numbers and dates are written with makes them mean something else.
  const plain = !/[\d.\-+:T]/.test(dialect.delimiter + dialect.quote);
  const scanned: TableSink = plain ? sink : { ...sink, take: () => -1 };
  const scan = (offset: number): CsvScanner =>
    createScanner(delimiter, quote, scanned, task.limits.recordBytes, { offset, line: task.line, stopAt: task.to });
  let scanner = task.atLineStart ? scan(from) : null;
  let startedAt = from;
  /** The byte before the slice was a CR, to which an LF may belong. */
  let afterReturn = false;

  /** Begin behind the first line end; the bytes of a slice begin one before `from`. */
  function begin(bytes: Uint8Array): Uint8Array {
    let i = 0;
    if (!afterReturn) {
      while (i < bytes.length && bytes[i] !== 10 && bytes[i] !== 13) i++;
      startedAt += i;
      if (i === bytes.length) return bytes.subarray(i);
      startedAt++;
      afterReturn = bytes[i++] === 13;
    }
    if (afterReturn && i === bytes.length) return bytes.subarray(i);
    if (afterReturn && bytes[i] === 10) {
      i++;
      startedAt++;
    }
    scanner = scan(startedAt);
    return bytes.subarray(i);
  }
  if (!task.atLineStart) startedAt = from - 1;

  return {
    push(bytes) {
      const rest = scanner ? bytes : begin(bytes);
      return scanner ? scanner.push(rest) : true;
    },
    end: () => finish(false),
    cutOff: () => finish(true),
  };

  function finish(cutOff: boolean): SliceResult {
    scanner ??= scan(startedAt);
    scanner.end(cutOff);
    const { headerCells, short, long, rows, leftOut } = sink;
    const { counts, pendingBlank } = scanner;
    const lines = scanner.line - task.line;
    const parts = sink.parts();
    const ends = { startedAt, endedAt: scanner.position, firstLine: task.line, lines };
    return { ...ends, rows, leftOut, parts, headerCells, counts, pendingBlank, short, long };
  }
}

/** A few more than there will probably be. */
function expectedRows({ from, to, recordBytes, expectedBytes = to - from, sample }: SliceTask): number {
  const rows = Math.ceil((expectedBytes / recordBytes) * 1.05 * (sample?.share ?? 1));
  return Number.isFinite(rows) ? rows : 0;
}

/**
 * Whether to keep the record that begins at a byte: a 32-bit mix of its place and the seed (MurmurHash3's finalizer)
 * below the share. It depends on nothing else, so however the file is cut the same rows are taken.
 */
function chance({ share, seed }: { readonly share: number; readonly seed: number }): (at: number) => boolean {
  const limit = share * 2 ** 32;
  return at => {
    let h = (at % 2 ** 32) ^ Math.imul(seed, 0x9e3779b1) ^ Math.floor(at / 2 ** 32);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0 < limit;
  };
}

/** Read a slice of a file. */
export async function readSlice(file: Blob, task: SliceTask, ctx: ReadContext = {}): Promise<SliceResult> {
  const reader = createSliceReader(task);
  const size = task.to - task.from;
  let at = task.atLineStart ? task.from : task.from - 1;
  for await (const bytes of reusedPieces(file.slice(at))) {
    throwIfCancelled(ctx.signal);
    at += bytes.length;
    if (!reader.push(bytes)) break;
    ctx.progress?.(Math.min(at - task.from, size), size);
  }
  return reader.end();
}

/**
 * A file piece by piece, each in the buffer of the last where the browser can do so: a piece is gone with the next. In a
 * worker that has opened some dozens of streams, Chromium has been seen to leave a read unanswered; after a silence the
 * rest is read without a stream.
 */
async function* reusedPieces(file: Blob): AsyncGenerator<Uint8Array> {
  let at = 0;
  const reader = byteReader(file.stream());
  if (reader) {
    let buffer = new ArrayBuffer(pieceBytes);
    try {
      for (;;) {
        const answer = await orSilence(reader.read(new Uint8Array(buffer)));
        if (answer === null) break;
        const { done, value } = answer;
        if (done || !value) return;
        buffer = value.buffer;
        at += value.length;
        yield value;
      }
    } finally {
      reader.cancel().catch(() => undefined); // not awaited: a silent stream need not answer this either
    }
  }
  for (; at < file.size; at += pieceBytes) yield new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
}

/** What the read gives, or null where it says nothing for so long. */
async function orSilence<T>(read: Promise<T>): Promise<T | null> {
  let timer: unknown;
  const silence = new Promise<null>(resolve => (timer = setTimeout(() => resolve(null), silenceMilliseconds)));
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer as number);
  }
}

/** Not every browser's files are byte streams. */
function byteReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    return stream.getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}
