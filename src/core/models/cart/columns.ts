import type { Matrix } from '../../model.ts';
import type { Pace } from '../pace.ts';

/**
 * Columns whose rows stay sorted while the tree grows: in each of them the rows of a node lie in the same stretch, by
 * ascending value with the missing ones last. A split moves the rows of both sides together, keeping their order.
 */
export class SortedColumns {
  readonly rows: number;
  readonly width: number;
  readonly values: readonly Float64Array[];
  readonly orders: readonly Int32Array[];
  readonly #left: Uint8Array;
  readonly #room: Int32Array;

  private constructor(values: readonly Float64Array[], orders: readonly Int32Array[]) {
    this.values = values;
    this.orders = orders;
    this.width = values.length;
    this.rows = values[0]?.length ?? 0;
    this.#left = new Uint8Array(this.rows);
    this.#room = new Int32Array(this.rows);
  }

  static async of({ rows, width, data }: Matrix, pace: Pace): Promise<SortedColumns> {
    const values: Float64Array[] = [];
    const orders: Int32Array[] = [];
    for (let c = 0; c < width; c++) {
      const column = Float64Array.from({ length: rows }, (_, r) => data[r * width + c]!);
      values.push(column);
      orders.push(ascending(column));
      await pace('Sort the columns', c, width);
    }
    return new SortedColumns(values, orders);
  }

  /** Missing values of a column in a stretch. */
  missing(column: number, from: number, to: number): number {
    const [order, values] = [this.orders[column]!, this.values[column]!];
    let at = to;
    while (at > from && Number.isNaN(values[order[at - 1]!])) at--;
    return to - at;
  }

  /** Put the rows of a stretch that go left first, in every column; gives where the others begin. */
  split(column: number, goesLeft: (value: number) => boolean, from: number, to: number): number {
    const left = this.#left;
    const [own, values] = [this.orders[column]!, this.values[column]!];
    for (let i = from; i < to; i++) left[own[i]!] = goesLeft(values[own[i]!]!) ? 1 : 0;
    let middle = from;
    for (const order of this.orders) {
      middle = from;
      let waiting = 0;
      for (let i = from; i < to; i++) {
        const row = order[i]!;
        if (left[row]) order[middle++] = row;
        else this.#room[waiting++] = row;
      }
      order.set(this.#room.subarray(0, waiting), middle);
    }
    return middle;
  }
}

/** Rows by ascending value, those without one last; equal values by row. Two stable passes over sorted pairs. */
function ascending(values: Float64Array): Int32Array {
  const present = Int32Array.from(values.keys()).filter(r => !Number.isNaN(values[r]));
  const sorted = Float64Array.from(present, r => values[r]! + 0).sort();
  const next = new Map<number, number>();
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) next.set(sorted[i]!, i);
  const order = new Int32Array(values.length);
  for (const r of present) {
    const at = next.get(values[r]! + 0)!;
    order[at] = r;
    next.set(values[r]! + 0, at + 1);
  }
  let end = sorted.length;
  for (let r = 0; r < values.length; r++) if (Number.isNaN(values[r])) order[end++] = r;
  return order;
}
