import { StudioError } from '../../core/errors.ts';
import { ColumnBuilder, type Markers } from './column-builder.ts';
import type { CsvSink } from './scan.ts';

export interface TableLimits {
  readonly columns: number;
  readonly cells: number;
}

/** How the records of a file map to columns, decided from its first rows. */
export interface Layout {
  readonly header: boolean;
  /** Columns where there is no header to count. */
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

export interface TableSink extends CsvSink {
  readonly builders: readonly ColumnBuilder[];
  /** The bytes of the names, in the file's encoding; empty without a header. */
  readonly headerCells: readonly Uint8Array[];
  readonly short: RaggedRows;
  readonly long: RaggedRows;
  readonly rows: number;
}

const listedLines = 5;

/** Collects records into column builders. Short rows are filled with missing cells, cells beyond the last column are counted. */
export function createTableSink(
  layout: Layout,
  markers: Markers,
  decimal: '.' | ',' | null,
  limits: TableLimits,
): TableSink {
  const builders: ColumnBuilder[] = [];
  const headerCells: Uint8Array[] = [];
  const short: RaggedRows = { rows: 0, cells: 0, lines: [] };
  const long: RaggedRows = { rows: 0, cells: 0, lines: [] };
  let inHeader = layout.header;
  let column = 0;
  let extra = 0;
  let rows = 0;

  function addBuilders(count: number): void {
    if (count > limits.columns) throw tooManyColumns(count, limits.columns);
    for (let i = 0; i < count; i++) builders.push(new ColumnBuilder(markers, decimal));
  }

  function noteRagged(ragged: RaggedRows, cells: number, line: number): void {
    ragged.rows++;
    ragged.cells += cells;
    if (ragged.lines.length < listedLines) ragged.lines.push(line);
  }

  if (!layout.header) addBuilders(layout.width);

  return {
    builders,
    headerCells,
    short,
    long,
    get rows() {
      return rows;
    },
    cell(bytes, start, end) {
      if (inHeader) {
        headerCells.push(bytes.slice(start, end));
        if (headerCells.length > limits.columns) throw tooManyColumns(headerCells.length, limits.columns);
      } else if (column < builders.length) builders[column++]!.append(bytes, start, end);
      else if (end > start) extra++;
    },
    endRecord(line) {
      if (inHeader) {
        inHeader = false;
        if (layout.unnamedFirst) headerCells.unshift(new Uint8Array(0));
        addBuilders(headerCells.length);
        return true;
      }
      if (column < builders.length) {
        noteRagged(short, builders.length - column, line);
        while (column < builders.length) builders[column++]!.appendMissing();
      }
      if (extra > 0) noteRagged(long, extra, line);
      column = 0;
      extra = 0;
      if (++rows * builders.length > limits.cells) throw tooManyCells(rows, builders.length, limits.cells);
      return true;
    },
  };
}

const tooManyColumns = (found: number, limit: number): StudioError =>
  new StudioError(
    'read/too-many-columns',
    `The file has more than ${limit.toLocaleString('en')} columns, which is the most the studio takes. Check the delimiter, or turn the table on its side before reading it.`,
    { found, limit },
  );

const tooManyCells = (rows: number, columns: number, limit: number): StudioError =>
  new StudioError(
    'read/too-large',
    `The table has ${columns.toLocaleString('en')} columns and more than ${rows.toLocaleString('en')} rows; the studio keeps at most ${limit.toLocaleString('en')} cells in memory. Split the file or leave columns out.`,
    { rows, columns, limit },
  );
