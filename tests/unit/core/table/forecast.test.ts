import { describe, expect, test } from 'vitest';
import { needsOf, roomFor, type TableForecast } from '../../../../src/core/table/forecast.ts';

const forecast: TableForecast = {
  rows: 1000,
  exact: true,
  columns: [
    { name: 'n', kind: 'number', integer: true, bytes: 8, features: 1 },
    { name: 'c', kind: 'category', integer: false, bytes: 4, features: 5 },
    { name: 't', kind: 'text', integer: false, bytes: 20, features: 0 },
  ],
};
const room = { memory: 100_000, table: 50_000, cells: 10_000, binding: null };

describe('what a table takes', () => {
  test('rows times bytes, and float64 for each feature', () => {
    expect(needsOf(forecast, {})).toEqual({ rows: 1000, cells: 3000, table: 32_000, peak: 80_000, matrix: 48_000 });
  });
  test('columns and rows left out take nothing', () => {
    expect(needsOf(forecast, { columns: ['n', 'c'], sample: { share: 0.5 } })).toEqual({
      ...{ rows: 500, cells: 1000, table: 6000, peak: 15_000, matrix: 24_000 },
    });
  });
  test('the tightest of memory, table and cells decides', () => {
    expect(roomFor(needsOf(forecast, {}), room)).toBe(100_000 / 80_000);
    expect(roomFor(needsOf(forecast, {}), { ...room, table: 16_000 })).toBe(0.5);
    expect(roomFor(needsOf(forecast, {}), { ...room, cells: 300 })).toBe(0.1);
  });
});
