import { defineRowOperation } from '../row-operation.ts';
import { type Column, toCategory } from '../table/column.ts';

/**
 * Two rows are equal when every cell is: the same value, or missing in both. Rows are compared exactly, column by
 * column: after each column a row holds the number of the distinct row prefix it belongs to, so nothing rests on a hash.
 */
export const dropDuplicates = defineRowOperation({
  id: 'drop-duplicates',
  label: 'Drop duplicate rows',
  help: 'Keeps the first of rows that are equal in every column. Copies in both training and test rows make a model look better than it is.',
  params: {},
  keep(table, _schema, rows) {
    let prefix = new Int32Array(rows.length);
    let distinct = Math.min(1, rows.length);
    for (const column of table.columns) {
      if (distinct === rows.length) break;
      const values = new Map<number, number>();
      const pairs = new Map<number, number>();
      const cell = cellNumber(column);
      const next = new Int32Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        const value = cell(rows[i]!);
        let code = values.get(value);
        if (code === undefined) values.set(value, (code = values.size));
        // Both numbers are below the count of rows, so the pair fits a float64 exactly.
        const pair = prefix[i]! * rows.length + code;
        let id = pairs.get(pair);
        if (id === undefined) pairs.set(pair, (id = pairs.size));
        next[i] = id;
      }
      prefix = next;
      distinct = pairs.size;
    }
    const seen = new Uint8Array(rows.length);
    return rows.filter((_, i) => {
      const first = seen[prefix[i]!] === 0;
      seen[prefix[i]!] = 1;
      return first;
    });
  },
});

/** A number per row that is equal exactly where the cells are; a Map takes NaN as equal to itself and -0 as 0. */
function cellNumber(column: Column): (row: number) => number {
  if (column.kind === 'category' || column.kind === 'text') {
    const { codes } = toCategory(column);
    return row => codes[row]!;
  }
  return row => column.values[row]!;
}
