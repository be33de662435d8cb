import type { BinnedColumn, BinnedTable, Pause, TreeTable } from '../../trees.ts';
import { MISSING_BIN } from '../../trees.ts';
import { binOf, planColumns, type Sorter } from './thresholds.ts';

/** A table in bins, column by column. */
export class Bins implements BinnedTable {
  readonly width: number;

  readonly rows: number;
  readonly columns: readonly BinnedColumn[];
  /** Column-major. */
  readonly data: Uint8Array;

  constructor(rows: number, columns: readonly BinnedColumn[], data: Uint8Array) {
    this.rows = rows;
    this.columns = columns;
    this.data = data;

    this.width = columns.length;
  }

  column(column: number): Uint8Array {
    return this.data.subarray(column * this.rows, (column + 1) * this.rows);
  }

  bins(column: number): Uint8Array {
    return this.column(column).slice();
  }

  release(): void {}
}

export async function bin(table: TreeTable, mostBins: number, pause?: Pause): Promise<Bins> {
  return fill(table, await planColumns(table, mostBins, sorter, pause), pause);
}

export async function fill(table: TreeTable, columns: readonly BinnedColumn[], pause?: Pause): Promise<Bins> {
  const { rows, width, data } = table;
  const bins = new Bins(rows, columns, new Uint8Array(rows * width));
  for (const [c, column] of columns.entries()) {
    const place = placer(column);
    const out = bins.column(c);
    for (let row = 0; row < rows; row++) out[row] = place(data[row * width + c]!);
    await pause?.();
  }
  return bins;
}

/** The bin of a value of a column. */
export function placer(column: BinnedColumn): (value: number) => number {
  if (column.kind === 'number') {
    const { thresholds } = column;
    return value => (Number.isNaN(value) ? MISSING_BIN : binOf(thresholds, value));
  }
  const places = new Map(Array.from(column.codes, (code, place) => [code, place]));
  return value => places.get(value) ?? MISSING_BIN;
}

const sorter: Sorter = {
  batch: 8,
  sort(columns, rows, weighted, take, read) {
    const room = Array.from({ length: columns }, () => ({
      values: new Float64Array(rows),
      weights: weighted ? new Float64Array(rows) : null,
    }));
    take(room).forEach((present, i) => {
      const values = room[i]!.values.subarray(0, present);
      const weights = room[i]!.weights;
      if (!weights) return read({ values: values.sort(), weights }, i);
      const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
      const sorted = (numbers: Float64Array) => Float64Array.from(order, at => numbers[at]!);
      return read({ values: sorted(values), weights: sorted(weights) }, i);
    });
  },
};
