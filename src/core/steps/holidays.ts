import { MILLISECONDS_PER_DAY } from '../graph/calendar.ts';
import { lowerHoliday } from '../graph/holidays.ts';
import { defineStep } from '../step.ts';
import { holidayCountries, holidaysOf, readHolidayRule } from './holiday-rules.ts';

/** Adds columns that say whether a date, in UTC, falls on a holiday: 1 or 0, missing for a missing date. The date stays. */
export const holidays = defineStep({
  id: 'holidays',
  label: 'Mark holidays',
  help: 'Adds a column that is 1 on public holidays and 0 on other days. They are found by rule, so it works for years to come: Christmas on a date, Thanksgiving on a weekday, Easter by the moon. A day off in place of one that falls on a weekend is not counted. The dates stay as they are.',
  group: 'Dates',
  accepts: 'date',
  params: {
    country: {
      kind: 'choice',
      default: 'none',
      options: holidayCountries,
      label: 'Holidays of',
      help: 'Those of the whole country.',
    },
    own: {
      kind: 'table',
      default: [],
      maxRows: 100,
      fields: [{ label: 'Day, such as 12-24, 2nd Sunday of May, Easter - 48' }],
      label: 'More days',
    },
    around: {
      kind: 'flag',
      default: false,
      label: 'Also the days before and after',
      help: 'Two more columns: whether the next day is a holiday, and whether the day before was one.',
    },
  },
  fit: (_columns, _target, { country, own, around }) => ({
    rules: [...holidaysOf[country as keyof typeof holidaysOf], ...own.map(([rule = '']) => rule).filter(Boolean)].map(
      readHolidayRule,
    ),
    around,
  }),
  lower: ({ rules, around }, g, inputs) =>
    inputs.flatMap(({ name, ref }) => {
      const on = (days: number) => {
        const date = g.binary('add', ref, g.constant(days * MILLISECONDS_PER_DAY));
        return g.where(g.isMissing(ref), g.constant(NaN), g.toNumber(lowerHoliday(g, rules, date)));
      };
      const near = [
        { name: `${name} is before a holiday`, ref: on(1) },
        { name: `${name} is after a holiday`, ref: on(-1) },
      ];
      return [{ name, ref }, { name: `${name} is a holiday`, ref: on(0) }, ...(around ? near : [])];
    }),
});
