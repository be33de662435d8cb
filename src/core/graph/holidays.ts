import type { GraphBuilder } from './builder.ts';
import { lowerDatePart, lowerLeapYear, MILLISECONDS_PER_DAY, wholeNumbers } from './calendar.ts';
import type { Ref } from './graph.ts';

/** A day of the year by rule. */
export type HolidayRule = (
  | { readonly kind: 'date'; readonly month: number; readonly day: number }
  /** The nth such weekday of a month, Monday is 1; 0 is the last. */
  | { readonly kind: 'weekday'; readonly month: number; readonly weekday: number; readonly nth: number }
  /** Days after Easter Sunday of the western churches; before it where negative. */
  | { readonly kind: 'easter'; readonly offset: number }
) & { readonly from?: number; readonly until?: number };

/** True on days that one of the rules names; false for a missing date. Dates are epoch milliseconds, days those of UTC. */
export function lowerHoliday(g: GraphBuilder, rules: readonly HolidayRule[], date: Ref): Ref {
  const part = (name: Parameters<typeof lowerDatePart>[1], of = date) => lowerDatePart(g, name, of);
  const is = (x: Ref, value: number) => g.compare('equal', x, g.constant(value));
  const and = (a: Ref, b: Ref) => g.logical('and', a, b);
  const { plus, subtract, floorDivide } = wholeNumbers(g);

  const named = (rule: HolidayRule): Ref => {
    switch (rule.kind) {
      case 'date':
        return and(is(part('month'), rule.month), is(part('day'), rule.day));
      case 'weekday': {
        const day = and(is(part('month'), rule.month), is(part('weekday'), rule.weekday));
        if (rule.nth > 0) return and(day, is(floorDivide(plus(part('day'), -1), 7), rule.nth - 1));
        return and(day, g.not(is(part('month', plus(date, 7 * MILLISECONDS_PER_DAY)), rule.month)));
      }
      case 'easter':
        return is(subtract(part('day_of_year'), lowerEaster(g, part('year'))), rule.offset);
      default:
        return rule satisfies never;
    }
  };
  const within = (rule: HolidayRule): Ref => {
    const bounds = [
      ...(rule.from === undefined ? [] : [g.compare('greater-or-equal', part('year'), g.constant(rule.from))]),
      ...(rule.until === undefined ? [] : [g.compare('less-or-equal', part('year'), g.constant(rule.until))]),
    ];
    return bounds.reduce(and, named(rule));
  };
  const never = g.compare('less', g.constant(0), date);
  return rules.length ? rules.map(within).reduce((a, b) => g.logical('or', a, b)) : and(never, g.not(never));
}

/**
 * Easter Sunday of the western churches as a day of its year, 1 to 366: the anonymous Gregorian algorithm (Nature, 20 April
 * 1876; Meeus, Astronomical Algorithms, chapter 8), for years from 1583 on.
 */
export function lowerEaster(g: GraphBuilder, year: Ref): Ref {
  const { plus, times, add, subtract, floorDivide, modulo } = wholeNumbers(g);
  const golden = modulo(year, 19);
  const century = floorDivide(year, 100);
  const ofCentury = modulo(year, 100);
  const drift = floorDivide(plus(subtract(century, floorDivide(plus(century, 8), 25)), 1), 3);
  const skipped = add(floorDivide(century, 4), drift);
  const moon = modulo(plus(subtract(add(times(golden, 19), century), skipped), 15), 30);
  const doubles = times(add(modulo(century, 4), floorDivide(ofCentury, 4)), 2);
  const weekday = modulo(plus(subtract(subtract(doubles, moon), modulo(ofCentury, 4)), 32), 7);
  const late = floorDivide(add(golden, add(times(moon, 11), times(weekday, 22))), 451);
  const ofMarch = plus(subtract(add(moon, weekday), times(late, 7)), 22);
  return add(plus(ofMarch, 59), g.toNumber(lowerLeapYear(g, year)));
}
