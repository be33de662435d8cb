import type { MadeColumn, PastColumn, PastOperation } from '../../core/pipeline/past-operations.ts';
import { lagPosition, type Reach, statisticOf, windowValues } from '../../core/rows/past/values.ts';
import type { PredictedRow, RawRow } from './types.ts';
import { readDate, readNumber, readText, readTruth } from './values.ts';

type Value = number | string;

const pastReaders = { number: readNumber, boolean: readTruth, datetime: readDate, category: readText, text: readText };

const cellOf = (row: RawRow, name: string): unknown =>
  row instanceof Map ? row.get(name) : Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined;

/** A value as the pipeline reads it; missing is NaN, or '' for texts. */
function readPast({ name, kind }: PastColumn, row: RawRow): Value {
  const raw = cellOf(row, name);
  const absent = kind === 'category' || kind === 'text' ? '' : NaN;
  return raw == null ? absent : (pastReaders[kind](raw) ?? absent);
}

/** What the pipeline computes from earlier rows, for rows that are new. */
export function makeHistory(
  operations: readonly PastOperation[],
  target: string | null,
  predictMany: (rows: readonly RawRow[]) => readonly PredictedRow[],
) {
  /**
   * The rows with the columns that are made of earlier ones. `history` holds the rows before them, in any order, with the
   * columns that are looked back at and far enough back; the rows themselves may lack what is not known yet.
   */
  function withHistory(history: readonly RawRow[], rows: readonly RawRow[]): Record<string, unknown>[] {
    let all = [...history, ...rows].map(row => Object.fromEntries(row instanceof Map ? row : Object.entries(row)));
    for (const operation of operations) all = withPast(operation, all);
    return all.slice(history.length);
  }

  /**
   * Predictions for rows that follow one another: each is made from those before it, which take the place of what is not
   * known yet. In the order of the rows given.
   */
  function predictNext(history: readonly RawRow[], rows: readonly RawRow[]): PredictedRow[] {
    const { time } = operations[0]!;
    const answers = new Array<PredictedRow>(rows.length);
    const moments = rows.map(row => Number(readPast(time, row)));
    const known = [...history];
    for (const moment of [...new Set(moments)].sort((a, b) => a - b)) {
      const due = Array.from(rows.keys()).filter(i => Object.is(moments[i], moment));
      const made = withHistory(
        known,
        due.map(i => rows[i]!),
      );
      predictMany(made).forEach((answer, k) => {
        answers[due[k]!] = answer;
        const own = Object.fromEntries([...Object.entries(made[k]!), ...(target === null ? [] : [[target, answer.prediction ?? answer.label]])]); // prettier-ignore
        known.push(own as RawRow);
      });
    }
    return answers;
  }

  return { withHistory, predictNext };
}

function withPast({ time, by, columns }: PastOperation, rows: Record<string, unknown>[]): Record<string, unknown>[] {
  const times = rows.map(row => Number(readPast(time, row)));
  const groups = new Map<string, number[]>();
  rows.forEach((row, i) => {
    const key = JSON.stringify(by.map(column => readPast(column, row)));
    if (!Number.isNaN(times[i])) (groups.get(key) ?? groups.set(key, []).get(key)!).push(i);
  });
  const added = rows.map((): [string, unknown][] => []);
  for (const series of groups.values()) {
    series.sort((a, b) => times[a]! - times[b]! || a - b);
    const own = series.map(i => times[i]!);
    for (const column of columns) {
      const values = series.map(i => readPast(column, rows[i]!));
      for (const made of column.made)
        series.forEach((i, at) => added[i]!.push([made.name, pastValue(made, values, own, at)]));
    }
  }
  const absent = columns.flatMap(column => column.made.map(made => [made.name, null] as const));
  return rows.map((row, i) => Object.fromEntries([...Object.entries(row), ...absent, ...added[i]!]));
}

function pastValue(made: MadeColumn, values: readonly Value[], times: readonly number[], at: number): Value | null {
  const reach = 'rows' in made.reach ? { rows: made.reach.rows ?? Infinity } : made.reach;
  if (made.statistic === undefined) {
    const from = lagPosition(times, at, reach);
    return from < 0 ? null : values[from]!;
  }
  const seen = windowValues(values as readonly number[], times, at, reach satisfies Reach, made.itself ?? false);
  return statisticOf(seen, made.statistic, made.least ?? 1);
}
