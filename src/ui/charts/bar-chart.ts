import { formatNumber, formatPercent } from '../format.ts';
import { namesMargin } from './chart-layout.ts';
import type { ChartData, ChartLayout } from './chart-types.ts';
import { seriesColour } from './colours.ts';
import { axisTitle, plotText } from './plot-text.ts';

export interface BarSeries {
  readonly name: string;
  readonly values: ArrayLike<number | null>;
  /** One colour for all bars, or one for each. */
  readonly colour?: string | readonly string[];
  /** The rows behind each bar, for onpoint. */
  readonly rows?: readonly (readonly number[])[];
  /** Half-lengths of the whiskers: [below, above]. */
  readonly whiskers?: readonly [ArrayLike<number>, ArrayLike<number>];
}

export interface BarOptions {
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  readonly horizontal?: boolean | undefined;
  readonly stacked?: boolean | undefined;
  /** Write each value at its bar; not where whiskers stand in the way. */
  readonly labels?: boolean | undefined;
  readonly format?: ((value: number) => string) | undefined;
  /** The values are shares of a whole: per cent, at the bars as on the axis. */
  readonly shares?: boolean | undefined;
}

const colour = (series: BarSeries, index: number): string | string[] =>
  typeof series.colour === 'object' ? [...series.colour] : (series.colour ?? seriesColour(index));

/** Bars by category. Positions, not names, place them, so that equal or odd names stay apart. */
export function barData(categories: readonly string[], series: readonly BarSeries[], options: BarOptions): ChartData[] {
  const format =
    options.format ?? ((value: number) => (options.shares ? formatPercent(value) : formatNumber(value, 3)));
  const places = categories.map((_, index) => index);
  return series.map((bars, index) => {
    const values = Array.from(bars.values);
    const texts = values.map(value => (value === null ? '' : format(value)));
    const whiskers = bars.whiskers && {
      type: 'data' as const,
      symmetric: false,
      arrayminus: Array.from(bars.whiskers[0]),
      array: Array.from(bars.whiskers[1]),
      color: 'var(--ink-2)',
      thickness: 1.2,
      width: 3,
    };
    const names = categories.map(name => plotText(name));
    return {
      type: 'bar',
      name: plotText(bars.name),
      orientation: options.horizontal ? 'h' : 'v',
      x: options.horizontal ? values : places,
      y: options.horizontal ? places : values,
      marker: { color: colour(bars, index) },
      ...(options.labels && !whiskers ? { text: texts, ...besideBars(options) } : {}),
      hovertext: names.map((name, at) => `${name}<br>${plotText(bars.name)} ${texts[at]}`),
      hovertemplate: '%{hovertext}<extra></extra>',
      ...(bars.rows ? { customdata: bars.rows.map(rows => [...rows]) } : {}),
      ...(whiskers ? { [options.horizontal ? 'error_x' : 'error_y']: whiskers } : {}),
    } satisfies ChartData;
  });
}

/** Numbers are read without turning one's head: over upright bars, and in lying ones where they fit. */
const besideBars = ({ horizontal }: BarOptions) =>
  ({ textposition: horizontal ? 'auto' : 'outside', textangle: 0, cliponaxis: false }) as const;

export function barLayout(
  categories: readonly string[],
  series: readonly BarSeries[],
  options: BarOptions,
): ChartLayout {
  const named = {
    tickmode: 'array' as const,
    tickvals: categories.map((_, index) => index),
    ticktext: categories.map(name => plotText(name, 28)),
    showgrid: false,
    range: options.horizontal ? [categories.length - 0.5, -0.5] : [-0.5, categories.length - 0.5],
  };
  const measured = { rangemode: 'tozero' as const, ...(options.shares ? { tickformat: '.0%' } : {}) };
  return {
    barmode: options.stacked ? 'stack' : 'group',
    bargap: 0.25,
    xaxis: { title: { text: axisTitle(options.xLabel) }, ...(options.horizontal ? measured : named) },
    yaxis: { title: { text: axisTitle(options.yLabel) }, ...(options.horizontal ? named : measured) },
    ...(options.horizontal ? { margin: { l: namesMargin(named.ticktext) } } : {}),
  };
}
