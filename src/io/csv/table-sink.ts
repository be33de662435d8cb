import { StudioError } from '../../core/errors.ts';
import { BooleanReader } from './columns/boolean-reader.ts';
import { DateReader } from './columns/date-reader.ts';
import { GatherReader } from './columns/gather-reader.ts';
import { NumberReader } from './columns/number-reader.ts';
import type { ColumnPart, ColumnPlan, ColumnReader, ReaderSetting } from './columns/reader.ts';
import { TextReader } from './columns/text-reader.ts';
import type { CsvSink } from './scan.ts';

export interface TableLimits {
  readonly columns: number;
  readonly cells: number;
}

/** How the records of a file map to columns, decided from its first rows. */
export interface Layout {
  readonly header: boolean;
  /** Columns of the table. */
  readonly width: number;
  /** The rows have one cell more than the header: the first column has no name (as R writes row names). */
  readonly unnamedFirst: boolean;
}

/** Rows whose number of cells is not the table's, with the lines of the first few. */
export interface RaggedRows {
  rows: number;
  cells: number;
  lines: number[];
}

export interface SinkOptions extends ReaderSetting {
  readonly layout: Layout;
  readonly plan: readonly ColumnPlan[];
  /** Whether the first record holds the names. */
  readonly header: boolean;
  /** How many rows there will probably be, to make room for. */
  readonly expectedRows: number;
  readonly limits: TableLimits;
  /** Whether to keep the row whose record begins at this byte; every row where not given. */
  readonly keeps?: ((at: number) => boolean) | undefined;
}

export interface TableSink extends CsvSink {
  /** The bytes of the names, in the file's encoding; empty without a header. */
  readonly headerCells: readonly Uint8Array[];
  readonly short: RaggedRows;
  readonly long: RaggedRows;
  readonly rows: number;
  /** Rows that were read and, by `keeps`, left out. */
  readonly leftOut: number;
  parts(): ColumnPart[];
}

export const listedLines = 5;

const NUMBER = 1;
const DATE = 2;
const BOOLEAN = 3;
const TEXT = 4;
const GATHER = 5;
const SKIP = 6;
const ops = { number: NUMBER, datetime: DATE, boolean: BOOLEAN, text: TEXT, gather: GATHER, skip: SKIP } as const;

function makeReader(plan: ColumnPlan, setting: ReaderSetting): ColumnReader {
  switch (plan.op) {
    case 'number':
      return new NumberReader(setting);
    case 'datetime':
      return new DateReader(setting, plan.dayFirst);
    case 'boolean':
      return new BooleanReader(setting);
    case 'text':
      return new TextReader(setting);
    case 'gather':
      return new GatherReader(setting);
    case 'skip':
      return skipped;
    default:
      return plan satisfies never;
  }
}

/** A column that is left out. */
const skipped: ColumnReader = {
  failed: false,
  append: () => undefined,
  appendMissing: () => undefined,
  reserve: () => undefined,
  part: () => ({ op: 'skip', present: 0, markers: [] }),
};

/** Collects records into column readers. Short rows are filled with missing cells, cells beyond the last column are counted. */
export function createTableSink(options: SinkOptions): TableSink {
  const { layout, plan, meaning, ends, quote, limits } = options;
  const { width } = layout;
  if (width > limits.columns) throw tooManyColumns(width, limits.columns);
  const readers = plan.map(column => makeReader(column, options));
  const planned = Uint8Array.from(plan, column => ops[column.op]);
  const kept = plan.filter(({ op }) => op !== 'skip').length;
  const skipAll = new Uint8Array(width).fill(SKIP);
  const headerCells: Uint8Array[] = [];
  const short: RaggedRows = { rows: 0, cells: 0, lines: [] };
  const long: RaggedRows = { rows: 0, cells: 0, lines: [] };
  let inHeader = options.header;
  let current = planned;
  let column = 0;
  let extra = 0;
  let rows = 0;
  let leftOut = 0;
  let room = 0;

  function makeRoom(wanted: number): void {
    room = wanted;
    for (const reader of readers) reader.reserve(room);
  }
  makeRoom(Math.max(16, options.expectedRows));

  function noteRagged(ragged: RaggedRows, cells: number, line: number): void {
    ragged.rows++;
    ragged.cells += cells;
    if (ragged.lines.length < listedLines) ragged.lines.push(line);
  }

  /** A cell of a column that is left out: over it to what ends it; -1 where it has a quote or needs cleaning. */
  function skipCell(bytes: Uint8Array, i: number): number {
    if (bytes[i] === quote) return -1;
    while (meaning[bytes[i]!] === 0) i++;
    return ends[bytes[i]!] === 0 ? -1 : i;
  }

  function readCell(bytes: Uint8Array, i: number): number {
    switch (current[column]) {
      case NUMBER:
        return (readers[column] as NumberReader).read(bytes, i, rows);
      case DATE:
        return (readers[column] as DateReader).read(bytes, i, rows);
      case BOOLEAN:
        return (readers[column] as BooleanReader).read(bytes, i, rows);
      case TEXT:
        return (readers[column] as TextReader).read(bytes, i, rows);
      case SKIP:
        return skipCell(bytes, i);
      default:
        return -1;
    }
  }

  return {
    headerCells,
    short,
    long,
    get rows() {
      return rows;
    },
    get leftOut() {
      return leftOut;
    },
    startRecord(at) {
      current = !options.keeps || options.keeps(at) ? planned : skipAll;
      if (rows >= room) makeRoom(room * 2);
    },
    take(bytes, i) {
      let end = -1;
      if (inHeader) return end;
      while (column < width) {
        const next = readCell(bytes, i);
        if (next < 0) break;
        end = next;
        column++;
        if (meaning[bytes[end]!] !== 1) break; // not a delimiter: the record ends here
        i = end + 1;
      }
      return end;
    },
    cell(bytes, start, end) {
      if (inHeader) headerCells.push(bytes.slice(start, end));
      else if (column < width) {
        const at = column++;
        if (current[at] === SKIP) return;
        const reader = readers[at]!;
        reader.append(bytes, start, end, rows);
        if (reader.failed) planned[at] = SKIP;
      } else if (end > start) extra++;
    },
    endRecord(line) {
      if (inHeader) {
        inHeader = false;
        if (layout.unnamedFirst) headerCells.unshift(new Uint8Array(0));
        return true;
      }
      const [found, beyond] = [column, extra];
      column = extra = 0;
      if (current === skipAll) {
        leftOut++;
        return true;
      }
      if (found < width) {
        noteRagged(short, width - found, line);
        for (let at = found; at < width; at++) readers[at]!.appendMissing(rows);
      }
      if (beyond > 0) noteRagged(long, beyond, line);
      if (++rows * kept > limits.cells) throw tooManyCells(rows, kept, limits.cells);
      return true;
    },
    parts: () =>
      readers.map(reader => {
        const part = reader.part(rows);
        return reader.failed ? { op: 'failed', present: part.present, markers: [] } : part;
      }),
  };
}

export const tooManyColumns = (found: number, limit: number): StudioError =>
  new StudioError(
    'read/too-many-columns',
    `The file has more than ${limit.toLocaleString('en')} columns, which is the most the studio takes. Check the delimiter, or turn the table on its side before reading it.`,
    { found, limit },
  );

export const tooManyCells = (rows: number, columns: number, limit: number): StudioError =>
  new StudioError(
    'read/too-large',
    `The table has ${columns.toLocaleString('en')} columns and more than ${rows.toLocaleString('en')} rows; the studio keeps at most ${limit.toLocaleString('en')} cells in memory. Leave columns out, take a sample of the rows or split the file.`,
    { rows, columns, limit },
  );
