import { describe, expect, test } from 'vitest';
import type { RowMap } from '../../../../src/app/row-map.svelte.ts';
import { mapSeries } from '../../../../src/ui/views/map/map-series.ts';
import { densityBars } from '../../../../src/ui/views/train/pictures/density-tree.ts';
import { cutHeight, dendrogramData, groupsAt, naturalCut } from '../../../../src/ui/views/train/pictures/dendrogram.ts';
import { silhouetteBars } from '../../../../src/ui/views/train/pictures/silhouette-bars.ts';

// Leaves of 5, 3, 2 and 1 rows: the first two join at 1, the last two at 2, both at 9.
const tree = {
  leaves: [5, 3, 2, 1],
  merges: [
    { left: 0, right: 1, distance: 1, size: 8 },
    { left: 2, right: 3, distance: 2, size: 3 },
    { left: 4, right: 5, distance: 9, size: 11 },
  ],
};

describe('a dendrogram', () => {
  test('a cut leaves the groups whose merges lie above it', () => {
    expect(groupsAt(tree, 1)).toEqual([{ leaves: [0, 1, 2, 3], rows: 11 }]);
    expect(groupsAt(tree, 2).map(g => g.rows)).toEqual([8, 3]);
    expect(groupsAt(tree, 3).map(g => g.rows)).toEqual([8, 2, 1]);
    expect(groupsAt(tree, 4).map(g => g.rows)).toEqual([5, 3, 2, 1]);
  });

  test('lies between the merge below and the one above it, and is natural where the branches are longest', () => {
    expect([1, 2, 3, 4].map(k => cutHeight(tree, k))).toEqual([9 * 1.05, 5.5, 1.5, 0.5]);
    expect(naturalCut(tree)).toBe(2);
    expect(naturalCut({ leaves: [4], merges: [] })).toBeNull();
  });

  test('has a bracket for each merge, those below the cut in the colour of their group', () => {
    const lines = dendrogramData(tree, 2) as { y: (number | null)[]; line: { color: string } }[];
    expect(lines.map(l => l.line.color)).toEqual(['var(--c1)', 'var(--c2)', 'var(--ink-3)']);
    expect(lines.map(l => l.y)).toEqual([
      [0, 1, 1, 0, null],
      [0, 2, 2, 0, null],
      [1, 9, 9, 2, null],
    ]);
  });
});

describe('a condensed tree', () => {
  test('draws children side by side within their parent', () => {
    const { data } = densityBars([
      { parent: -1, size: 10, from: null, to: 4, group: null },
      { parent: 0, size: 6, from: 4, to: 1, group: 0 },
      { parent: 0, size: 3, from: 4, to: 2, group: 1 },
    ]);
    expect(data[0]).toMatchObject({ x: [5, 3, 7.5], base: [4, 1, 2], width: [10, 6, 3] });
  });
});

describe('silhouettes', () => {
  test('of groups lie side by side with a gap, groups without a row take no place on the axis', () => {
    const { data, layout } = silhouetteBars([[0.9, 0.1], [], [-0.2]], 0.3);
    expect(data.map(d => (d as { x: number[] }).x)).toEqual([[-0.5, 0, 1, 1.5], [], [3.5, 4, 4.5]]);
    expect(data.map(d => (d as { y: number[] }).y)).toEqual([[0.9, 0.9, 0.1, 0.1], [], [-0.2, -0.2, -0.2]]);
    expect(layout.xaxis).toMatchObject({ ticktext: ['Group 1', 'Group 3'] });
  });
});

describe('the points of a map', () => {
  const map: RowMap = {
    method: 'components',
    rows: Int32Array.of(3, 5, 8, 9),
    positions: Float64Array.of(0, 0, 1, 1, 2, 2, 3, 3),
    components: null,
    of: 4,
    leftOut: [],
    groups: Int32Array.of(1, -1, 0, 1),
  };
  const told = (series: ReturnType<typeof mapSeries>) => series.map(s => [s.name, Array.from(s.rows!)]);

  test('are coloured by their groups, noise last', () => {
    expect(told(mapSeries(map, '', null))).toEqual([
      ['Group 1', [8]],
      ['Group 2', [3, 9]],
      ['noise', [5]],
    ]);
    expect(told(mapSeries({ ...map, groups: null }, '', null))).toEqual([['rows', [3, 5, 8, 9]]]);
  });

  test('by a column each lies in one set, and a missing value in one of its own', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `level ${i}`);
    const byLevel = mapSeries(map, 'x', { kind: 'levels', codes: Int32Array.of(0, 8, -1, 0), levels });
    expect(told(byLevel)).toEqual([
      ['level 0', [3, 9]],
      ['level 8', [5]],
      ['missing', [8]],
    ]);
    const values = Float64Array.of(1, NaN, 1, 7);
    const byNumber = mapSeries(map, 'x', { kind: 'number', values });
    expect(byNumber.flatMap(s => Array.from(s.rows!)).sort()).toEqual([3, 5, 8, 9]);
    expect(byNumber.at(-1)!.name).toBe('missing');
  });
});
