import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datetimeText } from '../../../../src/core/table/column.ts';
import { DateEvidence, emptyDate, parseDate, readDate } from '../../../../src/core/table/parse-date.ts';

const moment = fc.integer({ min: -8.64e15, max: 8.64e15 });

describe('parseDate', () => {
  test('reads back every ISO text that JavaScript writes', () => {
    fc.assert(
      fc.property(moment, epoch => void expect(parseDate(new Date(epoch).toISOString())).toBe(epoch)),
      { numRuns: 3000 },
    );
  });

  test('reads back what the studio shows', () => {
    fc.assert(
      fc.property(moment, epoch => void expect(parseDate(datetimeText(epoch))).toBe(epoch)),
      { numRuns: 2000 },
    );
    const days = fc.integer({ min: -800_000, max: 2_000_000 });
    fc.assert(fc.property(days, day => void expect(parseDate(datetimeText(day * 86_400_000))).toBe(day * 86_400_000)));
  });

  test('day and month first agree with the calendar', () => {
    const day = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, date => {
        const [y, m, d] = date.toISOString().slice(0, 10).split('-') as [string, string, string];
        const epoch = Date.parse(`${y}-${m}-${d}T00:00:00Z`);
        expect(parseDate(`${d}/${m}/${y}`, true)).toBe(epoch);
        expect(parseDate(`${Number(m)}/${Number(d)}/${y}`, false)).toBe(epoch);
        expect(parseDate(`${d}.${m}.${y}`, false)).toBe(epoch);
        expect(parseDate(`${y}/${Number(m)}/${Number(d)}`)).toBe(epoch);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['2011-01-31 06:05', '2011-01-31T06:05:00Z'],
    ['2011-01-31T06:05:01.25Z', '2011-01-31T06:05:01.250Z'],
    ['2011-01-31T06:05+02:00', '2011-01-31T04:05:00Z'],
    ['2011-01-31 06:05 -0230', '2011-01-31T08:35:00Z'],
    ['2011-01-31 06:05:00 UTC', '2011-01-31T06:05:00Z'],
    ['2011-01-31Z', '2011-01-31T00:00:00Z'],
    ['2011-01', '2011-01-01T00:00:00Z'],
    ['1/31/2011 12:05 AM', '2011-01-31T00:05:00Z'],
    ['1/31/2011 12:05 PM', '2011-01-31T12:05:00Z'],
    ['1/31/69', '1969-01-31T00:00:00Z'],
    ['1/31/68', '2068-01-31T00:00:00Z'],
    ['31.01.11', '2011-01-31T00:00:00Z'],
    ['31 Jan 2011', '2011-01-31T00:00:00Z'],
    ['31-jan-11', '2011-01-31T00:00:00Z'],
    ['January 31, 2011', '2011-01-31T00:00:00Z'],
    ['Sept 3 2011 7:00', '2011-09-03T07:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%s', (text, iso) => expect(parseDate(text)).toBe(Date.parse(iso)));

  test.each([
    '2011', '201101', '20110131', '2011.01', '2011-13-01', '2011-02-29', '1900-02-29', '31/31/2011', '1.2.10', '11-05-03',
    '10.0.0.1', '12:30', '2011-01-31 25:00', '2011-01-31 10:60', '2011-01-31 13:00 PM', '2011-01-31 10:00+30:00',
    '2011-01-31x', '2011-1', 'May', 'March 2011', '1/2', '1/2/', '2011-01-31T', '555-1234', '', '2011/01-31',
  ])('is no date: %j', text => expect(parseDate(text)).toBeNaN()); // prettier-ignore

  test('never throws and stays inside the cell', () => {
    const bytes = new TextEncoder().encode('2011-01-31,06:00');
    expect(readDate(bytes, 0, 10, emptyDate())).toBe(true);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), text => void parseDate(text)));
  });
});

describe('a column of dates', () => {
  const weigh = (texts: readonly string[]): DateEvidence => {
    const evidence = new DateEvidence();
    const parts = emptyDate();
    for (const text of texts) {
      const bytes = new TextEncoder().encode(text);
      if (readDate(bytes, 0, bytes.length, parts)) evidence.add(parts);
    }
    return evidence;
  };

  test('one telling cell decides the order of all', () => {
    expect(weigh(['1/2/2011', '13/2/2011']).isDayFirst(false)).toBe(true);
    expect(weigh(['1/2/2011', '2/13/2011']).isDayFirst(true)).toBe(false);
  });
  test('cells that contradict each other are mixed, cells that say nothing are ambiguous', () => {
    expect(weigh(['13/2/2011', '2/13/2011']).mixed).toBe(true);
    expect(weigh(['1/2/2011', '3/4/2011']).ambiguous).toBe(true);
    expect(weigh(['1/1/2011', '2011-05-06']).ambiguous).toBe(false);
  });
});
