import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  barsOf,
  type BinnedColumn,
  binsOf,
  countPlaces,
  missingAt,
  placesOf,
} from '../../../../src/core/profile/bins.ts';
import { countSelection, intersectRows, selectRows } from '../../../../src/core/profile/selection.ts';
import {
  booleanColumn,
  categoryColumn,
  cellText,
  type Column,
  datetimeColumn,
  isMissing,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { profileTable } from '../../../../src/core/table/profile.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

const long = 'x'.repeat(250);
const row = fc.tuple(
  fc.oneof(
    fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e308, -1e308),
    fc.double(),
    fc.integer({ min: -5, max: 40 }),
  ),
  fc.constantFrom(NaN, 0, 86_400_000, 1e12),
  fc.constantFrom(null, ...Array.from({ length: 20 }, (_, i) => `level ${i}`)),
  fc.constantFrom(true, false, null),
  fc.constantFrom(null, '', 'a', 'é', '__proto__', long, `${long}y`, '…'),
);

const tableOf = (rows: readonly (readonly [number, number, string | null, boolean | null, string | null])[]): Table =>
  makeTable([
    ['number', numberColumn(rows.map(r => r[0]))],
    ['time', datetimeColumn(rows.map(r => r[1]))],
    ['level', categoryColumn(rows.map(r => r[2]))],
    ['truth', booleanColumn(rows.map(r => r[3]))],
    ['text', textColumn(rows.map(r => r[4]))],
  ]);

async function binnedOf(table: Table): Promise<{ binned: BinnedColumn[]; shown: readonly (readonly number[])[] }> {
  const schema = table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, role: 'feature' as const }));
  const profile = await profileTable(table, schema);
  const binned = profile.columns.map((c, i) => {
    const bins = binsOf(c);
    return { name: c.name, bins, places: placesOf(table.columns[i]!, bins) };
  });
  const shown = profile.columns.map(c => ('histogram' in c ? c.histogram.counts : c.levels.top.map(l => l.count)));
  return { binned, shown };
}

test('places give the very counts that the profile shows, and every row has one', () =>
  fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 80 }), async rows => {
      const table = tableOf(rows);
      const { binned, shown } = await binnedOf(table);
      binned.forEach((column, i) => {
        const counts = Array.from(countPlaces(column));
        const bars = counts.slice(0, barsOf(column.bins));
        // Two long texts that are shown alike are one bar here.
        if (column.name !== 'text') expect(bars).toEqual(shown[i]);
        expect(counts.reduce((a, b) => a + b)).toBe(table.rows);
        const gaps = rows.filter((_, r) => isMissing(table.columns[i]!, r)).length;
        expect(counts[missingAt(column.bins)]).toBe(gaps);
      });
    }),
  ));

test('the places of a column share out its rows, and counting a selection counts those rows', () =>
  fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async rows => {
      const table = tableOf(rows);
      const { binned } = await binnedOf(table);
      for (const [i, { name, bins }] of binned.entries()) {
        const parts = Array.from({ length: barsOf(bins) + 2 }, (_, at) =>
          selectRows(table, [{ kind: 'place', column: name, bins, at }], binned),
        );
        expect(parts.flatMap(p => Array.from(p)).sort((a, b) => a - b)).toEqual(rows.map((_, r) => r));
        parts.forEach((part, at) => {
          const counts = countSelection(binned, part);
          expect(counts.columns[i]!.counts.map((n, place) => (place === at ? n - part.length : n))).toEqual(
            counts.columns[i]!.counts.map(() => 0),
          );
        });
      }
    }),
    { numRuns: 40 },
  ));

test('a selection of several parts is what they have in common', () =>
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), rows => {
      const table = tableOf(rows);
      const a = { kind: 'range', column: 'number', from: 0, to: 20 } as const;
      const b = { kind: 'missing', among: ['level', 'text'], missing: ['text'] } as const;
      const both = selectRows(table, [a, b]);
      expect(both).toEqual(intersectRows(selectRows(table, [a]), selectRows(table, [b])));
      const expected = rows.flatMap(([n, , level, , text], r) =>
        n >= 0 && n <= 20 && text === null && level !== null ? [r] : [],
      );
      expect(Array.from(both)).toEqual(expected);
    }),
  ));

test('a level selects the rows with that text, byte for byte', () => {
  const column: Column = textColumn(['a', 'é', null, '', 'ab', 'a']);
  const bins = { kind: 'levels', levels: ['a', 'é', ''] } as const;
  const table = makeTable([['t', column]]);
  const texts = [0, 1, 2].map(at =>
    Array.from(selectRows(table, [{ kind: 'place', column: 't', bins, at }]), r => cellText(column, r)),
  );
  expect(texts).toEqual([['a', 'a'], ['é'], ['']]);
});

test('a bar that does not exist is refused by name', () => {
  const table = makeTable([['t', numberColumn([1])]]);
  const bins = { kind: 'edges', edges: [0, 2] } as const;
  const select = (at: number) => () => selectRows(table, [{ kind: 'place', column: 't', bins, at }]);
  for (const at of [-1, 0.5, 3, NaN])
    expect(select(at)).toThrow(expect.objectContaining({ code: 'table/no-such-bar' }));
  expect(select(2)()).toEqual(new Int32Array());
});
