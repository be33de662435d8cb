import { randomStream } from '../../src/core/random.ts';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../src/core/table/column.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';

/**
 * A mixed table with gaps and awkward names. With `strange` it also holds what training never saw: unknown categories,
 * infinities, numbers far outside the range.
 */
export function mixedTable(rows: number, seed: number, strange: boolean): Table {
  const random = randomStream(seed, 'parity');
  const many = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  const gap = <T>(share: number, value: () => T): T | null => (random.next() < share ? null : value());
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random.next() * values.length)]!;
  const number = (scale: number) => () => {
    const odd = strange && random.next() < 0.05;
    return odd ? oneOf([0, -0, 1e12, -1e12, 1e300, Infinity, -Infinity, 5e-324]) : (random.next() - 0.3) * scale;
  };
  const colours = ['red', 'green', 'blue', "it's", 'NA', '<b>', 'ünï'];
  const a = many(() => gap(0.1, number(10)) ?? NaN);
  const b = many(() => gap(0.05, number(1e6)) ?? NaN);
  const colour = many(() => gap(0.1, () => oneOf(strange ? [...colours, 'violet', ' red', 'constructor'] : colours)));
  const noise = many(() => random.next() * 4);
  const score = a.map((v, i) => (Number.isFinite(v) ? v : 3) + noise[i]! + (colour[i] === 'red' ? 4 : 0));
  return makeTable([
    ['Age (years) %é', numberColumn(a)],
    ['__proto__', numberColumn(b)],
    ['t0', datetimeColumn(many(() => gap(0.1, () => Math.floor((random.next() - 0.2) * 2e12)) ?? NaN))],
    ['colour', categoryColumn(colour)],
    ['flag', booleanColumn(many(() => gap(0.1, () => random.next() < 0.5)))],
    ['words', textColumn(many(() => gap(0.1, () => oneOf(['yes', 'no', 'perhaps', 'two words']))))],
    ['value', numberColumn(score)],
    ['two', categoryColumn(score.map(v => (v > 5 ? 'high' : 'low')))],
    ['three', categoryColumn(score.map(v => (v > 7 ? '10' : v > 3 ? '9' : 'other')))],
  ]);
}

/** The table with one more target, above 0. */
export function withAmount(table: Table): Table {
  const value = table.columns[table.names.indexOf('value')]!;
  const amounts = value.kind === 'number' ? value.values.map(v => Math.exp(v / 4)) : [];
  return makeTable([
    ...table.names.map((name, i) => [name, table.columns[i]!] as const),
    ['amount', numberColumn(amounts)],
  ]);
}
