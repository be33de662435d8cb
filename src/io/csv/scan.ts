import { StudioError } from '../../core/errors.ts';

/** Receives cells as byte ranges that are valid only during the call. */
export interface CsvSink {
  /** A record begins at this byte of the source. */
  startRecord?(at: number): void;
  /**
   * Take as many plain cells of the record as possible from `bytes[i ..]` and return the index of the delimiter or line
   * end behind the last one; -1 where already the first must be split by the scanner. A line end is sure to follow.
   */
  take?(bytes: Uint8Array, i: number): number;
  cell(bytes: Uint8Array, start: number, end: number): void;
  /** The record is complete; `line` is where it began. Return false to stop reading. */
  endRecord(line: number): boolean;
}

export interface ScanCounts {
  /** NUL bytes that were replaced by spaces. */
  nulBytes: number;
  nulLine: number;
  /** Cells with text after their closing quote, which was kept. */
  textAfterQuote: number;
  textAfterQuoteLine: number;
  /** Empty lines between records, which were skipped. */
  blankLines: number;
}

export interface CsvScanner {
  readonly counts: ScanCounts;
  /** The line that is being read. */
  readonly line: number;
  /** Empty lines since the last record. */
  readonly pendingBlank: number;
  /** Where reading ended: a line start at or behind `stopAt`, or the end of the source. */
  readonly position: number;
  readonly stopped: boolean;
  /** Read more bytes; false when the sink has asked to stop or `stopAt` was reached. */
  push(chunk: Uint8Array): boolean;
  /** Read what is left. An open quote is an error, unless `cutOff` says the bytes end in the middle of a file. */
  end(cutOff?: boolean): void;
}

export interface ScanOptions {
  /** Where in the source the first byte lies; a line begins there. */
  readonly offset?: number;
  readonly line?: number;
  /** Stop at the first line start at or behind this byte of the source. */
  readonly stopAt?: number;
}

const LF = 10;
const CR = 13;
const SPACE = 32;

/** What a byte can mean inside an unquoted cell; 0 is plain. */
export const DELIMITER = 1;
export const LINE_END = 2;
export const NUL = 3;

export function byteMeanings(delimiter: number): Uint8Array {
  const meaning = new Uint8Array(256);
  meaning[delimiter] = DELIMITER;
  meaning[LF] = LINE_END;
  meaning[CR] = LINE_END;
  meaning[0] = NUL;
  return meaning;
}

/**
 * Split bytes into cells by RFC 4180 with the leniency of common readers: lines end in LF, CRLF or CR; a quote counts
 * only at the start of a cell and is doubled inside; text after a closing quote is kept. Empty lines are skipped. A
 * record longer than `maxRecordBytes` is refused before it is held in memory.
 */
export function createScanner(
  delimiter: number,
  quote: number,
  sink: CsvSink,
  maxRecordBytes: number,
  { offset = 0, line: firstLine = 1, stopAt = Infinity }: ScanOptions = {},
): CsvScanner {
  const meaning = byteMeanings(delimiter);
  const counts: ScanCounts = { nulBytes: 0, nulLine: 0, textAfterQuote: 0, textAfterQuoteLine: 0, blankLines: 0 };
  let base = offset;
  let line = firstLine;
  let recordLine = line;
  let recordStart = base;
  let inRecord = false;
  let afterReturn = false;
  let afterDelimiter = false;
  let pendingBlank = 0;
  let stopped = false;
  let scratch = new Uint8Array(1024);
  let left: Uint8Array = new Uint8Array(0);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  function tooLong(openedAt: number): StudioError {
    const limit = `${Math.round(maxRecordBytes / 1e6)} MB`;
    return openedAt > 0
      ? unclosedQuote(openedAt, `was not closed within ${limit}`)
      : new StudioError(
          'read/line-too-long',
          `Line ${recordLine} is longer than ${limit}, which no table needs. The lines may end in an unusual way or the file may not be a table; check it in a text editor or save it again as CSV.`,
          { line: recordLine, limit: maxRecordBytes },
        );
  }

  /** Copy a cell without doubled quotes and NUL bytes, and hand it on. */
  function passClean(bytes: Uint8Array, start: number, end: number, doubled: boolean): void {
    if (scratch.length < end - start) scratch = new Uint8Array((end - start) * 2);
    let size = 0;
    for (let i = start; i < end; i++) {
      let byte = bytes[i]!;
      if (doubled && byte === quote && bytes[i + 1] === quote) i++;
      if (byte === 0) {
        byte = SPACE;
        if (counts.nulBytes++ === 0) counts.nulLine = line;
      }
      scratch[size++] = byte;
    }
    sink.cell(scratch, 0, size);
  }

  /** Where an unquoted stretch ends: the index of the delimiter, line end or NUL, or n. */
  function plainEnd(bytes: Uint8Array, from: number, n: number): number {
    let i = from;
    while (i < n && meaning[bytes[i]!] === 0) i++;
    return i;
  }

  /** The cell is not complete in these bytes; refuse it before it grows beyond all bounds. */
  function unfinished(n: number, openedAt: number): number {
    if (base + n - recordStart > maxRecordBytes) throw tooLong(openedAt);
    return -1;
  }

  /** Split the cell at `start` and hand it on. Returns the index behind it, -1 where it is not complete. */
  function splitCell(bytes: Uint8Array, start: number, last: boolean): number {
    const n = bytes.length;
    if (bytes[start] !== quote) {
      let end = plainEnd(bytes, start, n);
      let dirty = false;
      while (end < n && meaning[bytes[end]!] === NUL) {
        dirty = true;
        end = plainEnd(bytes, end + 1, n);
      }
      if (end === n && !last) return unfinished(n, 0);
      if (dirty) passClean(bytes, start, end, false);
      else sink.cell(bytes, start, end);
      return end;
    }
    // Inside quotes everything counts as text, line ends too.
    const lineBefore = line;
    let doubled = false;
    let dirty = false;
    let j = start + 1;
    for (; j < n; j++) {
      const byte = bytes[j]!;
      if (byte === quote) {
        if (j + 1 < n ? bytes[j + 1] !== quote : last) break;
        if (j + 1 === n) {
          j = n; // the next bytes say whether it is doubled
          break;
        }
        doubled = true;
        j++;
      } else if (byte === LF) {
        if (bytes[j - 1] !== CR) line++;
      } else if (byte === CR) line++;
      else if (byte === 0) dirty = true;
    }
    if (j >= n) {
      line = lineBefore;
      return unfinished(n, lineBefore);
    }
    const next = j + 1;
    const follows = next < n ? meaning[bytes[next]!]! : DELIMITER;
    if (follows === DELIMITER || follows === LINE_END) {
      if (doubled || dirty) passClean(bytes, start + 1, j, doubled);
      else sink.cell(bytes, start + 1, j);
      return next;
    }
    // Text after the closing quote: keep it, without the quote between.
    let stop = plainEnd(bytes, next, n);
    while (stop < n && meaning[bytes[stop]!] === NUL) stop = plainEnd(bytes, stop + 1, n);
    if (stop === n && !last) {
      line = lineBefore;
      return unfinished(n, 0);
    }
    passJoined(bytes, start + 1, j, next, stop);
    return stop;
  }

  /** Scan whole cells from `bytes`; returns where the last unfinished cell starts. */
  function scan(bytes: Uint8Array, last: boolean): number {
    const n = bytes.length;
    // Before the last line end every unquoted cell is complete, so the sink may run ahead without asking for the end.
    const lined = sink.take ? lastLineEnd(bytes) : 0;
    let i = 0;
    while (i < n) {
      const first = bytes[i]!;
      if (afterReturn) {
        afterReturn = false;
        if (first === LF) {
          i++;
          continue;
        }
      }
      if (!inRecord) {
        if (base + i >= stopAt) {
          stopped = true;
          return i;
        }
        if (first === LF || first === CR) {
          pendingBlank++;
          line++;
          afterReturn = first === CR;
          i++;
          continue;
        }
        counts.blankLines += pendingBlank;
        pendingBlank = 0;
        inRecord = true;
        recordLine = line;
        recordStart = base + i;
        sink.startRecord?.(recordStart);
      }
      let next = i < lined ? sink.take!(bytes, i) : -1;
      if (next < 0) next = splitCell(bytes, i, last);
      if (next < 0) return i;
      afterDelimiter = false;
      if (base + next - recordStart > maxRecordBytes) throw tooLong(0);
      if (next >= n) return n;
      const stop = bytes[next]!;
      i = next + 1;
      if (stop === delimiter) {
        afterDelimiter = true;
        continue;
      }
      afterReturn = stop === CR;
      line++;
      inRecord = false;
      if (!sink.endRecord(recordLine)) {
        stopped = true;
        return i;
      }
    }
    return n;
  }

  /** "abc"def becomes abcdef. */
  function passJoined(bytes: Uint8Array, start: number, end: number, restStart: number, restEnd: number): void {
    if (counts.textAfterQuote++ === 0) counts.textAfterQuoteLine = line;
    const joined = new Uint8Array(end - start + restEnd - restStart);
    let size = 0;
    for (let i = start; i < end; i++) {
      joined[size++] = bytes[i]!;
      if (bytes[i] === quote) i++;
    }
    joined.set(bytes.subarray(restStart, restEnd), size);
    passClean(joined, 0, size + restEnd - restStart, false);
  }

  /**
   * The record cut off by the end of the bytes before is most often complete with the first line of the next: these few
   * bytes are joined and the rest is scanned where it lies. Returns how many bytes of the chunk that took.
   */
  function scanSeam(chunk: Uint8Array): number {
    if (left.length === 0 || waitingBytes > 0 || left.length > chunk.length) return 0;
    const line = chunk.indexOf(LF) + 1;
    if (line === 0) return 0;
    const seam = joinBytes([left, chunk.subarray(0, line)]);
    const done = scan(seam, false);
    base += done;
    left = seam.slice(done);
    return line;
  }

  function take(piece: Uint8Array, last: boolean): void {
    if (stopped) return;
    const chunk = piece.subarray(scanSeam(piece));
    if (stopped || (chunk.length === 0 && !last)) return;
    let bytes = chunk;
    if (left.length + waitingBytes > 0) {
      // What is left over is joined only once as many new bytes wait, so a long cell costs linear time.
      waiting.push(chunk.slice());
      waitingBytes += chunk.length;
      if (waitingBytes < left.length && !last && left.length + waitingBytes <= maxRecordBytes) return;
      bytes = joinBytes([left, ...waiting], left.length + waitingBytes);
      waiting = [];
      waitingBytes = 0;
    }
    const done = scan(bytes, last);
    base += done;
    left = bytes.slice(done);
  }

  return {
    counts,
    get line() {
      return line;
    },
    get pendingBlank() {
      return pendingBlank;
    },
    get position() {
      return base;
    },
    get stopped() {
      return stopped;
    },
    push(chunk) {
      if (chunk.length) take(chunk, false);
      return !stopped;
    },
    end(cutOff = false) {
      if (stopped || cutOff) return;
      take(new Uint8Array(0), true);
      if (stopped) return;
      if (left.length) throw unclosedQuote(line, 'is never closed');
      if (afterDelimiter) sink.cell(left, 0, 0); // the empty cell behind a delimiter that ends the file
      if (inRecord) sink.endRecord(recordLine);
      inRecord = false;
    },
  };
}

/** The last LF, or where there is none the last CR; -1 without either. */
function lastLineEnd(bytes: Uint8Array): number {
  const last = bytes.lastIndexOf(LF);
  return last < 0 ? bytes.lastIndexOf(CR) : last;
}

function unclosedQuote(line: number, what: string): StudioError {
  return new StudioError(
    'read/unclosed-quote',
    `The quote that opens on line ${line} ${what}, so everything after it would be one cell. Close it in the file, or choose "no quotes" if the character is part of the text.`,
    { line },
  );
}

export function joinBytes(
  parts: readonly Uint8Array[],
  size = parts.reduce((sum, p) => sum + p.length, 0),
): Uint8Array {
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
