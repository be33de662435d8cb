import type { MarkerCounts, Markers } from './missing.ts';
import type { GatheredCells } from './gather-reader.ts';
import type { Texts } from './texts.ts';

/**
 * How a column is read, decided from its first cells. Where a later cell does not fit, the column has failed and is
 * read again by `gather`, which keeps every cell and judges them all; so a plan never changes what comes out.
 */
export type ColumnPlan =
  | { readonly op: 'number' | 'boolean' | 'text' | 'gather' | 'skip' }
  | { readonly op: 'datetime'; readonly dayFirst: boolean };

/** What a slice of the file gives of one column; made of typed arrays, so that it moves between workers. */
export type ColumnPart = { readonly markers: MarkerCounts; readonly present: number } & (
  | { readonly op: 'skip' | 'failed' }
  | { readonly op: 'number'; readonly values: Float64Array<ArrayBuffer>; readonly integer: boolean }
  | { readonly op: 'datetime'; readonly values: Float64Array<ArrayBuffer>; readonly evidence: DateCounts }
  | { readonly op: 'boolean'; readonly values: Int8Array<ArrayBuffer>; readonly family: number; readonly seen: number }
  | {
      readonly op: 'category';
      readonly codes: Int32Array<ArrayBuffer>;
      readonly levels: Texts;
      /** The code of "NA", which is missing unless the levels are countries; -1 where it did not occur. */
      readonly areaCode: number;
    }
  | { readonly op: 'text'; readonly texts: Texts }
  | { readonly op: 'gather'; readonly cells: GatheredCells }
);

export interface DateCounts {
  readonly dayFirst: number;
  readonly monthFirst: number;
  readonly either: number;
  readonly cut: number;
}

/** What all readers of a file share. */
export interface ReaderSetting {
  readonly markers: Markers;
  /** See byteMeanings in scan.ts. */
  readonly meaning: Uint8Array;
  /** 1 for the delimiter and line ends. */
  readonly ends: Uint8Array;
  /** The only decimal mark to consider; null for either. */
  readonly decimal: '.' | ',' | null;
  /** Whether "NA" among codes of countries is one of them. */
  readonly keepAreas: boolean;
  /** -1 for none. */
  readonly quote: number;
}

/**
 * Reads one column of a slice, row by row. `append` takes any cell; `read` is the short way for the usual ones: it takes
 * the cell that begins at `i` and returns the index of the delimiter or line end behind it, or -1 and nothing has happened.
 * It may run on until a line end, which is sure to follow.
 */
export interface ColumnReader {
  append(source: Uint8Array, from: number, to: number, row: number): void;
  appendMissing(row: number): void;
  /** Make room for this many rows in all. */
  reserve(rows: number): void;
  /** No cell of the column needs reading any more. */
  readonly failed: boolean;
  part(rows: number): ColumnPart;
}
