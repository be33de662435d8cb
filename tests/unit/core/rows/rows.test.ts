import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { rowOperationById } from '../../../../src/core/rows/index.ts';
import {
  booleanColumn,
  categoryColumn,
  cellText,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

function keep(id: string, table: Table, params: ParamValues = {}, rows?: readonly number[]): number[] {
  const operation = rowOperationById(id);
  const given = Int32Array.from(rows ?? Array.from({ length: table.rows }, (_, i) => i));
  return [...operation.keep(table, [], given, checkParams(id, operation.params, params) as never)];
}

const table = makeTable([
  ['n', numberColumn([1, NaN, 1, 2, NaN])],
  ['d', datetimeColumn([Date.UTC(2011, 0, 1), 0, Date.UTC(2011, 0, 1), NaN, 0])],
  ['c', categoryColumn(['a', null, 'a', 'b', null])],
  ['t', textColumn(['x', '', 'x', null, ''])],
  ['b', booleanColumn([true, null, true, false, null])],
]);

describe('drop-duplicates', () => {
  it('keeps the first of equal rows, missing equal to missing', () => {
    expect(keep('drop-duplicates', table)).toEqual([0, 1, 3]);
    expect(keep('drop-duplicates', table, {}, [4, 3, 2, 1, 0])).toEqual([4, 3, 2]);
    expect(keep('drop-duplicates', table, {}, [])).toEqual([]);
  });

  it('agrees with comparing whole rows as text, for any table', () => {
    const cell = fc.constantFrom('a', 'b', null);
    const rows = fc.array(fc.tuple(cell, cell, fc.constantFrom(0, 1, NaN)), { maxLength: 40 });
    fc.assert(
      fc.property(rows, rows => {
        const made = makeTable([
          ['p', categoryColumn(rows.map(r => r[0]))],
          ['q', textColumn(rows.map(r => r[1]))],
          ['r', numberColumn(rows.map(r => r[2]))],
        ]);
        const key = (r: number) => JSON.stringify(made.columns.map(c => cellText(c, r)));
        const seen = new Set<string>();
        const expected = rows.map((_, i) => i).filter(i => !seen.has(key(i)) && seen.add(key(i)));
        expect(keep('drop-duplicates', made)).toEqual(expected);
      }),
    );
  });
});

describe('drop-missing', () => {
  it.each([
    ['n', [0, 2, 3]],
    ['d', [0, 1, 2, 4]],
    ['c', [0, 2, 3]],
    ['t', [0, 1, 2, 4]],
    ['b', [0, 2, 3]],
  ])('keeps the rows that have a value in %s', (column, expected) => {
    expect(keep('drop-missing', table, { column })).toEqual(expected);
  });
  it('names a column that is not there', () => {
    expect(() => keep('drop-missing', table, { column: 'nope' })).toThrow('The table has no column "nope".');
  });
});

describe('filter-range', () => {
  it('includes both ends and treats an empty bound as none', () => {
    expect(keep('filter-range', table, { column: 'n', from: '1', to: '1' })).toEqual([0, 2]);
    expect(keep('filter-range', table, { column: 'n', from: '1.5' })).toEqual([3]);
    expect(keep('filter-range', table, { column: 'n', to: '1', missing: true })).toEqual([0, 1, 2, 4]);
    expect(keep('filter-range', table, { column: 'd', from: '2011-01-01' })).toEqual([0, 2]);
  });
  it('refuses bounds it cannot read and columns without an order', () => {
    expect(() => keep('filter-range', table, { column: 'n', from: 'ten' })).toThrow('from must be a number');
    expect(() => keep('filter-range', table, { column: 'd', to: 'soon' })).toThrow('to must be a date');
    expect(() => keep('filter-range', table, { column: 'c' })).toThrow('must hold numbers or dates');
  });
});

describe('filter-value', () => {
  it('keeps or drops rows by the text of a cell; empty is missing', () => {
    expect(keep('filter-value', table, { column: 'c', value: 'a' })).toEqual([0, 2]);
    expect(keep('filter-value', table, { column: 'c', value: 'a', action: 'drop' })).toEqual([1, 3, 4]);
    expect(keep('filter-value', table, { column: 'n', value: '2' })).toEqual([3]);
    expect(keep('filter-value', table, { column: 'c', value: '' })).toEqual([1, 4]);
    expect(keep('filter-value', table, { column: 'b', value: 'true' })).toEqual([0, 2]);
  });
});
