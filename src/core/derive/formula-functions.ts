import { type DatePart, lowerDatePart, MILLISECONDS_PER_DAY } from '../graph/calendar.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref, UnaryOp } from '../graph/graph.ts';
import { parseDate } from '../table/parse-date.ts';
import { formulaError } from './formula-error.ts';
import { chooseFunctions } from './formula-choose.ts';
import { type FormulaType, finiteOrMissing, fromBool, type Value } from './formula-value.ts';

export interface FormulaParameter {
  readonly name: string;
  /** What may be given; undefined allows anything. */
  readonly type?: FormulaType;
  readonly optional?: boolean;
}

/** A function of the formula language. The last parameter of a variadic one may be repeated. */
export interface FormulaFunction {
  readonly name: string;
  readonly group: 'numbers' | 'dates' | 'text' | 'choosing and gaps';
  readonly help: string;
  readonly example: string;
  readonly parameters: readonly FormulaParameter[];
  readonly variadic?: boolean;
  /** Arguments are checked in number and type; the source of the result is filled in by the caller. */
  lower(g: GraphBuilder, ...values: Value[]): Omit<Value, 'source'>;
}

const number = (name: string): FormulaParameter => ({ name, type: 'number' });
const numeric = (ref: Ref, ...from: Value[]): Omit<Value, 'source'> => ({
  type: 'number',
  ref,
  mayOverflow: from.some(v => v.mayOverflow === true),
});

const plain = (name: 'abs' | 'floor' | 'ceil', help: string, example: string): FormulaFunction => ({
  name,
  group: 'numbers',
  help,
  example,
  parameters: [number('x')],
  lower: (g, x) => numeric(g.unary(name, x!.ref), x!),
});
/** Functions that are undefined somewhere: the square root and logarithm of what has none are missing. */
const partial = (name: UnaryOp & ('sqrt' | 'exp' | 'log'), help: string, example: string): FormulaFunction => ({
  name,
  group: 'numbers',
  help,
  example,
  parameters: [number('x')],
  lower: (g, x) => numeric(finiteOrMissing(g, g.unary(name, x!.ref))),
});
const extreme = (name: 'min' | 'max', op: 'minimum' | 'maximum', word: string): FormulaFunction => ({
  name,
  group: 'numbers',
  help: `The ${word} of its arguments; missing where one of them is.`,
  example: `${name}(price, 100)`,
  parameters: [number('a'), number('b')],
  variadic: true,
  lower: (g, ...xs) => numeric(xs.map(x => x.ref).reduce((a, b) => g.binary(op, a, b)), ...xs), // prettier-ignore
});
const datePart = (name: DatePart, help: string): FormulaFunction => ({
  name,
  group: 'dates',
  help,
  example: `${name}(time)`,
  parameters: [{ name: 'date', type: 'datetime' }],
  lower: (g, date) => numeric(lowerDatePart(g, name, date!.ref)),
});

export const formulaFunctions: readonly FormulaFunction[] = [
  plain('abs', 'The size of a number without its sign.', 'abs(change)'),
  partial('sqrt', 'The square root; missing for negative numbers.', 'sqrt(area)'),
  partial('exp', 'e to the power of x.', 'exp(rate)'),
  partial('log', 'The natural logarithm; missing for zero and negative numbers.', 'log(income)'),
  {
    name: 'log1p',
    group: 'numbers',
    help: 'The natural logarithm of 1 + x: tames amounts that may be zero. Missing for -1 and below.',
    example: 'log1p(amount)',
    parameters: [number('x')],
    lower: (g, x) => numeric(finiteOrMissing(g, g.unary('log', g.binary('add', x!.ref, g.constant(1))))),
  },
  plain('floor', 'The next whole number below.', 'floor(age / 10)'),
  plain('ceil', 'The next whole number above.', 'ceil(hours)'),
  {
    name: 'round',
    group: 'numbers',
    help: 'The nearest whole number, or with digits that many places after the point. A half is rounded away from zero.',
    example: 'round(price, 2)',
    parameters: [number('x'), { name: 'digits', type: 'number', optional: true }],
    lower: lowerRound,
  },
  extreme('min', 'minimum', 'smallest'),
  extreme('max', 'maximum', 'largest'),
  {
    name: 'clip',
    group: 'numbers',
    help: 'x, but never below low and never above high.',
    example: 'clip(age, 18, 90)',
    parameters: [number('x'), number('low'), number('high')],
    lower: (g, x, low, high) =>
      numeric(g.binary('minimum', g.binary('maximum', x!.ref, low!.ref), high!.ref), x!, low!, high!),
  },
  datePart('year', 'The year of a date.'),
  datePart('quarter', 'The quarter of the year, 1 to 4.'),
  datePart('month', 'The month, 1 to 12.'),
  datePart('day', 'The day of the month, 1 to 31.'),
  datePart('day_of_year', 'The day of the year, 1 to 366.'),
  datePart('weekday', 'The day of the week: Monday is 1, Sunday is 7.'),
  datePart('hour', 'The hour of the day, 0 to 23.'),
  datePart('minute', 'The minute of the hour, 0 to 59.'),
  datePart('second', 'The second of the minute, 0 to 59.'),
  {
    name: 'days_between',
    group: 'dates',
    help: 'The days from the first date to the second, with a fraction for the hours; negative where the second is earlier.',
    example: 'days_between(ordered, delivered)',
    parameters: [
      { name: 'from', type: 'datetime' },
      { name: 'to', type: 'datetime' },
    ],
    lower: (g, from, to) =>
      numeric(
        g.binary('divide', g.binary('subtract', to!.ref, from!.ref), g.constant(MILLISECONDS_PER_DAY)),
        from!,
        to!,
      ),
  },
  {
    name: 'date',
    group: 'dates',
    help: 'A fixed date, written year first.',
    example: "date('2011-01-31')",
    parameters: [{ name: 'text', type: 'text' }],
    lower: (g, text) => ({ type: 'datetime', ref: g.constant(dateLiteral(text!)), complete: true }),
  },
  {
    name: 'length',
    group: 'text',
    help: 'The number of characters of a text; missing where the text is.',
    example: 'length(comment)',
    parameters: [{ name: 'text', type: 'text' }],
    lower: (g, text) => numeric(g.textLength(text!.ref)),
  },
  {
    name: 'is_missing',
    group: 'choosing and gaps',
    help: 'True where there is no value. The answer itself is never missing.',
    example: 'is_missing(income)',
    parameters: [{ name: 'x' }],
    lower: (g, x) => ({ type: 'boolean', ref: fromBool(g, g.isMissing(x!.ref), []), complete: true }),
  },
  ...chooseFunctions,
];

const byName = new Map(formulaFunctions.map(f => [f.name, f]));
export const formulaFunction = (name: string): FormulaFunction | undefined => byName.get(name.toLowerCase());

/** Half away from zero, as spreadsheets do. `x - floor(x)` is exact, so 0.49999999999999994 stays below a half. */
function lowerRound(g: GraphBuilder, x?: Value, digits?: Value): Omit<Value, 'source'> {
  const places = digits?.literal ?? 0;
  if (
    typeof places !== 'number' ||
    !Number.isInteger(places) ||
    places < 0 ||
    places > 10 ||
    (digits && digits.literal === undefined)
  ) {
    // prettier-ignore
    throw formulaError('type', 'round: digits must be a whole number from 0 to 10.', digits!.source, {
      expected: 'a whole number from 0 to 10',
    });
  }
  const scale = g.constant(10 ** places);
  const scaled = places === 0 ? x!.ref : g.binary('multiply', x!.ref, scale);
  const size = g.unary('abs', scaled);
  const whole = g.unary('floor', size);
  const half = g.compare('greater-or-equal', g.binary('subtract', size, whole), g.constant(0.5));
  const rounded = g.binary('add', whole, g.toNumber(half));
  const signed = g.where(
    g.compare('less', scaled, g.constant(0)),
    g.binary('subtract', g.constant(0), rounded),
    rounded,
  );
  return numeric(places === 0 ? signed : g.binary('divide', signed, scale), { ...x!, mayOverflow: true });
}

/** Epoch milliseconds of a date written as a text in the formula. */
export function dateLiteral(text: Value): number {
  const value = typeof text.literal === 'string' ? parseDate(text.literal) : Number.NaN;
  if (Number.isNaN(value)) {
    throw formulaError(
      'date',
      typeof text.literal === 'string'
        ? `"${text.literal}" is not a date.`
        : 'A date in a formula must be written out; text columns cannot be read as dates here.',
      text.source,
      { expected: 'a date such as 2011-01-31 or 2011-01-31 06:00', suggestion: 'Write it as 2011-01-31.' },
    );
  }
  return value;
}
