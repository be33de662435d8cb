import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noEthicsNotes, withAnswer } from '../../../../src/core/ethics/checklist.ts';
import { measureEthics } from '../../../../src/core/ethics/measured.ts';
import { representation } from '../../../../src/core/ethics/representation.ts';
import { categoryColumn, datetimeColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const labels = (groups: readonly { label: string; rows: number }[]) => groups.map(g => [g.label, g.rows]);

test('groups of categories by size, of numbers in round bands, of dates by years; small ones are marked', () => {
  const n = 4000;
  const table = makeTable([
    ['sex', categoryColumn(Array.from({ length: n }, (_, i) => (i < 25 ? 'x' : i % 3 ? 'f' : i % 2 ? 'm' : null)))],
    ['age', numberColumn(Array.from({ length: n }, (_, i) => 18 + (i % 53)))],
    ['born', datetimeColumn(Array.from({ length: n }, (_, i) => Date.UTC(1990 + (i % 3), 5, 1)))],
    ['children', numberColumn(Array.from({ length: n }, (_, i) => i % 4))],
  ]);
  const { each, together } = representation(table, ['sex', 'age', 'born', 'gone', 'children']);
  expect(each.map(r => r.column)).toEqual(['sex', 'age', 'born', 'children']);
  expect(labels(each[0]!.groups)).toEqual([['f', 2650], ['m', 663], ['x', 25]]); // prettier-ignore
  expect(each[0]!.missing).toBe(662);
  expect(each[0]!.groups.map(g => g.small)).toEqual([false, false, true]);
  expect(each[1]!.groups[0]).toMatchObject({ label: '10 to 19', rows: 152 });
  expect(each[1]!.groups.map(g => g.label)).toEqual(['10 to 19', '20 to 29', '30 to 39', '40 to 49', '50 to 59', '60 to 69', '70 to 79']); // prettier-ignore
  expect(labels(each[2]!.groups)).toEqual([['1990', 1334], ['1991', 1333], ['1992', 1333]]); // prettier-ignore
  expect(each[3]!.groups.map(g => g.label)).toEqual(['0', '1', '2', '3']);
  expect(together!.columns).toEqual(['sex', 'age', 'born']);
  expect(together!.smallest[0]).toMatchObject({ rows: 1, small: true });
});

test('groups share out the rows, and combinations as well', () => {
  const value = fc.oneof(
    fc.constantFrom(NaN, Infinity, 0, -0),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.integer({ min: 0, max: 90 }),
  );
  const row = fc.tuple(value, fc.constantFrom('a', 'b', '__proto__', null), fc.string({ maxLength: 2 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 200 }), rows => {
      const table = makeTable([
        ['number', numberColumn(rows.map(r => r[0]))],
        ['level', categoryColumn(rows.map(r => r[1]))],
        ['text', textColumn(rows.map(r => r[2]))],
      ]);
      const { each, together } = representation(table, table.names);
      for (const { groups, otherRows, missing } of each) {
        expect(groups.reduce((sum, g) => sum + g.rows, 0) + otherRows + missing).toBe(rows.length);
        expect(new Set(groups.map(g => g.label)).size).toBe(groups.length);
        expect(groups.every(g => g.rows > 0)).toBe(true);
      }
      expect(each[0]!.groups.length).toBeLessThanOrEqual(12);
      expect(together!.absent).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('what is measured: people’s data with its role, and groups that were not chosen', async () => {
  const table = makeTable([
    ['mail', textColumn(['a@x.org', 'b@x.org', null])],
    ['Gender', categoryColumn(['f', 'm', 'f'])],
    ['age', numberColumn([20, 30, 40])],
  ]);
  const schema = [
    { name: 'mail', kind: 'text', role: 'aside' },
    { name: 'Gender', kind: 'category', role: 'feature' },
    { name: 'age', kind: 'number', role: 'feature' },
  ] as const;
  const measured = await measureEthics(table, schema, { ...noEthicsNotes, sensitive: ['age'] });
  expect(measured.personal).toMatchObject([{ column: 'mail', rule: 'email', role: 'aside', matched: 2, looked: 2 }]);
  expect(measured.suggested).toEqual([{ column: 'Gender', what: 'sex or gender' }]);
  expect(measured.groups.map(g => g.column)).toEqual(['age']);
  expect(measured.together).toBeNull();
  expect(structuredClone(measured)).toEqual(measured);
});

test('a question has one answer, the latest', () => {
  const once = withAnswer(noEthicsNotes, 'informed', 'not-sure', '');
  expect(withAnswer(once, 'informed', 'yes', 'asked by letter').answers).toEqual([
    { question: 'informed', answer: 'yes', note: 'asked by letter' },
  ]);
});
