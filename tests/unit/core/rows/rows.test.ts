import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { rowOperationById } from '../../../../src/core/rows/index.ts';
import {
  booleanColumn,
  categoryColumn,
  cellText,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { makeTable, type Table, takeTableRows } from '../../../../src/core/table/table.ts';

async function keep(id: string, table: Table, params: ParamValues = {}): Promise<number[]> {
  const operation = rowOperationById(id);
  const context = { sources: [], sql: null, random: randomStream(1, 'row/0') };
  const { kept } = await operation.run(table, checkParams(id, operation.params, params) as never, context);
  return [...kept!];
}

const table = makeTable([
  ['n', numberColumn([1, NaN, 1, 2, NaN])],
  ['d', datetimeColumn([Date.UTC(2011, 0, 1), 0, Date.UTC(2011, 0, 1), NaN, 0])],
  ['c', categoryColumn(['a', null, 'a', 'b', null])],
  ['t', textColumn(['x', '', 'x', null, ''])],
  ['b', booleanColumn([true, null, true, false, null])],
]);

describe('drop-duplicates', () => {
  it('keeps the first of equal rows, missing equal to missing', async () => {
    await expect(keep('drop-duplicates', table)).resolves.toEqual([0, 1, 3]);
    await expect(keep('drop-duplicates', takeTableRows(table, [4, 3, 2, 1, 0]))).resolves.toEqual([0, 1, 2]);
    await expect(keep('drop-duplicates', takeTableRows(table, []))).resolves.toEqual([]);
  });

  it('agrees with comparing whole rows as text, for any table', async () => {
    const cell = fc.constantFrom('a', 'b', null);
    const rows = fc.array(fc.tuple(cell, cell, fc.constantFrom(0, 1, NaN)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(rows, async rows => {
        const made = makeTable([
          ['p', categoryColumn(rows.map(r => r[0]))],
          ['q', textColumn(rows.map(r => r[1]))],
          ['r', numberColumn(rows.map(r => r[2]))],
        ]);
        const key = (r: number) => JSON.stringify(made.columns.map(c => cellText(c, r)));
        const seen = new Set<string>();
        const expected = rows.map((_, i) => i).filter(i => !seen.has(key(i)) && seen.add(key(i)));
        await expect(keep('drop-duplicates', made)).resolves.toEqual(expected);
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
  ])('keeps the rows that have a value in %s', async (column, expected) => {
    await expect(keep('drop-missing', table, { column })).resolves.toEqual(expected);
  });
  it('names a column that is not there', async () => {
    await expect(keep('drop-missing', table, { column: 'nope' })).rejects.toThrow('The table has no column "nope".');
  });
});

describe('filter-range', () => {
  it('includes both ends and treats an empty bound as none', async () => {
    await expect(keep('filter-range', table, { column: 'n', from: '1', to: '1' })).resolves.toEqual([0, 2]);
    await expect(keep('filter-range', table, { column: 'n', from: '1.5' })).resolves.toEqual([3]);
    await expect(keep('filter-range', table, { column: 'n', to: '1', missing: true })).resolves.toEqual([0, 1, 2, 4]);
    await expect(keep('filter-range', table, { column: 'd', from: '2011-01-01' })).resolves.toEqual([0, 2]);
  });
  it('refuses bounds it cannot read and columns without an order', async () => {
    await expect(keep('filter-range', table, { column: 'n', from: 'ten' })).rejects.toThrow('from must be a number');
    await expect(keep('filter-range', table, { column: 'd', to: 'soon' })).rejects.toThrow('to must be a date');
    await expect(keep('filter-range', table, { column: 'c' })).rejects.toThrow('must hold numbers or dates');
  });
});

describe('filter-value', () => {
  it('keeps or drops rows by the text of a cell; empty is missing', async () => {
    await expect(keep('filter-value', table, { column: 'c', value: 'a' })).resolves.toEqual([0, 2]);
    await expect(keep('filter-value', table, { column: 'c', value: 'a', action: 'drop' })).resolves.toEqual([1, 3, 4]);
    await expect(keep('filter-value', table, { column: 'n', value: '2' })).resolves.toEqual([3]);
    await expect(keep('filter-value', table, { column: 'c', value: '' })).resolves.toEqual([1, 4]);
    await expect(keep('filter-value', table, { column: 'b', value: 'true' })).resolves.toEqual([0, 2]);
  });
});
