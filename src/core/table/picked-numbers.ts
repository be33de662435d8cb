import type { SideBySide } from '../../kernels/side-by-side.ts';
import type { DatetimeColumn, NumberColumn } from './column.ts';
import { gatherNumbers } from './gather.ts';

/** What the numbers of a column come to. */
export interface Extent {
  /** Infinity and -Infinity where there is no number at all. */
  readonly min: number;
  readonly max: number;
  /** How many are NaN, and how many are infinite. */
  readonly missing: number;
  readonly infinite: number;
}

/** Rows laid out at a time: what is written then stays in cache while column after column comes. */
const BLOCK = 256;

/**
 * Numbers of some rows of a column, which are copied out when they are needed and in the form that is needed: whole, or
 * transposed into a matrix, block by block, which saves a copy on the way. The column itself is private to this file, and
 * everything here reads it at the given rows alone: no other row can be reached through this.
 */
export class PickedNumbers {
  readonly #source: Float64Array;
  readonly #rows: Int32Array;
  #copy: Float64Array | undefined;
  /** The extent of so many first ones; `odd` where some are not finite. */
  #seen = 0;
  #min = Infinity;
  #max = -Infinity;
  #odd = false;
  #extent: Extent | undefined;

  constructor(source: Float64Array, rows: Int32Array) {
    this.#source = source;
    this.#rows = rows;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** A copy of the rows; the same one each time. */
  get values(): Float64Array {
    return (this.#copy ??= gatherNumbers(this.#source, this.#rows));
  }

  /** Rows of these rows; `among` gives for a list of rows the wanted ones of it. */
  pick(among: (rows: Int32Array) => Int32Array): PickedNumbers {
    return new PickedNumbers(this.#source, among(this.#rows));
  }

  /** What the rows come to; laying them out has found it by the way. */
  get extent(): Extent {
    return (this.#extent ??= this.#findExtent());
  }

  /** Write rows [from, to) of columns side by side, row-major. Columns are laid out from the first row on. */
  static layOut(columns: readonly PickedNumbers[], data: Float64Array, from: number, to: number): void {
    const { fours, singles } = together(columns.map(column => column.#rows));
    const width = columns.length;
    for (let first = from; first < to; first += BLOCK) {
      const end = Math.min(to, first + BLOCK);
      for (const c of fours) {
        PickedNumbers.#layFour(columns[c]!, columns[c + 1]!, columns[c + 2]!, columns[c + 3]!, data, c, width, first, end); // prettier-ignore
      }
      for (const c of singles) columns[c]!.#lay(data, c, width, first, end);
    }
    for (const column of columns) if (column.#seen === from) column.#seen = to;
  }

  /** The same by other threads, to which this one hands copies of the rows; `laidOut` is to be called in the end. */
  static handOver(columns: readonly PickedNumbers[], by: SideBySide, from: number, to: number): void {
    for (let first = from; first < to; first += by.rows) {
      const end = Math.min(to, first + by.rows);
      const stage = by.stage();
      columns.forEach((column, c) => column.#copyTo(stage, c * by.rows, first, end));
      by.layOut(first, end - first);
    }
  }

  /** All rows were handed over. */
  static laidOut(columns: readonly PickedNumbers[], by: SideBySide): void {
    const { min, max, odd } = by.finish();
    columns.forEach((column, c) => {
      column.#seen = column.#rows.length;
      column.#saw(min[c]!, max[c]!, odd[c] ? NaN : 0);
    });
  }

  #copyTo(stage: Float64Array, at: number, from: number, to: number): void {
    const rows = this.#rows;
    const source = this.#source;
    let r = from;
    let place = at;
    // Four at once: memory is waited for together.
    for (; r + 4 <= to; r += 4, place += 4) {
      const a = source[rows[r]!]!;
      const b = source[rows[r + 1]!]!;
      const c = source[rows[r + 2]!]!;
      const d = source[rows[r + 3]!]!;
      stage[place] = a;
      stage[place + 1] = b;
      stage[place + 2] = c;
      stage[place + 3] = d;
    }
    for (; r < to; r++, place++) stage[place] = source[rows[r]!]!;
  }

  /** Four columns with the same rows at once: a row is looked up once for all, and half a line of cache is filled. */
  static #layFour(
    a: PickedNumbers,
    b: PickedNumbers,
    c: PickedNumbers,
    d: PickedNumbers,
    data: Float64Array,
    column: number,
    width: number,
    from: number,
    to: number,
  ): void {
    const rows = a.#rows;
    const aSource = a.#source;
    const bSource = b.#source;
    const cSource = c.#source;
    const dSource = d.#source;
    let aMin = a.#min;
    let bMin = b.#min;
    let cMin = c.#min;
    let dMin = d.#min;
    let aMax = a.#max;
    let bMax = b.#max;
    let cMax = c.#max;
    let dMax = d.#max;
    let aOdd = 0;
    let bOdd = 0;
    let cOdd = 0;
    let dOdd = 0;
    for (let r = from, at = from * width + column; r < to; r++, at += width) {
      const row = rows[r]!;
      const av = aSource[row]!;
      const bv = bSource[row]!;
      const cv = cSource[row]!;
      const dv = dSource[row]!;
      data[at] = av;
      data[at + 1] = bv;
      data[at + 2] = cv;
      data[at + 3] = dv;
      // The difference of a finite number to itself is 0; only NaN and infinity have none.
      aOdd += av - av;
      bOdd += bv - bv;
      cOdd += cv - cv;
      dOdd += dv - dv;
      if (av < aMin) aMin = av;
      if (av > aMax) aMax = av;
      if (bv < bMin) bMin = bv;
      if (bv > bMax) bMax = bv;
      if (cv < cMin) cMin = cv;
      if (cv > cMax) cMax = cv;
      if (dv < dMin) dMin = dv;
      if (dv > dMax) dMax = dv;
    }
    a.#saw(aMin, aMax, aOdd);
    b.#saw(bMin, bMax, bOdd);
    c.#saw(cMin, cMax, cOdd);
    d.#saw(dMin, dMax, dOdd);
  }

  #lay(data: Float64Array, column: number, width: number, from: number, to: number): void {
    const rows = this.#rows;
    const source = this.#source;
    let min = this.#min;
    let max = this.#max;
    let odd = 0;
    for (let r = from, at = from * width + column; r < to; r++, at += width) {
      const value = source[rows[r]!]!;
      data[at] = value;
      odd += value - value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#saw(min, max, odd);
  }

  #saw(min: number, max: number, odd: number): void {
    this.#min = min;
    this.#max = max;
    if (odd !== 0) this.#odd = true;
  }

  #findExtent(): Extent {
    const [rows, source] = [this.#rows, this.#source];
    let [min, max, odd] = [this.#min, this.#max, 0];
    for (let r = this.#seen; r < rows.length; r++) {
      const value = source[rows[r]!]!;
      odd += value - value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#seen = rows.length;
    this.#saw(min, max, odd);
    let [missing, infinite] = [0, 0];
    for (let r = 0; this.#odd && r < rows.length; r++) {
      const value = source[rows[r]!]!;
      if (value - value === 0) continue;
      if (Number.isNaN(value)) missing++;
      else infinite++;
    }
    // -0 is 0: it does not matter which of the two came first.
    return { min: min + 0, max: max + 0, missing, infinite };
  }
}

/**
 * Where four columns next to each other have the same rows they are laid out at once. The last four of such a stretch may
 * overlap those before: what is written twice is the same.
 */
function together(rows: readonly Int32Array[]): {
  readonly fours: readonly number[];
  readonly singles: readonly number[];
} {
  const fours: number[] = [];
  const singles: number[] = [];
  for (let from = 0; from < rows.length;) {
    const change = rows.findIndex((list, c) => c > from && list !== rows[from]);
    const to = change < 0 ? rows.length : change;
    for (let c = from; c < to; c += 4) {
      if (to - from >= 4) fours.push(Math.min(c, to - 4));
      else for (let single = c; single < to; single++) singles.push(single);
    }
    from = to;
  }
  return { fours, singles };
}

const behind = new WeakMap<object, PickedNumbers>();

/** The picked numbers that a column or block was made of; undefined for others. */
export const pickedNumbers = (of: object): PickedNumbers | undefined => behind.get(of);

/** Have an object remembered as made of these numbers. */
export function madeOf<T extends object>(numbers: PickedNumbers, object: T): T {
  behind.set(object, numbers);
  return object;
}

/** A column of picked numbers; they are copied when its values are first asked for. */
export const pickedColumn = (kind: 'number' | 'datetime', numbers: PickedNumbers): NumberColumn | DatetimeColumn =>
  madeOf(numbers, {
    kind,
    get values() {
      return numbers.values;
    },
  });
