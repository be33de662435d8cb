import { StudioError } from '../../core/errors.ts';
import type { ZipEntry } from '../archive/zip.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { RecordTable, type RecordLimits } from '../records/record-table.ts';
import { plural, type ReadContext, type ReadNote, type ReadResult } from '../result.ts';
import { serialToEpoch, serialToSeconds } from './dates.ts';
import { SheetCells, type Cell } from './sheet-cells.ts';
import { openWorkbook, readSharedStrings, readStyles, type Sheet, type Workbook } from './workbook.ts';
import { Enough } from './xml.ts';

export interface ExcelOptions {
  readonly name: string;
  /** The sheet's name; the first one that is not hidden where not given. */
  readonly sheet?: string | undefined;
  /** So many of the rows that have anything are passed over before the names: titles, remarks. */
  readonly skip?: number | undefined;
  readonly allowNoRows?: boolean;
  readonly limits?: RecordLimits;
}

export interface ExcelPreview {
  readonly sheets: readonly Sheet[];
  readonly sheet: string;
  /** The names, where the first row has nothing but texts. */
  readonly header: readonly string[] | null;
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Read one sheet of an Excel workbook (.xlsx), each cell by its own type. Errors: as of openWorkbook, and read/no-such-sheet, read/no-rows, read/nothing-left, read/too-large. */
export async function readExcel(
  input: RandomBytes,
  entries: readonly ZipEntry[],
  options: ExcelOptions,
  ctx: ReadContext,
): Promise<ReadResult> {
  const { name } = options;
  const inner = { signal: ctx.signal };
  const book = await openWorkbook(input, entries, name, inner);
  const sheet = findSheet(book, options.sheet);
  const strings = await readSharedStrings(book, inner);
  const styles = await readStyles(book, inner);
  const table = new SheetTable(`${sheet.name} in ${name}`, book.from1904, options);
  const cells = new SheetCells({ strings, styles, subject: name, row: row => table.row(row) });
  await book.read(sheet.part, cells, ctx);
  return table.finish(cells.merged, options.allowNoRows ?? false);
}

/** The sheets of a workbook, and the first rows of one as they would be read. */
export async function previewExcel(
  input: RandomBytes,
  entries: readonly ZipEntry[],
  options: ExcelOptions & { readonly rows: number },
  ctx: ReadContext,
): Promise<ExcelPreview> {
  const book = await openWorkbook(input, entries, options.name, ctx);
  const sheet = findSheet(book, options.sheet);
  const strings = await readSharedStrings(book, ctx);
  const styles = await readStyles(book, ctx);
  let skip = options.skip ?? 0;
  let header: readonly string[] | null = null;
  const rows: (string | null)[][] = [];
  const row = (cells: readonly Cell[]): void => {
    if (skip > 0) return void skip--;
    const texts: (string | null)[] = [];
    for (const cell of cells.filter(c => c.column < shownColumns)) {
      while (texts.length < cell.column) texts.push(null);
      texts.push(cellWords(cell, book.from1904));
    }
    if (header === null && rows.length === 0 && isNames(cells)) header = texts.map(text => text ?? '');
    else rows.push(texts);
    if (rows.length >= options.rows) throw new Enough();
  };
  await book.read(sheet.part, new SheetCells({ strings, styles, subject: options.name, row }), ctx);
  return { sheets: book.sheets, sheet: sheet.name, header, rows };
}

const shownColumns = 1000;

/** Whether a row can hold the names: all it has are texts. */
const isNames = (cells: readonly Cell[]): boolean => cells.every(cell => cell.kind === 'text');

function findSheet(book: Workbook, wanted: string | undefined): Sheet {
  const found =
    wanted === undefined
      ? (book.sheets.find(sheet => !sheet.hidden) ?? book.sheets[0])
      : book.sheets.find(sheet => sheet.name === wanted);
  if (found) return found;
  throw new StudioError(
    'read/no-such-sheet',
    `${book.name} has no sheet "${wanted ?? ''}". Choose one of: ${book.sheets
      .slice(0, 10)
      .map(s => s.name)
      .join(', ')}.`,
    { name: book.name, sheet: wanted },
  );
}

function cellWords(cell: Cell, from1904: boolean): string {
  if (cell.kind === 'datetime')
    return new Date(serialToEpoch(cell.value, from1904)).toISOString().replace('T00:00:00.000Z', '');
  if (cell.kind === 'seconds') return `${serialToSeconds(cell.value)} s`;
  return String(cell.value);
}

/** The rows of a sheet as a table: the first row that has anything holds the names, when all it has are texts. */
class SheetTable {
  readonly #table: RecordTable;
  readonly #from1904: boolean;
  #places: number[] | null = null;
  readonly #between: number[] = [];
  #skip: number;
  #errors = 0;
  #errorCells: string[] = [];

  constructor(subject: string, from1904: boolean, { limits, skip = 0 }: ExcelOptions) {
    this.#table = new RecordTable(subject, limits);
    this.#from1904 = from1904;
    this.#skip = skip;
  }

  row(cells: readonly Cell[]): void {
    if (this.#skip > 0) return void this.#skip--;
    if (!this.#places) {
      this.#places = [];
      if (isNames(cells)) {
        for (const cell of cells) this.#place(cell.column, String(cell.value));
        return;
      }
    }
    for (const cell of cells) this.#put(this.#place(cell.column, ''), cell);
    this.#table.endRow();
  }

  /** Columns between the ones that hold something get a place too, and lose it at the end when they stay empty. */
  #place(column: number, name: string): number {
    const places = this.#places!;
    while (places.length <= column) {
      places.push(this.#table.add(places.length === column ? name : ''));
      if (places.length <= column || name === '') this.#between.push(places.length - 1);
    }
    return places[column]!;
  }

  #put(place: number, cell: Cell): void {
    if (cell.kind === 'datetime')
      this.#table.set(place, { kind: 'datetime', value: serialToEpoch(cell.value, this.#from1904) });
    else if (cell.kind === 'seconds') this.#table.set(place, { kind: 'seconds', value: serialToSeconds(cell.value) });
    else if (cell.kind === 'error') {
      this.#errors++;
      if (this.#errorCells.length < 5 && !this.#errorCells.includes(cell.value)) this.#errorCells.push(cell.value);
    } else this.#table.set(place, cell);
  }

  finish(merged: number, allowNoRows: boolean): ReadResult {
    this.#table.dropEmpty(this.#between);
    const result = this.#table.finish('values', allowNoRows);
    const notes: ReadNote[] = [...result.notes];
    if (this.#errors) {
      notes.push({
        code: 'read/cell-errors',
        count: this.#errors,
        text: `${plural(this.#errors, 'cell holds', 'cells hold')} an error of the spreadsheet (${this.#errorCells.join(', ')}) and ${this.#errors === 1 ? 'is' : 'are'} missing now.`,
      });
    }
    if (merged) {
      notes.push({
        code: 'read/merged-cells',
        count: merged,
        text: `${plural(merged, 'range of cells was', 'ranges of cells were')} merged; the value stands in the first cell of each, the others are missing.`,
      });
    }
    return { ...result, notes };
  }
}
