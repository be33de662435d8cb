import type { ColumnKind } from './column.ts';

/** What a column will probably take once it is read. */
export interface ColumnForecast {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly integer: boolean;
  /** Mean bytes of a row in its Arrow column. */
  readonly bytes: number;
  /** Columns it becomes in a matrix that models learn from: one a number, date or truth, one a level, none a text. */
  readonly features: number;
}

/** What a source holds, from its beginning or its index, before it is read. */
export interface TableForecast {
  readonly rows: number;
  /** The source itself says how many rows it has; otherwise they are reckoned from its first ones. */
  readonly exact: boolean;
  readonly columns: readonly ColumnForecast[];
}

/** What of it to read: all columns and rows where not given. */
export interface PartToRead {
  readonly columns?: readonly string[] | undefined;
  readonly sample?: { readonly share: number } | undefined;
}

/** What the browser gives. */
export interface Room {
  /** Memory the studio may reckon with, in bytes. */
  readonly memory: number;
  /** The largest table that can be stored, in bytes, and its most cells. */
  readonly table: number;
  readonly cells: number;
  /** What the graphics card takes in one piece, in bytes; null without one. */
  readonly binding: number | null;
}

export interface Needs {
  readonly rows: number;
  readonly cells: number;
  /** The table in memory, in bytes. */
  readonly table: number;
  /** Memory at its highest while reading: the table, its parts before they are joined, and what is stored of it. */
  readonly peak: number;
  /** The matrix of all features as float64, in bytes. */
  readonly matrix: number;
}

/** Measured: parts and table never stand together whole, but the table is copied once to be stored. */
const peakTimes = 2.5;

export function needsOf({ rows: all, columns }: TableForecast, { columns: wanted, sample }: PartToRead): Needs {
  const read = columns.filter(column => wanted?.includes(column.name) ?? true);
  const rows = Math.ceil(all * (sample?.share ?? 1));
  const table = rows * read.reduce((sum, { bytes }) => sum + bytes, 0);
  const features = read.reduce((sum, column) => sum + column.features, 0);
  return { rows, cells: rows * read.length, table, peak: table * peakTimes, matrix: rows * features * 8 };
}

/** The share of the needs that there is room for; 1 and more fits. */
export const roomFor = (needs: Needs, room: Room): number =>
  Math.min(room.memory / needs.peak, room.table / needs.table, room.cells / needs.cells);
