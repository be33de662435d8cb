import { barsOf, type Bins, type BinnedColumn } from './bins.ts';

/** Two columns counted together: rows in each pair of places. */
export interface PairCounts {
  readonly first: { readonly name: string; readonly bins: Bins };
  readonly second: { readonly name: string; readonly bins: Bins };
  readonly rows: number;
  /** Row-major: a row for each place of the first column (bars, other, missing), a column for each of the second. */
  readonly counts: readonly number[];
}

/** How many rows lie in each place of one column and each of another; all rows, or the given ones. */
export function pairCounts(first: BinnedColumn, second: BinnedColumn, rows?: Int32Array): PairCounts {
  const width = barsOf(second.bins) + 2;
  const counts = new Float64Array((barsOf(first.bins) + 2) * width);
  const n = rows?.length ?? first.places.length;
  for (let i = 0; i < n; i++) {
    const row = rows ? rows[i]! : i;
    counts[first.places[row]! * width + second.places[row]!]! += 1;
  }
  return {
    first: { name: first.name, bins: first.bins },
    second: { name: second.name, bins: second.bins },
    rows: n,
    counts: Array.from(counts),
  };
}
