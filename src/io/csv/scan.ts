import { StudioError } from '../../core/errors.ts';

/** Receives cells as byte ranges that are valid only during the call. */
export interface CsvSink {
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
  /** Read more bytes; false when the sink has asked to stop. */
  push(chunk: Uint8Array): boolean;
  /** Read what is left. An open quote is an error, unless `cutOff` says the bytes end in the middle of a file. */
  end(cutOff?: boolean): void;
}

const LF = 10;
const CR = 13;
const SPACE = 32;

/** What a byte can mean inside an unquoted cell; 0 is plain. */
const DELIMITER = 1;
const LINE_END = 2;
const NUL = 3;

/**
 * Split bytes into cells by RFC 4180 with the leniency of common readers: lines end in LF, CRLF or CR; a quote counts
 * only at the start of a cell and is doubled inside; text after a closing quote is kept. Empty lines are skipped. A
 * record longer than `maxRecordBytes` is refused before it is held in memory.
 */
export function createScanner(delimiter: number, quote: number, sink: CsvSink, maxRecordBytes: number): CsvScanner {
  const meaning = new Uint8Array(256);
  meaning[delimiter] = DELIMITER;
  meaning[LF] = LINE_END;
  meaning[CR] = LINE_END;
  meaning[0] = NUL;

  const counts: ScanCounts = { nulBytes: 0, nulLine: 0, textAfterQuote: 0, textAfterQuoteLine: 0, blankLines: 0 };
  let line = 1;
  let recordLine = 1;
  let recordBytes = 0;
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

  function finishRecord(): boolean {
    inRecord = false;
    recordBytes = 0;
    return sink.endRecord(recordLine);
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

  /** Scan whole cells from `bytes`; returns where the last unfinished cell starts. */
  function scan(bytes: Uint8Array, last: boolean): number {
    const n = bytes.length;
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
      }
      const start = i;
      const lineBefore = line;
      let end: number;
      let next: number;
      let doubled = false;
      let dirty = false;
      let from = start;
      if (first === quote) {
        // Inside quotes everything counts as text, line ends too.
        let j = start + 1;
        let closed = false;
        for (; j < n; j++) {
          const byte = bytes[j]!;
          if (byte === quote) {
            if (j + 1 < n ? bytes[j + 1] !== quote : last) {
              closed = true;
              break;
            }
            if (j + 1 === n) break;
            doubled = true;
            j++;
          } else if (byte === LF) {
            if (bytes[j - 1] !== CR) line++;
          } else if (byte === CR) line++;
          else if (byte === 0) dirty = true;
        }
        if (!closed) {
          line = lineBefore;
          if (recordBytes + n - start > maxRecordBytes) throw tooLong(lineBefore);
          return start;
        }
        from = start + 1;
        end = j;
        next = j + 1;
        if (next < n && meaning[bytes[next]!] !== DELIMITER && meaning[bytes[next]!] !== LINE_END) {
          // Text after the closing quote: keep it, without the quote between.
          let stop = plainEnd(bytes, next, n);
          while (stop < n && meaning[bytes[stop]!] === NUL) stop = plainEnd(bytes, stop + 1, n);
          if (stop === n && !last) {
            line = lineBefore;
            if (recordBytes + n - start > maxRecordBytes) throw tooLong(0);
            return start;
          }
          passJoined(bytes, from, end, next, stop);
          next = stop;
          end = -1;
        }
      } else {
        end = plainEnd(bytes, start, n);
        while (end < n && meaning[bytes[end]!] === NUL) {
          dirty = true;
          end = plainEnd(bytes, end + 1, n);
        }
        if (end === n && !last) {
          if (recordBytes + n - start > maxRecordBytes) throw tooLong(0);
          return start;
        }
        next = end;
      }
      if (end >= 0) {
        if (doubled || dirty) passClean(bytes, from, end, doubled);
        else sink.cell(bytes, from, end);
      }
      recordBytes += next - start + 1;
      if (recordBytes > maxRecordBytes) throw tooLong(0);
      afterDelimiter = false;
      if (next >= n) return n;
      const stop = bytes[next]!;
      i = next + 1;
      afterDelimiter = stop === delimiter;
      if (afterDelimiter) continue;
      afterReturn = stop === CR;
      line++;
      if (!finishRecord()) {
        stopped = true;
        return n;
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

  function take(chunk: Uint8Array, last: boolean): void {
    if (stopped) return;
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
    left = bytes.slice(done);
  }

  return {
    counts,
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
      if (inRecord) finishRecord();
    },
  };
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
