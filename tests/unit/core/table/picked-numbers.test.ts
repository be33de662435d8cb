import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countMissing, datetimeColumn, numberColumn, takeRows } from '../../../../src/core/table/column.ts';
import { everyRow, gatherCodes, gatherNumbers } from '../../../../src/core/table/gather.ts';
import { PickedNumbers, pickedNumbers } from '../../../../src/core/table/picked-numbers.ts';
import { makeTable, pickTableRows, type Table, takeTableRows } from '../../../../src/core/table/table.ts';

const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0) },
);

/** Columns of one length, and for each of them which of two lists of rows it is picked by. */
const given = fc
  .record({ rows: fc.integer({ min: 1, max: 700 }), width: fc.integer({ min: 1, max: 11 }) })
  .chain(({ rows, width }) =>
    fc.record({
      columns: fc.array(fc.array(number, { minLength: rows, maxLength: rows }), { minLength: width, maxLength: width }),
      lists: fc.nat(900).chain(count => {
        const list = fc.array(fc.nat(rows - 1), { minLength: count, maxLength: count });
        return fc.tuple(list, list);
      }),
      which: fc.array(fc.nat(1), { minLength: width, maxLength: width }),
      parts: fc.array(fc.nat(900), { maxLength: 3 }),
    }),
  );

test('columns are laid out side by side, whatever rows each is picked by and in however many parts', () => {
  fc.assert(
    fc.property(given, ({ columns, lists, which, parts }) => {
      const rows = lists.map(list => Int32Array.from(list));
      const picked = columns.map((column, c) => new PickedNumbers(Float64Array.from(column), rows[which[c]!]!));
      const count = rows[0]!.length;
      const data = new Float64Array(count * columns.length).fill(77);
      const ends = [...parts.filter(at => at < count).sort((a, b) => a - b), count];
      ends.forEach((to, i) => PickedNumbers.layOut(picked, data, ends[i - 1] ?? 0, to));
      const expected = Float64Array.from(data, (_, i) => {
        const c = i % columns.length;
        return columns[c]![lists[which[c]!]![Math.floor(i / columns.length)]!]!;
      });
      expect(data).toStrictEqual(expected);
      picked.forEach((numbers, c) => {
        const values = lists[which[c]!]!.map(row => columns[c]![row]!);
        expect(numbers.values).toStrictEqual(Float64Array.from(values));
        // An extent has no -0.
        const known = values.filter(v => !Number.isNaN(v)).map(v => v + 0);
        expect(numbers.extent).toEqual({
          min: known.reduce((a, b) => (b < a ? b : a), Infinity),
          max: known.reduce((a, b) => (b > a ? b : a), -Infinity),
          missing: values.length - known.length,
          infinite: known.filter(v => !Number.isFinite(v)).length,
        });
        expect(new PickedNumbers(Float64Array.from(columns[c]!), rows[which[c]!]!).extent).toEqual(numbers.extent);
      });
    }),
    { numRuns: 150 },
  );
});

test('a picked table is the table of those rows, and rows of it are rows of those', () => {
  const texts = (table: Table) => table.columns.map(c => ({ ...c }));
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 50 }),
      fc.array(fc.nat(), { maxLength: 60 }),
      fc.array(fc.nat(), { maxLength: 60 }),
      (values, outer, inner) => {
        const table = makeTable([
          ['a', numberColumn(values)],
          ['b', datetimeColumn(values.map(v => v / 2))],
        ]);
        const first = Int32Array.from(outer, row => row % values.length);
        const second = Int32Array.from(first.length ? inner : [], row => row % first.length);
        const picked = pickTableRows(table, first);
        const twice = pickTableRows(picked, second);
        expect(texts(twice)).toStrictEqual(texts(takeTableRows(takeTableRows(table, first), second)));
        expect(texts(picked)).toStrictEqual(texts(takeTableRows(table, first)));
        expect(structuredClone(picked)).toEqual(takeTableRows(table, first));
        for (const column of twice.columns) {
          expect(pickedNumbers(column)!.extent.missing).toBe(countMissing(column));
          expect(pickedNumbers({ ...column })).toBeUndefined();
        }
      },
    ),
  );
});

test('what is picked is a copy: later changes of it leave the table alone', () => {
  const column = numberColumn([1, 2, 3, 4]);
  for (const rows of [everyRow(4), Int32Array.of(1, 2), Int32Array.of(3, 0)]) {
    const before = column.values.slice();
    const [picked] = pickTableRows(makeTable([['a', column]]), rows).columns;
    pickedNumbers(picked!)!.values.fill(-1);
    for (const taken of [gatherNumbers(column.values, rows), (takeRows(column, rows) as typeof column).values]) taken.fill(-1); // prettier-ignore
    expect(column.values).toStrictEqual(before);
  }
});

test('rows are gathered the same whether they follow each other or not', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(), (codes, from, count) => {
      const first = from % codes.length;
      const stretch = Int32Array.from({ length: count % (codes.length - first + 1) }, (_, i) => first + i);
      for (const rows of [stretch, stretch.slice().reverse(), Array.from(stretch)]) {
        const expected = Array.from(rows, row => codes[row]!);
        expect(Array.from(gatherCodes(Int32Array.from(codes), rows))).toEqual(expected);
        expect(Array.from(gatherNumbers(Float64Array.from(codes), rows))).toEqual(expected);
      }
    }),
  );
});
