import type { GraphBuilder } from './builder.ts';
import type { Ref } from './graph.ts';

/** Parts of a date in UTC. Weekdays count from Monday, 1, to Sunday, 7, and weeks as ISO 8601 has them. */
export type DatePart =
  'year' | 'quarter' | 'month' | 'week' | 'day' | 'day_of_year' | 'weekday' | 'hour' | 'minute' | 'second';

export const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * A part of a date given as epoch milliseconds, in the proleptic Gregorian calendar: Howard Hinnant's civil_from_days
 * (http://howardhinnant.github.io/date_algorithms.html) with floored division, so it also holds before 1970. All
 * intermediate values are integers far below 2^53, and a quotient of two such integers never rounds across a whole
 * number, so every part is exact in float64. Missing gives missing.
 */
export function lowerDatePart(g: GraphBuilder, part: DatePart, date: Ref): Ref {
  const { plus, times, add, subtract, floorDivide, modulo } = wholeNumbers(g);
  if (part === 'hour') return modulo(floorDivide(date, 3_600_000), 24);
  if (part === 'minute') return modulo(floorDivide(date, 60_000), 60);
  if (part === 'second') return modulo(floorDivide(date, 1000), 60);
  const days = floorDivide(date, MILLISECONDS_PER_DAY);
  const fromMonday = modulo(plus(days, 3), 7); // 1970-01-01 was a Thursday
  if (part === 'weekday') return plus(fromMonday, 1);
  if (part === 'week') {
    // A week belongs to the year that has its Thursday.
    const thursday = times(plus(subtract(days, fromMonday), 3), MILLISECONDS_PER_DAY);
    return plus(floorDivide(plus(lowerDatePart(g, 'day_of_year', thursday), -1), 7), 1);
  }

  const shifted = plus(days, 719_468); // days since 0000-03-01: years begin in March, so leap days come last
  const era = floorDivide(shifted, 146_097);
  const dayOfEra = subtract(shifted, times(era, 146_097));
  const withoutLeapDays = subtract(
    add(subtract(dayOfEra, floorDivide(dayOfEra, 1460)), floorDivide(dayOfEra, 36_524)),
    floorDivide(dayOfEra, 146_096),
  );
  const yearOfEra = floorDivide(withoutLeapDays, 365);
  const daysOfYears = subtract(add(times(yearOfEra, 365), floorDivide(yearOfEra, 4)), floorDivide(yearOfEra, 100));
  const marchDay = subtract(dayOfEra, daysOfYears); // 0 is 1 March
  const marchMonth = floorDivide(plus(times(marchDay, 5), 2), 153); // 0 is March
  if (part === 'day') return plus(subtract(marchDay, floorDivide(plus(times(marchMonth, 153), 2), 5)), 1);

  const early = g.compare('greater-or-equal', marchMonth, g.constant(10)); // January and February
  const month = add(marchMonth, g.where(early, g.constant(-9), g.constant(3)));
  if (part === 'month') return month;
  if (part === 'quarter') return floorDivide(plus(month, 2), 3);
  const year = add(add(yearOfEra, times(era, 400)), g.toNumber(early));
  if (part === 'year') return year;

  const leap = lowerLeapYear(g, year);
  // 1 January is day 306 of the year that began in March; before 1 March come 59 days and perhaps a leap day.
  return g.where(early, plus(marchDay, -305), add(plus(marchDay, 60), g.toNumber(leap)));
}

/** True for a year of 366 days. */
export function lowerLeapYear(g: GraphBuilder, year: Ref): Ref {
  const { modulo } = wholeNumbers(g);
  const divides = (by: number) => g.compare('equal', modulo(year, by), g.constant(0));
  return g.logical('or', g.logical('and', divides(4), g.not(divides(100))), divides(400));
}

/** Arithmetic of whole numbers; division rounds down. */
export function wholeNumbers(g: GraphBuilder) {
  const plus = (a: Ref, amount: number) => g.binary('add', a, g.constant(amount));
  const times = (a: Ref, factor: number) => g.binary('multiply', a, g.constant(factor));
  const add = (a: Ref, b: Ref) => g.binary('add', a, b);
  const subtract = (a: Ref, b: Ref) => g.binary('subtract', a, b);
  const floorDivide = (a: Ref, by: number) => g.unary('floor', g.binary('divide', a, g.constant(by)));
  const modulo = (a: Ref, by: number) => subtract(a, times(floorDivide(a, by), by));
  return { plus, times, add, subtract, floorDivide, modulo };
}
