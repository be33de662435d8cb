import type { Outcome } from '../../../../src/core/metrics/outcome.ts';
import type { MonitorLog } from '../../../../src/core/monitor/log.ts';
import { makeReference, type ReferencePack } from '../../../../src/core/monitor/reference.ts';
import type { InputField } from '../../../../src/core/pipeline/fitted.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

/** How a made-up world differs from the one the model was trained in. */
export interface World {
  /** Added to x0, in standard deviations. */
  readonly shift?: number;
  /** Multiplies what the target owes to x0; 1 is the world of training. */
  readonly link?: number;
  /** What a sensor does to the temperature on its way into the log. */
  readonly sensor?: (celsius: number) => number;
  readonly colours?: readonly (readonly [string, number])[];
  /** Share of missing temperatures. */
  readonly gaps?: number;
  readonly noise?: number;
}

const FEATURES = 10;
export const numberNames = Array.from({ length: FEATURES }, (_, k) => `x${k}`);
const calm: readonly (readonly [string, number])[] = [
  ['red', 0.5],
  ['green', 0.3],
  ['blue', 0.2],
];

interface Rows {
  readonly table: Table;
  /** What the model answers, given what the log holds. */
  readonly predicted: Float64Array;
  readonly truth: Float64Array;
}

/** Ten standard normal columns, a temperature and a colour; the target is x0 plus half the temperature plus noise. */
export function rowsOf(seed: number, name: string, n: number, world: World = {}): Rows {
  const { shift = 0, link = 1, sensor = c => c, colours = calm, gaps = 0, noise = 1 } = world;
  const random = randomStream(seed, name);
  const columns = numberNames.map(() => new Float64Array(n));
  const temperature = new Float64Array(n);
  const colour: string[] = [];
  const predicted = new Float64Array(n);
  const truth = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    columns.forEach((column, k) => (column[i] = random.normal() + (k === 0 ? shift : 0)));
    const celsius = 12 + 6 * random.normal();
    const draw = random.next();
    let up = 0;
    colour.push((colours.find(([, share]) => (up += share) > draw) ?? colours.at(-1)!)[0]);
    const missing = random.next() < gaps;
    temperature[i] = missing ? NaN : sensor(celsius);
    const x0 = columns[0]![i]!;
    truth[i] = link * x0 + 0.5 * celsius + noise * random.normal();
    predicted[i] = x0 + 0.5 * (missing ? 12 : temperature[i]!);
  }
  const table = makeTable([
    ...numberNames.map((name, k) => [name, numberColumn(columns[k]!)] as const),
    ['temperature', numberColumn(temperature)],
    ['colour', categoryColumn(colour)],
  ]);
  return { table, predicted, truth };
}

export const fields: readonly InputField[] = [
  ...[...numberNames, 'temperature'].map(name => ({ name, kind: 'number' as const, missingShare: 0 })),
  { name: 'colour', kind: 'category', missingShare: 0 },
];

export function regressionReference(seed: number, training = 2000): ReferencePack {
  const { table } = rowsOf(seed, 'training', training);
  const { predicted, truth } = rowsOf(seed, 'held out', 1000);
  return makeReference({ table, fields, outcome: { task: 'regression', predicted, truth }, seed });
}

export function regressionLog(rows: Rows, truth = true): MonitorLog {
  return {
    table: rows.table,
    predictions: { task: 'regression', values: rows.predicted },
    truth: truth ? rows.truth : null,
  };
}

/** Logs one after the other. */
export function joinRows(parts: readonly Rows[]): Rows {
  const [first] = parts;
  const number = (name: string) =>
    parts.flatMap(p => [...(p.table.columns[p.table.names.indexOf(name)] as { values: Float64Array }).values]);
  const colours = parts.flatMap(({ table }) => {
    const column = table.columns[table.names.indexOf('colour')]!;
    if (column.kind !== 'category') throw new Error('colour must be a category');
    return Array.from(column.codes, c => column.levels[c]!);
  });
  return {
    table: makeTable(
      first!.table.names.map(name => [name, name === 'colour' ? categoryColumn(colours) : numberColumn(number(name))]),
    ),
    predicted: Float64Array.from(parts.flatMap(p => [...p.predicted])),
    truth: Float64Array.from(parts.flatMap(p => [...p.truth])),
  };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Two classes with calibrated probabilities from one column x; `link` turns the meaning of x. */
export function classified(seed: number, name: string, n: number, { shift = 0, link = 1 }: World = {}) {
  const random = randomStream(seed, name);
  const x = new Float64Array(n);
  const probabilities = new Float64Array(2 * n);
  const predicted = new Int32Array(n);
  const truth = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    x[i] = random.normal() + shift;
    const p = logistic(2 * x[i]!);
    probabilities.set([1 - p, p], 2 * i);
    predicted[i] = p >= 0.5 ? 1 : 0;
    truth[i] = random.next() < logistic(2 * link * x[i]!) ? 1 : 0;
  }
  const table = makeTable([['x', numberColumn(x)]]);
  const outcome: Outcome = {
    task: 'classification',
    truth,
    predicted,
    probabilities,
    classes: ['no', 'yes'],
    positive: 1,
  };
  return { table, outcome, predictions: { task: 'classification', labels: predicted, probabilities } as const, truth };
}

export function classificationReference(seed: number): ReferencePack {
  const { table } = classified(seed, 'training', 2000);
  const { outcome } = classified(seed, 'held out', 2000);
  return makeReference({ table, fields: [{ name: 'x', kind: 'number', missingShare: 0 }], outcome, seed });
}
