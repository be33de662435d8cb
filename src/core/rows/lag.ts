import { defineRowOperation, allRows } from '../row-operation.ts';
import { takeRowsOrMissing } from '../table/take-rows.ts';
import { pacer } from '../work.ts';
import { chosenColumn, inWords, namesWords } from './columns.ts';
import { addAfterEach } from './past/add-after-each.ts';
import { reachOf, reachUnits, reachWords, seriesOf, seriesParams, seriesWords } from './past/series.ts';
import { lagPosition } from './past/values.ts';

/** As pandas' groupby().shift() by rows and merge_asof by a span, except that rows of one time never see each other. */
export const lag = defineRowOperation({
  id: 'lag',
  label: 'Earlier values (lags)',
  help: 'Puts what a column held one row, a week or several moments before into the row: yesterday’s sales beside today’s. Even what is predicted may be used this way, because its past is known.',
  group: 'columns',
  target: 'earlier',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns' },
    ...seriesParams,
    lags: {
      kind: 'integers',
      default: [1],
      min: 1,
      max: 100_000,
      maxLength: 100,
      label: 'How far back',
      help: 'One new column for each number, such as 1, 7.',
    },
    unit: {
      kind: 'choice',
      default: 'rows',
      options: reachUnits,
      label: 'Counted in',
      help: 'A span of time gives the value that was known last at that moment.',
    },
  },
  describe({ columns, time, by, lags, unit }) {
    const back = inWords([...new Set(lags)].map(amount => reachWords(amount, unit)), 'and'); // prettier-ignore
    return `Add ${namesWords(columns)} of ${back || 'no time yet'} before${seriesWords(time, by)}`;
  },
  async run(table, { columns, time, by, lags, unit }, { signal }) {
    const series = seriesOf('lag', table, time, by);
    const pause = pacer({ signal });
    const sources: { readonly name: string; readonly rows: Int32Array }[] = [];
    for (const amount of new Set(lags)) {
      const reach = reachOf('lag', table, time, amount, unit);
      const rows = new Int32Array(table.rows).fill(-1);
      for (const { rows: own, times } of series) {
        for (let at = 0; at < own.length; at++) {
          if (at % 4096 === 0) await pause('lag', at, own.length);
          const from = lagPosition(times, at, reach);
          if (from >= 0) rows[own[at]!] = own[from]!;
        }
      }
      sources.push({ name: lagName(amount, unit), rows });
    }
    const made = [...new Set(columns)].map(name => {
      const column = chosenColumn('lag', table, name);
      return [name, sources.map(s => [`${name} ${s.name}`, takeRowsOrMissing(column, s.rows)] as const)] as const;
    });
    return { table: addAfterEach(table, made), kept: allRows(table) };
  },
});

/** What is put behind a column's name: "lag 7", "lag 2 days". */
export const lagName = (amount: number, unit: (typeof reachUnits)[number]): string =>
  unit === 'rows' ? `lag ${amount}` : `lag ${reachWords(amount, unit)}`;
