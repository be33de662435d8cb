import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import { unseenRows } from '../../../../src/core/update/unseen-rows.ts';

type Row = readonly [number, string | null];
const tableOf = (rows: readonly Row[]) =>
  makeTable([
    ['n', numberColumn(rows.map(r => r[0]))],
    ['__proto__', categoryColumn(rows.map(r => r[1]))],
  ]);
const all = (rows: readonly Row[]) => Int32Array.from(rows, (_, i) => i);
const row: fc.Arbitrary<Row> = fc.tuple(fc.constantFrom(0, 1, 12, 2.5, NaN), fc.constantFrom('a', 'ab', 'b', null));
const NAMES = ['n', '__proto__'];

describe('unseenRows', () => {
  it('keeps exactly the rows that equal no learned one, in their order', () => {
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (learned, fresh) => {
        const { rows, repeated } = unseenRows(tableOf(fresh), all(fresh), NAMES, [
          { table: tableOf(learned), rows: all(learned) },
        ]);
        const same = (a: Row, b: Row) => Object.is(a[0], b[0]) && a[1] === b[1];
        const expected = fresh.flatMap((r, i) => (learned.some(l => same(l, r)) ? [] : [i]));
        expect([...rows]).toEqual(expected);
        expect(repeated).toBe(fresh.length - expected.length);
      }),
    );
  });

  it('looks at learned rows only, and at candidates only', () => {
    const rows: Row[] = [[1, 'a'], [2, 'a'], [3, 'a']]; // prettier-ignore
    const table = tableOf(rows);
    const found = unseenRows(table, Int32Array.of(1, 2), NAMES, [{ table, rows: Int32Array.of(0, 2) }]);
    expect([...found.rows]).toEqual([1]);
  });

  it('tells values apart that read alike when put together', () => {
    const learned = tableOf([[1, 'ab']]);
    const fresh: Row[] = [[1, 'a'], [12, 'b'], [1, null]]; // prettier-ignore
    expect(unseenRows(tableOf(fresh), all(fresh), NAMES, [{ table: learned, rows: Int32Array.of(0) }]).repeated).toBe(
      0,
    );
  });
});
