import { malformed } from '../arrow/chunks.ts';
import type { FormatMeaning } from './dates.ts';
import { isTrue, plainText } from './workbook.ts';
import type { XmlListener } from './xml.ts';

/** A cell with a value. Dates and times still carry the serial number of the sheet. */
export type Cell =
  | { readonly column: number; readonly kind: 'number' | 'datetime' | 'seconds'; readonly value: number }
  | { readonly column: number; readonly kind: 'boolean'; readonly value: boolean }
  | { readonly column: number; readonly kind: 'text'; readonly value: string }
  | { readonly column: number; readonly kind: 'error'; readonly value: string };

export interface SheetContext {
  readonly strings: readonly string[];
  /** What the format of each cell style makes of a number. */
  readonly styles: readonly FormatMeaning[];
  readonly subject: string;
  /** Called for every row that has a cell with a value, cells in order of their columns. */
  row(cells: readonly Cell[]): void;
}

/** The most columns a sheet can have: XFD. */
const mostColumns = 16_384;
const longestText = 1_000_000;

/** Turns the XML of a sheet into rows of cells. Rows without any value are passed over, so a far row number costs nothing. */
export class SheetCells implements XmlListener {
  readonly #context: SheetContext;
  #cells: Cell[] = [];
  #column = 0;
  #type = '';
  #style: FormatMeaning = 'number';
  #text = '';
  #inValue = false;
  #phonetic = false;
  merged = 0;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  open(tag: string, attribute: (name: string) => string | undefined): void {
    switch (tag) {
      case 'row':
        this.#cells = [];
        this.#column = 0;
        break;
      case 'c': {
        const reference = attribute('r');
        if (reference !== undefined) this.#column = this.#columnOf(reference);
        if (this.#column >= mostColumns) this.#refuse('a cell lies beyond the last column that a sheet can have');
        this.#type = attribute('t') ?? 'n';
        this.#style = this.#context.styles[Number(attribute('s') ?? 0)] ?? 'number';
        this.#text = '';
        break;
      }
      case 'v':
      case 't':
        this.#inValue = true;
        break;
      case 'rPh':
        this.#phonetic = true;
        break;
      case 'mergeCell':
        this.merged++;
        break;
    }
  }

  text(piece: string): void {
    if (!this.#inValue || this.#phonetic) return;
    this.#text += piece;
    if (this.#text.length > longestText) this.#refuse('a cell is longer than a cell can be');
  }

  close(tag: string): void {
    if (tag === 'v' || tag === 't') this.#inValue = false;
    else if (tag === 'rPh') this.#phonetic = false;
    else if (tag === 'c') {
      const cell = this.#cell();
      if (cell) this.#cells.push(cell);
      this.#column++;
    } else if (tag === 'row' && this.#cells.length) {
      this.#cells.sort((a, b) => a.column - b.column);
      this.#context.row(this.#cells);
    }
  }

  #cell(): Cell | null {
    const column = this.#column;
    const text = this.#text;
    if (text === '') return null;
    switch (this.#type) {
      case 's': {
        const shared = this.#context.strings[Number(text)];
        if (shared === undefined) this.#refuse(`a cell refers to text ${text.slice(0, 20)}, which is not there`);
        return shared === '' ? null : { column, kind: 'text', value: shared! };
      }
      case 'str':
      case 'inlineStr':
        return { column, kind: 'text', value: plainText(text) };
      case 'b':
        return { column, kind: 'boolean', value: isTrue(text.trim()) };
      case 'e':
        return { column, kind: 'error', value: text.slice(0, 20) };
      case 'd':
        return { column, kind: 'text', value: text };
      default: {
        const value = Number(text);
        if (Number.isNaN(value)) this.#refuse(`"${text.slice(0, 20)}" in a cell is no number`);
        return { column, kind: this.#style, value };
      }
    }
  }

  /** The column of a reference such as AB12, counted from 0. */
  #columnOf(reference: string): number {
    const letters = /^\$?([A-Za-z]{1,3})\$?\d{1,7}$/.exec(reference)?.[1];
    if (letters === undefined) return this.#refuse(`"${reference.slice(0, 20)}" is no place in a sheet`);
    let column = 0;
    for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
    return column - 1;
  }

  #refuse(what: string): never {
    throw malformed(this.#context.subject, what);
  }
}
