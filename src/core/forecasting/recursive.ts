import { StudioError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { MadeColumn, PastOperation } from '../pipeline/past-operations.ts';
import { predict } from '../pipeline/predict.ts';
import type { Fitted } from '../pipeline/fitted.ts';
import { lagPosition, statisticOf, windowValues } from '../rows/past/values.ts';
import type { Column } from '../table/column.ts';
import { takeRowsOrMissing } from '../table/take-rows.ts';
import { findColumn, getColumn, makeTable, type Table, withColumn } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';

/** A series up to where its forecast begins: rows of the table by ascending, distinct times, and the times to come. */
export interface StartingSeries {
  readonly rows: Int32Array;
  readonly times: Float64Array;
  readonly next: Float64Array;
}

export interface ForecastModel {
  readonly fitted: Fitted;
  readonly graph: Graph;
  readonly operations: readonly PastOperation[];
  readonly target: string;
  /** The column of times. */
  readonly clock: string;
  /** Columns that are neither made of the past nor the time are taken as they were so many steps before. */
  readonly repeat: number;
}

/**
 * Predict the steps after each series one after another: what was predicted takes the place of the truth in the lags and
 * windows of the steps that follow. Every other column is as it was `repeat` steps before, in whole turns. Gives one array
 * a series, as long as its times to come, which are equally many for all.
 */
export async function forecastSeries(
  model: ForecastModel,
  table: Table,
  series: readonly StartingSeries[],
  context: WorkContext = {},
): Promise<readonly Float64Array[]> {
  const horizon = series[0]?.next.length ?? 0;
  const pause = pacer(context);
  const all = series.map(s => new Walk(model, table, s));
  for (let step = 0; step < horizon; step++) {
    await pause('forecast', step, horizon);
    const rows = Int32Array.from(all, walk => walk.rowAt[walk.start + step]!);
    const made = new Map<string, Column>();
    for (const operation of model.operations)
      for (const column of operation.columns)
        for (const one of column.made)
          made.set(one.name, joined(all.map(walk => walk.make(column.name, one, step)), table, column.name, one)); // prettier-ignore
    const taken = withTimes(
      model,
      table,
      rows,
      Float64Array.from(series, s => s.next[step]!),
    );
    const whole = [...made].reduce((t, [name, column]) => withColumn(t, name, column), taken);
    const answer = predict(model.fitted, whole, model.graph, { signal: context.signal });
    if (answer.task !== 'regression') throw new StudioError('fit/failed', 'Only a model that predicts numbers can make a forecast.'); // prettier-ignore
    all.forEach((walk, i) => (walk.numbers(model.target)[walk.start + step] = answer.values[i]!));
  }
  return all.map(walk => walk.numbers(model.target).slice(walk.start));
}

/** The rows that the coming ones are taken from, with the times to come. */
function withTimes({ fitted, clock }: ForecastModel, table: Table, rows: Int32Array, times: Float64Array): Table {
  const names = new Set([...fitted.inputs.map(i => i.name), clock]);
  const entries = [...names].flatMap(name => {
    const column = findColumn(table, name);
    return column ? [[name, takeRowsOrMissing(column, rows)] as const] : [];
  });
  const { kind } = getColumn(table, clock);
  return withColumn(makeTable(entries), clock, { kind: kind === 'number' ? 'number' : 'datetime', values: times });
}

/** What an operation made for each series: a number, or the row of the table that holds the value. */
type Made = { readonly value: number } | { readonly row: number };

function joined(made: readonly Made[], table: Table, source: string, { statistic }: MadeColumn): Column {
  const column = findColumn(table, source);
  if (made.every(m => 'row' in m))
    return takeRowsOrMissing(column!, Int32Array.from(made, m => m.row)); // prettier-ignore
  const values = Float64Array.from(made, m => ('value' in m ? m.value : NaN));
  return { kind: column?.kind === 'datetime' && statistic === undefined ? 'datetime' : 'number', values };
}

/** One series on its way into the future. */
class Walk {
  readonly start: number;
  readonly times: Float64Array;
  /** For each position the row of the table that it is, or that stands for it. */
  readonly rowAt: Int32Array;
  readonly #table: Table;
  readonly #numbers = new Map<string, Float64Array>();
  readonly #made: ReadonlySet<string>;
  readonly #target: string;

  constructor({ operations, target, repeat }: ForecastModel, table: Table, { rows, times, next }: StartingSeries) {
    this.#table = table;
    this.#target = target;
    this.#made = new Set(operations.flatMap(o => o.columns.flatMap(c => c.made.map(m => m.name))));
    this.start = rows.length;
    this.times = Float64Array.from([...times, ...next]);
    this.rowAt = new Int32Array(this.times.length);
    this.rowAt.set(rows);
    for (let at = this.start; at < this.rowAt.length; at++) this.rowAt[at] = at >= repeat ? this.rowAt[at - repeat]! : (rows.at(-1) ?? -1); // prettier-ignore
  }

  /** A column as numbers along the series; of the target, and of what is made, the coming ones are not known yet. */
  numbers(name: string): Float64Array {
    const known = this.#numbers.get(name);
    if (known) return known;
    const column = getColumn(this.#table, name);
    const values = column.kind === 'category' || column.kind === 'text' ? null : column.values;
    const comes = name !== this.#target && !this.#made.has(name);
    const numbers = Float64Array.from(this.rowAt, (row, at) => {
      if (!values || (at >= this.start && !comes)) return NaN;
      return column.kind === 'boolean' && values[row]! < 0 ? NaN : values[row]!;
    });
    this.#numbers.set(name, numbers);
    return numbers;
  }

  make(source: string, made: MadeColumn, step: number): Made {
    const at = this.start + step;
    const reach = 'rows' in made.reach ? { rows: made.reach.rows ?? Infinity } : made.reach;
    if (made.statistic === undefined) {
      const from = lagPosition(this.times, at, reach);
      const { kind } = getColumn(this.#table, source);
      if (kind === 'category' || kind === 'text' || kind === 'boolean') return { row: from < 0 ? -1 : this.rowAt[from]! }; // prettier-ignore
      return this.#keep(made.name, at, from < 0 ? NaN : this.numbers(source)[from]!);
    }
    const seen = windowValues(this.numbers(source), this.times, at, reach, made.itself ?? false);
    return this.#keep(made.name, at, statisticOf(seen, made.statistic, made.least ?? 1));
  }

  #keep(name: string, at: number, value: number): Made {
    this.numbers(name)[at] = value;
    return { value };
  }
}
