import { describe, expect, test } from 'vitest';
import { cadenceOf } from '../../../../src/core/forecasting/cadence.ts';
import { proposeLags } from '../../../../src/core/forecasting/propose-lags.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { categoryColumn, datetimeColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable, type Table, withColumn } from '../../../../src/core/table/table.ts';

const DAY = 86_400_000;
const dates = (...texts: string[]): number[] => texts.map(t => Date.parse(`${t}T00:00:00Z`));
const run = (start: string, count: number, next: (date: Date, i: number) => void): number[] =>
  Array.from({ length: count }, (_, i) => {
    const date = new Date(`${start}T00:00:00Z`);
    next(date, i);
    return date.getTime();
  });

describe('what comes next', () => {
  test('hours, with a day and a week as seasons', () => {
    const hours = Array.from({ length: 100 }, (_, i) => (i * DAY) / 24);
    const cadence = cadenceOf('t', hours, true);
    expect(cadence).toMatchObject({ unit: 'hour', every: 1, seasons: [{ steps: 24 }, { steps: 168, name: 'week' }] });
    expect(cadence.next(hours.at(-1)!, 3)).toBe((102 * DAY) / 24);
    expect(cadenceOf('t', hours.map(h => 6 * h), true).seasons).toEqual([{ steps: 4, name: 'day' }, { steps: 28, name: 'week' }]); // prettier-ignore
  });

  test('weekdays pass over weekends', () => {
    const all = run('2024-01-01', 40, (d, i) => d.setUTCDate(d.getUTCDate() + i));
    const work = all.filter(t => ![0, 6].includes(new Date(t).getUTCDay()));
    const cadence = cadenceOf('t', work, true);
    const friday = Date.parse('2024-02-09T00:00:00Z');
    expect(cadence.seasons).toEqual([{ steps: 5, name: 'week' }]);
    expect([1, 2, 6].map(k => cadence.next(friday, k))).toEqual(dates('2024-02-12', '2024-02-13', '2024-02-19'));
  });

  test('months keep their day, last days stay last days', () => {
    const firsts = run('2022-01-15', 24, (d, i) => d.setUTCMonth(d.getUTCMonth() + i));
    expect(cadenceOf('t', firsts, true).next(firsts.at(-1)!, 2)).toBe(Date.parse('2024-02-15T00:00:00Z'));
    const ends = run('2022-01-31', 24, (d, i) => d.setUTCMonth(i + 1, 0));
    const cadence = cadenceOf('t', ends, true);
    expect(cadence.seasons).toEqual([{ steps: 12, name: 'year' }]);
    expect([1, 2].map(k => cadence.next(ends.at(-1)!, k))).toEqual(dates('2024-01-31', '2024-02-29'));
  });

  test('plain numbers go on at their distance; times without one are refused', () => {
    const years = Array.from({ length: 12 }, (_, i) => 1990 + 2 * i);
    expect(cadenceOf('year', years, false).next(2012, 2)).toBe(2016);
    const wild = years.map((y, i) => y + i * i);
    for (const asDates of [true, false])
      expect(() => cadenceOf('year', wild, asDates)).toThrow(expect.objectContaining({ code: 'table/no-rhythm' }));
    expect(() => cadenceOf('year', [], true)).toThrow(expect.objectContaining({ code: 'table/no-rhythm' }));
  });
});

describe('lags to propose', () => {
  const hours = Array.from({ length: 600 }, (_, i) => (i * DAY) / 24);
  const make = (count: number, shops: readonly string[]): Table =>
    makeTable([
      ['at', datetimeColumn(shops.flatMap(() => hours.slice(0, count)))],
      ['shop', categoryColumn(shops.flatMap(shop => Array.from({ length: count }, () => shop)))],
      ['y', numberColumn(shops.flatMap(() => hours.slice(0, count).map((_, i) => i + 0.5)))],
    ]);
  const recipeOf = (table: Table): Recipe =>
    proposeRecipe(table, [
      { name: 'at', kind: 'datetime', role: 'time' },
      { name: 'shop', kind: 'category', role: 'feature' },
      { name: 'y', kind: 'number', role: 'target' },
    ]);

  test('hold the last row and each season that the table has three times', () => {
    const table = make(600, ['a']);
    const found = proposeLags(recipeOf(table), table)!;
    expect(found).toMatchObject({ lags: ['1 hour', '24 hours', '168 hours'], clock: 'at', by: null, repeats: 0 });
    expect(found.entries.map(e => e.id)).toEqual(['lag', 'window']);
    const few = make(100, ['a']);
    expect(proposeLags(recipeOf(few), few)!.lags).toEqual(['1 hour', '24 hours']);
    expect(proposeLags({ ...recipeOf(few), rows: found.entries }, few)).toBeNull();
  });

  test('keep series apart by the column that makes their times distinct, and propose nothing where none does', () => {
    const table = make(100, ['a', 'b']);
    expect(proposeLags(recipeOf(table), table)!.by).toBe('shop');
    const repeated = make(100, ['a', 'a']);
    expect(proposeLags(recipeOf(repeated), repeated)).toMatchObject({ repeats: 100, entries: [{ id: 'drop-duplicates' }, { id: 'lag' }, { id: 'window' }] }); // prettier-ignore
    const tied = withColumn(repeated, 'shop', numberColumn(Array.from({ length: 200 }, (_, i) => i)));
    expect(proposeLags(recipeOf(repeated), tied)).toBeNull();
  });
});
