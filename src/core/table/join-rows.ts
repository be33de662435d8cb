import { type Column, isMissing } from './column.ts';
import { concatColumns } from './concat-columns.ts';
import { equalRows } from './duplicates.ts';

/** For each row of the result, the row of either table; `right` is -1 where a left row has no partner. */
export interface JoinedRows {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** What a join will be, known before any of its rows is made. */
export interface JoinForecast {
  readonly rows: number;
  /** Left rows without a partner. */
  readonly unmatched: number;
  /** The most partners that one row has. */
  readonly most: number;
  /** Make the rows: in the order of the left table, partners in the order of the right one. */
  materialise(): JoinedRows;
}

/** Rows whose keys are equal belong together; a missing key has no partner, as in SQL. Keys come in pairs of one kind. */
export function forecastJoin(
  left: readonly Column[],
  right: readonly Column[],
  sizes: { readonly left: number; readonly right: number },
  how: 'left' | 'inner',
): JoinForecast {
  const both = right.map((column, i) => concatColumns(column, left[i]!));
  const gap = (row: number): boolean => both.some(column => isMissing(column, row));
  const { codes, counts } = equalRows(both, sizes.right + sizes.left, gap);
  const partners = new Int32Array(counts.length + 1);
  for (let row = 0; row < sizes.right; row++) if (codes[row]! >= 0) partners[codes[row]! + 1]! += 1;
  const partnersOf = (row: number): number => {
    const code = codes[sizes.right + row]!;
    return code < 0 ? 0 : partners[code + 1]!;
  };
  let [rows, unmatched, most] = [0, 0, 0];
  for (let row = 0; row < sizes.left; row++) {
    const count = partnersOf(row);
    if (count === 0) unmatched++;
    most = Math.max(most, count);
    rows += count === 0 && how === 'left' ? 1 : count;
  }
  return { rows, unmatched, most, materialise };

  function materialise(): JoinedRows {
    const starts = partners.slice();
    for (let code = 0; code + 1 < starts.length; code++) starts[code + 1]! += starts[code]!;
    const next = starts.slice();
    const byKey = new Int32Array(sizes.right);
    for (let row = 0; row < sizes.right; row++) if (codes[row]! >= 0) byKey[next[codes[row]!]!++] = row;
    const out = { left: new Int32Array(rows), right: new Int32Array(rows) };
    let at = 0;
    for (let row = 0; row < sizes.left; row++) {
      const count = partnersOf(row);
      const start = count ? starts[codes[sizes.right + row]!]! : 0;
      for (let k = 0; k < count; k++, at++) {
        out.left[at] = row;
        out.right[at] = byKey[start + k]!;
      }
      if (count === 0 && how === 'left') {
        out.left[at] = row;
        out.right[at++] = -1;
      }
    }
    return out;
  }
}
