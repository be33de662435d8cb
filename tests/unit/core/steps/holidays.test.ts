import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { numberBlock } from '../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../src/core/graph/builder.ts';
import { lowerEaster } from '../../../../src/core/graph/holidays.ts';
import { interpret } from '../../../../src/core/graph/interpret.ts';
import { readHolidayRule } from '../../../../src/core/steps/holiday-rules.ts';

const { easters } = JSON.parse(readFileSync('tests/golden/dates/dates.json', 'utf8')) as {
  readonly easters: { readonly from: number; readonly dayOfYear: readonly number[] };
};

test('Easter from 1583 to 2599 is when dateutil says it is', () => {
  const g = new GraphBuilder();
  const graph = g.done([{ name: 'day', ref: lowerEaster(g, g.input('year', 'float64')) }]);
  const years = Float64Array.from(easters.dayOfYear, (_, i) => easters.from + i);
  const { data } = interpret(graph, new Map([['year', numberBlock(years)]]), years.length).get('day') as { data: Float64Array }; // prettier-ignore
  expect(Array.from(data)).toEqual(easters.dayOfYear);
});

describe('rules for days', () => {
  test('are read in several spellings', () => {
    expect(readHolidayRule(' 12-25 ')).toEqual({ kind: 'date', month: 12, day: 25 });
    expect(readHolidayRule('4th thursday of NOVEMBER')).toEqual({ kind: 'weekday', month: 11, weekday: 4, nth: 4 });
    expect(readHolidayRule('last Monday in May from 1971')).toEqual({ kind: 'weekday', month: 5, weekday: 1, nth: 0, from: 1971 }); // prettier-ignore
    expect(readHolidayRule('Easter')).toEqual({ kind: 'easter', offset: 0 });
    expect(readHolidayRule('easter - 2 from 1990 until 2004')).toEqual({ kind: 'easter', offset: -2, from: 1990, until: 2004 }); // prettier-ignore
  });

  test.each([
    '',
    '13-01',
    '02-30',
    '00-10',
    '6th Monday of May',
    'last Someday of May',
    '1st Monday of Mai',
    'Easter * 2',
    'Easter + 300',
    '25 December',
  ])('“%s” is refused, with what to write instead', rule => {
    expect(() => readHolidayRule(rule)).toThrow(expect.objectContaining({ code: 'param/out-of-range' }));
    expect(() => readHolidayRule(rule)).toThrow('Write a date as 12-25');
  });
});
