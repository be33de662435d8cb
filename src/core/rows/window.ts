import { StudioError } from '../errors.ts';
import { formatInteger } from '../format.ts';
import { allRows, defineRowOperation } from '../row-operation.ts';
import type { BooleanColumn, NumberColumn } from '../table/column.ts';
import { pacer } from '../work.ts';
import { chosenColumn, inWords, namesWords } from './columns.ts';
import { addAfterEach } from './past/add-after-each.ts';
import { RunningMedian } from './past/running-median.ts';
import {
  reachOf,
  reachUnits,
  reachWords,
  type ReachUnit,
  type Series,
  seriesOf,
  seriesParams,
  seriesWords,
} from './past/series.ts';
import { pastStatistics, type PastStatistic, type Reach, RunningStatistics, windowOf } from './past/values.ts';

export const everything = 'all earlier rows';
/** More values than this would have to be looked at one by one: about ten seconds. */
const MOST_LOOKS = 3e9;

/**
 * As pandas' rolling and expanding with min_periods = `least`: with the row itself as `closed="right"`, without as
 * `closed="left"` (of a shift by one row). Rows of one time never see each other. The target's own value is never read.
 */
export const window = defineRowOperation({
  id: 'window',
  label: 'Windows over the past',
  help: 'Sums up what came before each row: the mean of the last seven days, the largest so far. Later rows are never looked at.',
  group: 'columns',
  target: 'earlier',
  params: {
    columns: { kind: 'columns', default: [], accepts: ['number', 'boolean'], label: 'Columns' },
    ...seriesParams,
    statistics: {
      kind: 'table',
      default: [['mean']],
      maxRows: pastStatistics.length,
      fields: [{ label: 'Statistic', options: pastStatistics }],
      label: 'What to compute',
    },
    unit: { kind: 'choice', default: 'rows', options: [...reachUnits, everything], label: 'Counted in' },
    size: {
      kind: 'number',
      default: 7,
      min: 1,
      max: 1_000_000,
      integer: true,
      label: 'How far back',
      help: 'Without a meaning where all earlier rows are taken.',
    },
    itself: {
      kind: 'flag',
      default: false,
      label: 'Count the row itself too',
      help: 'What is predicted is left out of its own row in any case.',
    },
    least: {
      kind: 'number',
      default: 1,
      min: 1,
      max: 1_000_000,
      integer: true,
      label: 'Fewest values',
      help: 'With fewer present values in the window the result is missing; a count never is.',
    },
  },
  describe({ columns, time, by, statistics, unit, size, itself }) {
    const words = inWords([...new Set(statistics.map(([s = '']) => s))], 'and') || 'nothing yet';
    const over = unit === everything ? 'all earlier rows' : `the last ${reachWords(size, unit)}`;
    return `Add the ${words} of ${namesWords(columns)} over ${over}${itself ? ', the row itself among them,' : ''}${seriesWords(time, by)}`;
  },
  async run(table, { columns, time, by, statistics, unit, size, itself, least }, { signal, target }) {
    const series = seriesOf('window', table, time, by);
    const reach: Reach = unit === everything ? { rows: Infinity } : reachOf('window', table, time, size, unit);
    const wanted = [...new Set(statistics.map(([s]) => s as PastStatistic))];
    const names = [...new Set(columns)];
    refuseEndless(series, reach, names.length);
    const pause = pacer({ signal });
    const made = [];
    for (const name of names) {
      const values = numbersOf(chosenColumn('window', table, name, ['number', 'boolean']));
      const out = wanted.map(() => new Float64Array(table.rows).fill(NaN));
      const own = itself && name !== target;
      for (const one of series) await overSeries(one, values, { reach, itself: own, least, wanted, out, pause });
      made.push([name, wanted.map((s, i) => [windowName(name, s, unit, size), { kind: 'number', values: out[i]! }] as const)] as const); // prettier-ignore
    }
    const left = itself && target !== undefined && names.includes(target);
    const notes = left ? ['What is predicted is left out of its own row: it is not known yet when the model is used.'] : []; // prettier-ignore
    return { table: addAfterEach(table, made), kept: allRows(table), notes };
  },
});

/** "price mean of 7 days", "price maximum so far". */
export const windowName = (
  name: string,
  statistic: PastStatistic,
  unit: ReachUnit | typeof everything,
  size: number,
): string => `${name} ${statistic} ${unit === everything ? 'so far' : `of ${reachWords(size, unit)}`}`;

const numbersOf = (column: NumberColumn | BooleanColumn): Float64Array =>
  column.kind === 'number' ? column.values : Float64Array.from(column.values, v => (v < 0 ? NaN : v));

interface WindowWork {
  readonly reach: Reach;
  readonly itself: boolean;
  readonly least: number;
  readonly wanted: readonly PastStatistic[];
  readonly out: readonly Float64Array[];
  readonly pause: (phase: string, done: number, total: number) => Promise<void>;
}

async function overSeries({ rows, times }: Series, column: Float64Array, work: WindowWork): Promise<void> {
  const { reach, itself, least, wanted, out, pause } = work;
  const values = Float64Array.from(rows, row => column[row]!);
  const whole = 'rows' in reach && reach.rows === Infinity;
  const median = wanted.includes('median') ? new RunningMedian(values) : null;
  let running = new RunningStatistics();
  let [first, end] = [0, 0];
  for (let at = 0; at < rows.length; at++) {
    if (at % 1024 === 0) await pause('window', at, rows.length);
    const [from, to] = windowOf(times, at, reach, itself);
    if (median) {
      for (let i = end; i < to; i++) median.add(values[i]!);
      for (let i = first; i < from; i++) median.add(values[i]!, -1);
      if (itself) median.add(values[at]!);
    }
    // Over all earlier rows the same sums simply go on; elsewhere each window is summed anew, so that what came before it leaves no trace.
    if (!whole) running = new RunningStatistics();
    for (let i = whole ? end : from; i < to; i++) running.add(values[i]!);
    const here = itself ? running.with(values[at]!) : running;
    wanted.forEach((s, k) => (out[k]![rows[at]!] = s === 'median' ? median!.value(least) : here.value(s, least)));
    if (median && itself) median.add(values[at]!, -1);
    [first, end] = [Math.max(first, from), Math.max(end, to)];
  }
}

function refuseEndless(series: readonly Series[], reach: Reach, columns: number): void {
  if ('rows' in reach && reach.rows === Infinity) return;
  let looks = 0;
  for (const { times } of series) {
    for (let at = 0; at < times.length; at++) {
      const [from, to] = windowOf(times, at, reach, false);
      looks += (to - from + 1) * columns;
    }
  }
  if (looks <= MOST_LOOKS) return;
  const message = `window: the windows hold ${formatInteger(looks)} values in all, and at most ${formatInteger(MOST_LOOKS)} are looked at. Reach back less far, take fewer columns, or take all earlier rows.`;
  throw new StudioError('table/too-long', message, { owner: 'window', looks, most: MOST_LOOKS });
}
