import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAt, cellGrid, mapHeight, mapWidth, nextCell } from '../../../../src/ui/charts/cell-map.ts';

const size = fc.integer({ min: 1, max: 300 });
const grids = fc
  .record({
    rows: size,
    columns: size,
    width: fc.integer({ min: 250, max: 1200 }),
    longest: fc.integer({ min: 0, max: 10_000 }),
  })
  .map(({ rows, columns, width, longest }) => ({
    width,
    grid: cellGrid(rows, columns, width, { rows: longest, columns: longest }),
  }));

test('a map stays within the width it gets, and every cell can be pointed at', () => {
  fc.assert(
    fc.property(grids, ({ grid, width }) => {
      expect(mapWidth(grid)).toBeLessThanOrEqual(width);
      for (const [row, column] of [
        [0, 0],
        [grid.rows - 1, grid.columns - 1],
      ] as const) {
        const [x, y] = [grid.left + (column + 0.5) * grid.width, grid.top + (row + 0.5) * grid.height];
        expect(cellAt(grid, x, y)).toEqual({ row, column });
      }
      expect(cellAt(grid, grid.left - 1, grid.top + 1)).toBeNull();
      expect(cellAt(grid, grid.left + 1, mapHeight(grid))).toBeNull();
    }),
  );
});

test('keys move by one, to an end, and never beyond', () => {
  const grid = cellGrid(4, 3, 600, { rows: 5, columns: 5 });
  expect(nextCell('ArrowRight', { row: 1, column: 1 }, grid)).toEqual({ row: 1, column: 2 });
  expect(nextCell('ArrowRight', { row: 1, column: 2 }, grid)).toEqual({ row: 1, column: 2 });
  expect(nextCell('ArrowUp', { row: 0, column: 2 }, grid)).toEqual({ row: 0, column: 2 });
  expect(nextCell('End', { row: 0, column: 0 }, grid)).toEqual({ row: 0, column: 2 });
  expect(nextCell('PageDown', { row: 0, column: 1 }, grid)).toEqual({ row: 3, column: 1 });
  expect(nextCell('a', { row: 0, column: 1 }, grid)).toBeNull();
});
