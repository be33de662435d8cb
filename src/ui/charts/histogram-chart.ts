import { formatDate, formatInteger, formatNumber } from '../format.ts';
import type { ChartData, ChartLayout } from './chart-types.ts';
import { seriesColour } from './colours.ts';
import { type Mark, markLabels, markShapes } from './line-chart.ts';
import { axisTitle, plotText } from './plot-text.ts';

/** Counts of one set of rows in the shared bins. */
export interface HistogramSeries {
  readonly name: string;
  readonly counts: ArrayLike<number>;
  readonly colour?: string;
}

export interface HistogramOptions {
  readonly xLabel?: string | undefined;
  /** Edges are epoch milliseconds. */
  readonly dates?: boolean | undefined;
  /** Show shares of each series' own total, so that sets of different size compare. */
  readonly shares?: boolean | undefined;
  /** Vertical lines, such as a threshold. */
  readonly marks?: readonly Mark[] | undefined;
}

export function binName(edges: ArrayLike<number>, index: number, dates: boolean): string {
  const show = dates ? formatDate : (value: number) => formatNumber(value, 4);
  return `${show(edges[index]!)} to ${show(edges[index + 1]!)}`;
}

/** Bars between bin edges (`edges.length` is one more than the number of counts); several sets lie over one another. */
export function histogramData(
  edges: ArrayLike<number>,
  series: readonly HistogramSeries[],
  options: HistogramOptions,
): ChartData[] {
  const bins = Math.max(0, edges.length - 1);
  const index = Array.from({ length: bins }, (_, i) => i);
  return series.map((set, at) => {
    const counts = index.map(i => set.counts[i] ?? 0);
    const total = counts.reduce((a, b) => a + b, 0) || 1;
    return {
      type: 'bar',
      name: plotText(set.name),
      x: index.map(i => (edges[i]! + edges[i + 1]!) / 2),
      y: options.shares ? counts.map(count => count / total) : counts,
      width: index.map(i => (edges[i + 1]! - edges[i]!) * 0.96),
      marker: { color: set.colour ?? seriesColour(at) },
      opacity: series.length > 1 ? 0.6 : 1,
      hovertext: index.map(
        i => `${binName(edges, i, options.dates ?? false)}<br>${plotText(set.name)} ${formatInteger(counts[i])}`,
      ),
      hovertemplate: '%{hovertext}<extra></extra>',
    };
  });
}

export function histogramLayout(series: readonly HistogramSeries[], options: HistogramOptions): ChartLayout {
  return {
    barmode: 'overlay',
    bargap: 0,
    xaxis: {
      title: { text: axisTitle(options.xLabel) },
      showgrid: false,
      type: options.dates ? 'date' : 'linear',
    },
    yaxis: {
      title: { text: options.shares ? 'Share of rows' : 'Rows' },
      rangemode: 'tozero',
      ...(options.shares ? { tickformat: '.0%' } : {}),
    },
    shapes: markShapes(options),
    annotations: markLabels(options),
  };
}
