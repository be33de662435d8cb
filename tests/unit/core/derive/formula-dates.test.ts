import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, one } from './evaluate.ts';

const dates = (cells: readonly (number | null)[]) => ({ d: ['datetime', cells] as const });
const date = (...cells: (number | null)[]) => dates(cells);
const between1800And2200 = fc.integer({ min: Date.UTC(1800, 0, 1), max: Date.UTC(2200, 11, 31, 23, 59, 59, 999) });

/** The same parts by the platform's own calendar. */
const platform: Readonly<Record<string, (d: Date) => number>> = {
  year: d => d.getUTCFullYear(),
  quarter: d => Math.floor(d.getUTCMonth() / 3) + 1,
  month: d => d.getUTCMonth() + 1,
  day: d => d.getUTCDate(),
  day_of_year: d =>
    (Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) - Date.UTC(d.getUTCFullYear(), 0, 1)) / 86_400_000 +
    1,
  weekday: d => d.getUTCDay() || 7,
  hour: d => d.getUTCHours(),
  minute: d => d.getUTCMinutes(),
  second: d => d.getUTCSeconds(),
};

describe('parts of a date', () => {
  it.each(Object.keys(platform))('%s is what the calendar says, 1800 to 2200', part => {
    fc.assert(
      fc.property(fc.array(between1800And2200, { minLength: 1, maxLength: 200 }), times => {
        expect(evaluate(`${part}(d)`, dates(times))).toEqual(times.map(t => platform[part]!(new Date(t))));
      }),
    );
  });

  it.each(Object.keys(platform))('%s is right on every single day from 1800 to 2200', part => {
    const days: number[] = [];
    for (let t = Date.UTC(1800, 0, 1); t < Date.UTC(2201, 0, 1); t += 86_400_000) days.push(t, t + 86_399_999);
    expect(evaluate(`${part}(d)`, dates(days))).toEqual(days.map(t => platform[part]!(new Date(t))));
  });

  it.each(Object.keys(platform))('%s of a missing date is missing', part => {
    expect(evaluate(`${part}(d)`, date(null))).toEqual([null]);
  });

  it('holds to the ends of what dates can be', () => {
    expect(evaluate('year(d)', date(-8.64e15, 8.64e15, Date.UTC(-400, 1, 29)))).toEqual([-271821, 275760, -400]);
  });
});

describe('reckoning with dates', () => {
  const noon = Date.UTC(2024, 1, 28, 12);
  it('subtracts to days and moves by days', () => {
    expect(one("d - date('2024-02-27')", date(noon))).toBe(1.5);
    expect(one("days_between(date('2024-02-27'), d)", date(noon))).toBe(1.5);
    expect(one('d + 2', date(noon))).toBe(Date.UTC(2024, 2, 1, 12));
    expect(one('1 + d', date(noon))).toBe(Date.UTC(2024, 1, 29, 12));
    expect(one('d - 0.5', date(noon))).toBe(Date.UTC(2024, 1, 28));
    expect(one('d + 1e300', date(noon))).toBeNull();
  });
  it('compares with a date written as a text', () => {
    expect(evaluate("d >= '2024-02-28 12:00'", date(noon, noon - 1, null))).toEqual([1, 0, null]);
    expect(evaluate("'2024-02-28' == d", date(Date.UTC(2024, 1, 28)))).toEqual([1]);
  });
});
