import { freeName } from '../rows/columns.ts';
import { categoryColumn, type Column, numberColumn } from '../table/column.ts';
import { makeTable, type Table } from '../table/table.ts';
import type { Forecast, SeriesForecast } from './forecast.ts';

/** The forecast as a table, one row a series and step; the series is named where there are several. */
export function forecastTable({ series, halfWidths, clock, dates, season }: Forecast): Table {
  const flat = (values: (s: SeriesForecast) => ArrayLike<number>): Column =>
    numberColumn(series.flatMap(s => Array.from(values(s))));
  const edge = (sign: 1 | -1): Column => flat(s => s.model.map((v, k) => v + sign * (halfWidths[k] ?? NaN)));
  const times = Float64Array.from(series.flatMap(s => Array.from(s.times)));
  const names = categoryColumn(series.flatMap(s => Array.from(s.times, () => s.name)));
  const forecasts: readonly (readonly [string, Column])[] = [
    ['step', flat(s => s.times.map((_, k) => k + 1))],
    ['forecast', flat(s => s.model)],
    ['low', edge(-1)],
    ['high', edge(1)],
    ...(season > 1 ? [['season before', flat(s => s.seasonal)] as const] : []),
    ['drift', flat(s => s.drift)],
    ['last value', flat(s => s.last)],
  ];
  const taken = new Set(['series', ...forecasts.map(([name]) => name)]);
  return makeTable([
    ...(series.some(s => s.name !== '') ? [['series', names] as const] : []),
    [freeName(taken, clock), { kind: dates ? 'datetime' : 'number', values: times }],
    ...forecasts,
  ]);
}
