import { expect, test } from 'vitest';
import { rowsWithin } from '../../../../src/ui/charts/points-layer.ts';
import { pointSets, scatterData } from '../../../../src/ui/charts/scatter-chart.ts';

const set = { name: 'rows', x: [0, 1, 2, NaN], y: [5, 4, 3, 2], rows: [7, 3, 9, 1], colour: 'var(--c2)' };

test('rows of the points in a box, whichever corner it was drawn from; edges count', () => {
  const sets = [{ ...set }, { ...set, rows: [7, 8, 2, 0] }];
  expect(rowsWithin(sets, { x: [0, 1], y: [4, 5] })).toEqual([3, 7, 8]);
  expect(rowsWithin(sets, { x: [1.5, -1], y: [5, 4] })).toEqual([3, 7, 8]);
  expect(rowsWithin(sets, undefined)).toEqual([]);
});

test('many points go to the canvas with their rows, and the plot draws none of them; few, and dates, stay with the plot', () => {
  const x = Array.from({ length: 3000 }, (_, i) => i);
  const drawn = [x.filter(i => i % 2 === 0)];
  const [points] = pointSets([{ name: 'a', x, y: x, rows: x.map(i => 10 * i) }], drawn, {});
  expect(points!.x).toHaveLength(1500);
  expect(points!.rows[3]).toBe(60);
  expect(points!.colour).toBe('var(--c1)');
  expect(scatterData([{ name: 'a', x, y: x }], drawn, {}, true)[0]).toMatchObject({ mode: 'none' });
  expect(pointSets([{ name: 'a', x, y: x }], drawn, { xType: 'date' })).toEqual([]);
  expect(pointSets([set], [[0, 1, 2]], {})).toEqual([]);
});
