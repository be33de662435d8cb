import { StudioError } from '../errors.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { lowerDatePart, MILLISECONDS_PER_DAY } from '../graph/calendar.ts';
import type { Ref } from '../graph/graph.ts';
import { defineStep, type NamedRef } from '../step.ts';
import { parseDate } from '../table/parse-date.ts';
import { finiteValues } from './column-values.ts';
import { eachColumn } from './each-column.ts';

/** Each part by the name it has on the screen. */
const parts: Readonly<Record<string, (g: GraphBuilder, date: Ref) => Ref>> = {
  year: (g, date) => lowerDatePart(g, 'year', date),
  quarter: (g, date) => lowerDatePart(g, 'quarter', date),
  month: (g, date) => lowerDatePart(g, 'month', date),
  week: (g, date) => lowerDatePart(g, 'week', date),
  'day of month': (g, date) => lowerDatePart(g, 'day', date),
  'day of year': (g, date) => lowerDatePart(g, 'day_of_year', date),
  weekday: (g, date) => lowerDatePart(g, 'weekday', date),
  weekend: (g, date) => {
    const late = g.toNumber(g.compare('greater-or-equal', lowerDatePart(g, 'weekday', date), g.constant(6)));
    return g.where(g.isMissing(date), g.constant(NaN), late);
  },
  hour: (g, date) => lowerDatePart(g, 'hour', date),
  minute: (g, date) => lowerDatePart(g, 'minute', date),
};

interface Cycle {
  readonly part: Parameters<typeof lowerDatePart>[1];
  readonly first: number;
  readonly last: number;
  readonly period: number;
}
/** What comes round, and how long it takes. */
const cycles: Readonly<Record<string, Cycle>> = {
  month: { part: 'month', first: 1, last: 12, period: 12 },
  'day of year': { part: 'day_of_year', first: 1, last: 366, period: 365.25 },
  weekday: { part: 'weekday', first: 1, last: 7, period: 7 },
  hour: { part: 'hour', first: 0, last: 23, period: 24 },
};

/**
 * Parts of dates in UTC as numbers of their own; a missing date makes them missing. A cycle gives sine and cosine of
 * 2 π (part - first) / period, so that December lies beside January. Days since count fractions of a day.
 */
export const dateParts = defineStep({
  id: 'date-parts',
  label: 'Take dates apart',
  help: 'Turns a date into numbers a model can use: the month, the weekday (Monday is 1), the hour. As a cycle, with a sine and a cosine, Sunday lies beside Monday and December beside January. All in UTC, the time of the file.',
  group: 'Dates',
  accepts: 'date',
  params: {
    parts: {
      kind: 'table',
      default: [['year'], ['month'], ['weekday']],
      maxRows: Object.keys(parts).length,
      fields: [{ label: 'Part', options: Object.keys(parts) }],
      label: 'Parts',
    },
    cycles: {
      kind: 'table',
      default: [],
      maxRows: Object.keys(cycles).length,
      fields: [{ label: 'Cycle', options: Object.keys(cycles) }],
      label: 'Cycles',
    },
    since: {
      kind: 'choice',
      default: 'none',
      options: ['none', 'first-date', 'given-date'],
      label: 'Days since',
      help: 'First date: the earliest among the training rows. The number goes on growing with later rows.',
    },
    reference: {
      kind: 'text',
      default: '2000-01-01',
      maxLength: 40,
      label: 'Date to count from',
      onlyWith: { name: 'since', value: 'given-date' },
    },
    keep: { kind: 'flag', default: false, label: 'Keep the date itself', help: 'As a number, for other steps.' },
  },
  fit: async (columns, _target, { parts: chosen, cycles: round, since, reference, keep }, context) => ({
    parts: [...new Set(chosen.flat())],
    cycles: [...new Set(round.flat())],
    since: await eachColumn(columns, context, column => (since === 'none' ? null : since === 'given-date' ? readReference(reference) : earliest(finiteValues(column)))), // prettier-ignore
    keep,
  }),
  lower: ({ parts: chosen, cycles: round, since, keep }, g, inputs) =>
    inputs.flatMap(({ name, ref }, i): NamedRef[] => {
      const start = since[i]!;
      const gone = (from: number) => g.binary('divide', g.binary('subtract', ref, g.constant(from)), g.constant(MILLISECONDS_PER_DAY)); // prettier-ignore
      return [
        ...(keep ? [{ name, ref }] : []),
        ...chosen.map(part => ({ name: `${name} ${part}`, ref: parts[part]!(g, ref) })),
        ...round.flatMap(part => lowerCycle(g, `${name} ${part}`, ref, cycles[part]!)),
        ...(start === null ? [] : [{ name: `${name} in days`, ref: gone(start) }]),
      ];
    }),
});

function lowerCycle(g: GraphBuilder, name: string, date: Ref, { part, first, last, period }: Cycle): NamedRef[] {
  const at = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const place = lowerDatePart(g, part, date);
  return (['sin', 'cos'] as const).map(wave => {
    // A quarter of the way round is 0, where rounding leaves 6e-17.
    const value = at.map(v => Math[wave]((2 * Math.PI * (v - first)) / period)).map(v => (Math.abs(v) < 1e-15 ? 0 : v));
    return {
      name: `${name} ${wave === 'sin' ? 'sine' : 'cosine'}`,
      ref: g.interpolate(place, { at, before: value, value, after: value }),
    };
  });
}

const earliest = (dates: Float64Array): number => (dates.length ? dates.reduce((a, b) => Math.min(a, b)) : 0);

function readReference(text: string): number {
  const date = parseDate(text);
  if (Number.isFinite(date)) return date;
  throw new StudioError(
    'param/out-of-range',
    `Take dates apart: the date to count from must be a date such as 2000-01-31, got "${text}".`,
    { owner: 'date-parts', name: 'reference', value: text },
  );
}
