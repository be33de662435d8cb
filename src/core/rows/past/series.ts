import { StudioError } from '../../errors.ts';
import type { ParamSpec } from '../../params.ts';
import { equalRows } from '../../table/duplicates.ts';
import type { Table } from '../../table/table.ts';
import { chosenColumn, named, namesWords } from '../columns.ts';
import type { Reach } from './values.ts';

/** The rows of one group in the order of time; rows of one time keep their order. */
export interface Series {
  readonly rows: Int32Array;
  /** The time of each, ascending. */
  readonly times: Float64Array;
}

const second = 1000;
const spans = {
  seconds: second,
  minutes: 60 * second,
  hours: 3600 * second,
  days: 86_400 * second,
  weeks: 7 * 86_400 * second,
} as const;
export const reachUnits = ['rows', 'seconds', 'minutes', 'hours', 'days', 'weeks'] as const;
export type ReachUnit = (typeof reachUnits)[number];

export const seriesParams = {
  time: { kind: 'column', default: '', accepts: ['datetime', 'number'], label: 'Time', help: 'What says which row is earlier.' }, // prettier-ignore
  by: {
    kind: 'columns',
    default: [],
    label: 'Separately for each',
    help: 'Such as shop or patient: a row then sees earlier rows of its own group only.',
  },
} as const satisfies ParamSpec;

/** The table as one series a group. Rows without a time are in none. */
export function seriesOf(owner: string, table: Table, time: string, by: readonly string[]): readonly Series[] {
  const { values } = chosenColumn(owner, table, time, ['datetime', 'number']);
  const keys = [...new Set(by)].map(name => chosenColumn(owner, table, name));
  const { codes, counts } = equalRows(keys, table.rows, row => Number.isNaN(values[row]!));
  const groups = Array.from(counts, count => new Int32Array(count));
  const filled = new Int32Array(counts.length);
  codes.forEach((code, row) => {
    if (code >= 0) groups[code]![filled[code]!++] = row;
  });
  return groups.map(rows => {
    const ascending = rows.every((row, i) => i === 0 || values[rows[i - 1]!]! <= values[row]!);
    if (!ascending) rows.sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
    return { rows, times: Float64Array.from(rows, row => values[row]!) };
  });
}

/** Milliseconds of a unit of time. */
export const spanOf = (unit: Exclude<ReachUnit, 'rows'>): number => spans[unit];

/** An amount in a unit as a reach. Spans are of dates; a plain number as time can be counted in rows only. */
export function reachOf(owner: string, table: Table, time: string, amount: number, unit: ReachUnit): Reach {
  if (unit === 'rows') return { rows: amount };
  const { kind } = chosenColumn(owner, table, time, ['datetime', 'number']);
  if (kind === 'datetime') return { milliseconds: amount * spanOf(unit) };
  const message = `${owner}: column "${time}" must hold dates to count in ${unit}, it holds numbers. Count in rows, or change its type first.`;
  throw new StudioError('column/kind', message, { owner, name: time, kind });
}

/** "7 days", "1 row". */
export const reachWords = (amount: number, unit: ReachUnit): string =>
  `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;

/** " in the order of “day”, for each “shop”". */
export const seriesWords = (time: string, by: readonly string[]): string =>
  ` in the order of ${named(time, 'a time')}${by.length ? `, for each ${namesWords(by)}` : ''}`;
