import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsOf, type Bins, countPlaces, missingAt, placesOf } from '../../../../src/core/profile/bins.ts';
import { pairCounts } from '../../../../src/core/profile/pair.ts';
import { selectRows } from '../../../../src/core/profile/selection.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const edges: Bins = { kind: 'edges', edges: [0, 1, 2, 5] };
const levels: Bins = { kind: 'levels', levels: ['a', '__proto__'] };
const value = fc.constantFrom(NaN, -1, 0, 0.5, 1, 4.9, 5, 6);
const level = fc.constantFrom(null, 'a', '__proto__', 'c');

test('each cell holds the rows of its two places, and the cells of a row add up to its place', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, level), { maxLength: 30 }), rows => {
      const x = numberColumn(rows.map(r => r[0]));
      const y = categoryColumn(rows.map(r => r[1]));
      const table = makeTable([
        ['x', x],
        ['y', y],
      ]);
      const first = { name: 'x', bins: edges, places: placesOf(x, edges) };
      const second = { name: 'y', bins: levels, places: placesOf(y, levels) };
      const { counts } = pairCounts(first, second);
      const width = barsOf(levels) + 2;
      for (let a = 0; a <= missingAt(edges); a++) {
        for (let b = 0; b <= missingAt(levels); b++)
          expect(counts[a * width + b]).toBe(
            selectRows(table, [
              { kind: 'place', column: 'x', bins: edges, at: a },
              { kind: 'place', column: 'y', bins: levels, at: b },
            ]).length,
          );
        const sum = counts.slice(a * width, (a + 1) * width).reduce((s, n) => s + n, 0);
        expect(sum).toBe(countPlaces(first)[a]);
      }
      const some = Int32Array.from(rows.keys()).filter(row => row % 2 === 0);
      expect(pairCounts(first, second, some).counts.reduce((s, n) => s + n, 0)).toBe(some.length);
    }),
  );
});
