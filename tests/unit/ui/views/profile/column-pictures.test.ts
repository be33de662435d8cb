import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binsOf, missingAt, placesOf } from '../../../../../src/core/profile/bins.ts';
import { byTarget, type ByTarget, splitTarget } from '../../../../../src/core/profile/by-target.ts';
import { selectRows } from '../../../../../src/core/profile/selection.ts';
import { categoryColumn, type Column, numberColumn, textColumn } from '../../../../../src/core/table/column.ts';
import { type ColumnProfile, profileColumn } from '../../../../../src/core/table/column-profile.ts';
import { makeTable } from '../../../../../src/core/table/table.ts';
import { placeData, placeTable } from '../../../../../src/ui/charts/place-chart.ts';
import { chartTitle } from '../../../../../src/ui/views/profile/chart-words.ts';
import { placeBars, placeCounts } from '../../../../../src/ui/views/profile/column-bars.ts';
import { placeChosen } from '../../../../../src/ui/views/profile/place-words.ts';
import { rowPicks } from '../../../../../src/ui/views/profile/row-picks.ts';

const profiled = (column: Column): Promise<ColumnProfile> =>
  profileColumn({ name: 'x', kind: column.kind, role: 'feature' }, column);
const rowsOf = (column: Column, part: Parameters<typeof selectRows>[1][number]) =>
  selectRows(makeTable([['x', column]]), [part]).length;

const columns: fc.Arbitrary<Column> = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(NaN, 0, 7, 1e6, Infinity, -40), fc.double({ min: -10, max: 10, noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    })
    .map(values => numberColumn(values)),
  fc
    .array(fc.constantFrom(null, 'a', '__proto__', ...Array.from({ length: 20 }, (_, i) => `l${i}`)), {
      minLength: 1,
      maxLength: 60,
    })
    .map(values => categoryColumn(values)),
  fc
    .array(fc.constantFrom(null, 'a', '', '<b>x</b>'), { minLength: 1, maxLength: 60 })
    .map(values => textColumn(values)),
);

describe('the pictures of a column', () => {
  test('what stands beside a bar or a button is the number of rows that it selects', () =>
    fc.assert(
      fc.asyncProperty(columns, async column => {
        const profile = await profiled(column);
        const bins = binsOf(profile);
        const counts = placeCounts(profile);
        for (let at = 0; at <= missingAt(bins); at++)
          expect(rowsOf(column, placeChosen('x', bins, at, 'numbers').part)).toBe(counts[at]);
        for (const { rows, chosen } of rowPicks(profile)) expect(rowsOf(column, chosen.part)).toBe(rows);
      }),
    ));

  test('layers of classes add up to the bars, whatever was left out of the training', () =>
    fc.assert(
      fc.asyncProperty(
        columns,
        fc.array(fc.constantFrom(null, ...Array.from({ length: 15 }, (_, i) => `class ${i}`)), {
          minLength: 60,
          maxLength: 60,
        }),
        async (column, classes) => {
          const profile = await profiled(column);
          const bins = binsOf(profile);
          const places = placesOf(column, bins);
          const split = splitTarget(categoryColumn(classes.slice(0, places.length)), 'classification');
          const train = Int32Array.from(places.keys()).filter(row => row % 3 > 0);
          const target: ByTarget = {
            target: 'y',
            rows: train.length,
            classes: split.kind === 'classes' ? split.classes : [],
            mean: null,
            columns: [byTarget({ name: 'x', bins, places }, split, train)],
          };
          const { layers, counts } = placeBars(profile, target, null);
          expect(layers.length).toBeLessThanOrEqual(7);
          counts.forEach((count, at) => expect(layers.reduce((sum, layer) => sum + layer.counts[at]!, 0)).toBe(count));
          expect(chartTitle(profile, target)).not.toMatch(/NaN|undefined|null/);
        },
      ),
    ));

  test('names from a file stay text, and the selected rows stand in front of every bar', async () => {
    const profile = await profiled(textColumn(['<b>x</b>', '<b>x</b>', 'y', null]));
    const bars = placeBars(profile, null, [1, 0, 0, 1]);
    const [all, front] = placeData(bars) as { hovertext: string[]; x: number[]; customdata: number[] }[];
    expect(all!.hovertext[0]).toContain('&lt;b&gt;x');
    expect(all!.x).toEqual([2, 1, 1]);
    expect(front!.x).toEqual([1, 0, 1]);
    expect(front!.customdata).toEqual([0, 1, 3]);
    expect(placeTable(bars, '').rows.at(-1)).toEqual(['missing', 1, 1]);
  });

  test('counts of another table are not drawn in the bars', async () => {
    const profile = await profiled(categoryColumn(['a', 'b', 'b']));
    expect(placeBars(profile, null, [1, 2, 3, 4, 5, 6]).selected).toBeNull();
  });
});
