import { StudioError } from '../errors.ts';
import { datetimeText } from '../table/column.ts';

export type Period = 'day' | 'week' | 'month';

/** How a log is cut into chunks. `auto` takes the shortest period whose chunks typically hold enough rows. */
export type Chunking =
  { readonly by: 'auto' } | { readonly by: Period } | { readonly by: 'count'; readonly size: number };

/** A stretch of the log that is judged as one. Rows are indices into the log, in time order where there is time. */
export interface Chunk {
  readonly index: number;
  /** What a person calls it: 2025-06-16, week of 2025-06-16, 2025-06, or rows 201 to 400. */
  readonly label: string;
  /** Epoch milliseconds `[from, to)` of a period; null for chunks by count. */
  readonly from: number | null;
  readonly to: number | null;
  readonly rows: Int32Array;
  /** The last chunk when its period has not ended, or it is not full: shown, but no alert rests on it. */
  readonly partial: boolean;
}

export interface Chunks {
  readonly by: Period | 'count';
  readonly chunks: readonly Chunk[];
  /** Rows without a time, which belong to no period. */
  readonly untimed: number;
}

/** Rows a chunk should typically hold: enough to see a shift of half a standard deviation nearly always. */
export const TYPICAL_ROWS = 200;
const MOST_CHUNKS = 1000;
const DAY = 86_400_000;

/**
 * Cut a log of `rows` rows. Periods are days, ISO weeks (from Monday) and months in UTC; periods without rows stay as
 * empty chunks, so that a gap is seen as one. Without times, chunks are cut by count in the order of the rows.
 */
export function chunkLog(rows: number, time: Float64Array | null, chunking: Chunking = { by: 'auto' }): Chunks {
  if (chunking.by === 'count') return byCount(rows, time, chunking.size);
  const timed = time ? Int32Array.from(order(time)) : new Int32Array(0);
  if (chunking.by !== 'auto') {
    if (!time) {
      throw new StudioError(
        'monitor/no-time',
        `The log has no time column, so it cannot be cut by ${chunking.by}. Choose a time column, or chunks by count.`,
      );
    }
    return byPeriod(rows, time, timed, chunking.by);
  }
  const first = time && timed.length ? time[timed[0]!]! : 0;
  const last = time && timed.length ? time[timed.at(-1)!]! : 0;
  if (!time || timed.length < rows / 2 || last === first) return byCount(rows, time, automaticSize(rows));
  const tried = (['day', 'week', 'month'] as const).filter(p => spanIn(p, first, last) <= MOST_CHUNKS);
  let chosen: Chunks | undefined;
  for (const period of tried) {
    chosen = byPeriod(rows, time, timed, period);
    if (typicalRows(chosen.chunks) >= TYPICAL_ROWS) break;
  }
  return chosen ?? byCount(rows, time, automaticSize(rows));
}

/** Rows that have a time, oldest first; equal times keep their order. */
function order(time: Float64Array): number[] {
  const timed: number[] = [];
  for (let r = 0; r < time.length; r++) if (Number.isFinite(time[r])) timed.push(r);
  return timed.sort((a, b) => time[a]! - time[b]! || a - b);
}

/** At least 200 rows and at most about 30 chunks; a short log is cut in two, so that something can be confirmed. */
const automaticSize = (rows: number): number =>
  rows >= 2 * TYPICAL_ROWS ? Math.max(TYPICAL_ROWS, Math.ceil(rows / 30)) : Math.max(50, Math.ceil(rows / 2));

function typicalRows(chunks: readonly Chunk[]): number {
  const filled = chunks.map(c => c.rows.length).filter(n => n > 0);
  filled.sort((a, b) => a - b);
  return filled[filled.length >> 1] ?? 0;
}

function byCount(rows: number, time: Float64Array | null, size: number): Chunks {
  if (!Number.isInteger(size) || size < 1) {
    throw new StudioError('monitor/chunk-size', `Chunks must have a whole number of rows from 1 on, got ${size}.`, {
      size,
    });
  }
  if (rows / size > MOST_CHUNKS) throw tooMany(Math.ceil(rows / size));
  const all = time && order(time).length === rows ? order(time) : Array.from({ length: rows }, (_, i) => i);
  const chunks: Chunk[] = [];
  for (let from = 0; from < rows; from += size) {
    const to = Math.min(rows, from + size);
    chunks.push({
      index: chunks.length,
      label: `rows ${from + 1} to ${to}`,
      from: null,
      to: null,
      rows: Int32Array.from(all.slice(from, to)),
      partial: to - from < 0.9 * size,
    });
  }
  return { by: 'count', chunks, untimed: 0 };
}

function byPeriod(rows: number, time: Float64Array, timed: Int32Array, period: Period): Chunks {
  const chunks: Chunk[] = [];
  if (!timed.length) return { by: period, chunks, untimed: rows };
  const last = time[timed.at(-1)!]!;
  const needed = spanIn(period, time[timed[0]!]!, last);
  if (needed > MOST_CHUNKS) throw tooMany(needed);
  const slack = closingSlack(time, timed);
  let at = 0;
  for (let from = startOf(period, time[timed[0]!]!); from <= last;) {
    const to = nextStart(period, from);
    const begin = at;
    while (at < timed.length && time[timed[at]!]! < to) at++;
    const isLast = to > last;
    chunks.push({
      index: chunks.length,
      label: labelOf(period, from),
      from,
      to,
      rows: timed.slice(begin, at),
      partial: isLast && to - last > Math.max(slack, 0.05 * (to - from)),
    });
    from = to;
  }
  return { by: period, chunks, untimed: rows - timed.length };
}

/** One and a half times the usual distance between two times of the log: so far before its end a period may fall silent. */
function closingSlack(time: Float64Array, timed: Int32Array): number {
  const gaps: number[] = [];
  for (let i = 1; i < timed.length; i++) {
    const gap = time[timed[i]!]! - time[timed[i - 1]!]!;
    if (gap > 0) gaps.push(gap);
  }
  gaps.sort((a, b) => a - b);
  return 1.5 * (gaps[gaps.length >> 1] ?? 0);
}

const tooMany = (found: number) =>
  new StudioError('monitor/too-many-chunks', `A log may have ${MOST_CHUNKS} chunks, this one would have ${found}. Choose longer periods or larger chunks.`, { found }); // prettier-ignore

function startOf(period: Period, at: number): number {
  const day = Math.floor(at / DAY);
  if (period === 'day') return day * DAY;
  if (period === 'week') return (day - ((((day + 3) % 7) + 7) % 7)) * DAY; // 1970-01-01 was a Thursday
  const date = new Date(at);
  return startOfMonth(date.getUTCFullYear(), date.getUTCMonth());
}

function nextStart(period: Period, from: number): number {
  if (period !== 'month') return from + (period === 'day' ? 1 : 7) * DAY;
  const date = new Date(from);
  return startOfMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** Date.UTC takes the years 0 to 99 for 1900 to 1999; this does not. */
const startOfMonth = (year: number, month: number): number => new Date(0).setUTCFullYear(year, month, 1);

const spanIn = (period: Period, first: number, last: number): number =>
  Math.ceil((last - first) / (DAY * { day: 1, week: 7, month: 28 }[period])) + 1;

function labelOf(period: Period, from: number): string {
  const day = datetimeText(from);
  return period === 'day' ? day : period === 'week' ? `week of ${day}` : day.slice(0, -3);
}
