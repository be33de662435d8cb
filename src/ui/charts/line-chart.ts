import type { TickFormatStop } from 'plotly.js';
import { formatNumber } from '../format.ts';
import type { ChartAnnotation, ChartData, ChartLayout, KeyEntry } from './chart-types.ts';
import { inkOf, seriesColour } from './colours.ts';
import { axisTitle, plotText } from './plot-text.ts';

export interface LineSeries {
  readonly name: string;
  readonly x: ArrayLike<number | string>;
  readonly y: ArrayLike<number | null>;
  /** A CSS colour or `var(--token)`; the palette in order without it. */
  readonly colour?: string;
  readonly dash?: 'solid' | 'dash' | 'dot';
  readonly points?: boolean;
  /** Fill between this line and the one before it, and draw neither: a range. */
  readonly area?: boolean;
  /** Written at the end of the line: the name and the last value without it; empty for none. */
  readonly label?: string;
  /** One row a point, for onpoint. */
  readonly rows?: readonly number[];
}

/** A vertical dotted line with its name. */
export interface Mark {
  readonly x: number | string;
  readonly label: string;
}

export interface LineOptions {
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  readonly xType?: 'linear' | 'date' | 'category' | undefined;
  readonly yType?: 'linear' | 'log' | undefined;
  readonly yRange?: readonly [number, number] | undefined;
  readonly band?: { readonly from: number; readonly to: number; readonly label: string } | undefined;
  readonly marks?: readonly Mark[] | undefined;
  /** Both axes from 0 to 1, for rates against rates. */
  readonly unit?: boolean | undefined;
  /** The line of equality, dotted. */
  readonly diagonal?: boolean | undefined;
  /** Of the whole chart, in pixels. */
  readonly height?: number | undefined;
  /** The names of the lines stand elsewhere. */
  readonly keyed?: boolean | undefined;
}

const DAY = 86_400_000;

/** Dates in ISO on the axis, as fine as the ticks need. */
const DATE_TICKS: Partial<TickFormatStop>[] = [
  { dtickrange: [null, 60_000], value: '%H:%M:%S' },
  { dtickrange: [60_000, DAY], value: '%Y-%m-%d %H:%M' },
  { dtickrange: [DAY, 'M1'], value: '%Y-%m-%d' },
  { dtickrange: ['M1', 'M12'], value: '%Y-%m' },
  { dtickrange: ['M12', null], value: '%Y' },
];

const colourOf = (line: LineSeries, index: number): string => line.colour ?? seriesColour(index);

export function lineData(series: readonly LineSeries[], options: LineOptions): ChartData[] {
  return series.map((line, index) => ({
    type: 'scatter',
    mode: line.points || isSinglePoint(line) ? 'lines+markers' : 'lines',
    name: plotText(line.name),
    x: Array.from(line.x, value => (options.xType === 'category' ? plotText(String(value)) : value)),
    y: Array.from(line.y),
    line: { color: colourOf(line, index), width: isRange(series, index) ? 0 : 2, dash: line.dash ?? 'solid' },
    ...(line.area ? { fill: 'tonexty' as const, fillcolor: line.colour ?? 'var(--accent-soft)' } : {}),
    marker: { color: colourOf(line, index), size: 6 },
    connectgaps: false,
    hovertemplate: `${options.xType === 'date' ? '%{x|%Y-%m-%d %H:%M}' : '%{x}'}<br>${plotText(line.name)} %{y:.4~g}<extra></extra>`,
    ...(line.rows ? { customdata: [...line.rows] } : {}),
  }));
}

/** Whether the line is one edge of a range. */
const isRange = (series: readonly LineSeries[], index: number): boolean =>
  series[index]?.area === true || series[index + 1]?.area === true;

/** Characters at the end of a line that leave it room enough; longer names stand above the chart. */
const LONGEST_LABEL = 26;

/** What is written at the end of a line, or above the chart: empty for nothing. */
function labelOf(line: LineSeries): string {
  const last = lastPoint(line);
  return line.label ?? (last ? `${line.name} ${formatNumber(last.y, 3)}` : '');
}

/** Names and colours of the lines where they are too long to stand at their ends; none where they are not. */
export function lineKey(series: readonly LineSeries[], longest = LONGEST_LABEL): readonly KeyEntry[] {
  const entries = series.map((line, index) => ({
    name: labelOf(line),
    colour: colourOf(line, index),
    dashed: (line.dash ?? 'solid') !== 'solid',
  }));
  return entries.some(({ name }) => name.length > longest) ? entries.filter(({ name }) => name !== '') : [];
}

export function lineLayout(series: readonly LineSeries[], options: LineOptions): ChartLayout {
  const labels = options.keyed ? [] : endLabels(series, options);
  const unit = options.unit ? { range: [0, 1.005] as [number, number] } : {};
  return {
    ...(labels.length ? { margin: { r: 12 + 6.4 * Math.max(...labels.map(label => label.text?.length ?? 0)) } } : {}),
    xaxis: {
      title: { text: axisTitle(options.xLabel) },
      type: options.xType ?? 'linear',
      showgrid: false,
      ...(options.xType === 'date' ? dateAxis(series) : {}),
      ...unit,
    },
    yaxis: {
      title: { text: axisTitle(options.yLabel) },
      type: options.yType ?? 'linear',
      // Left alone, ticks between the powers of ten are written as their first digit.
      ...(options.yType === 'log' ? { tickformat: '~g' } : {}),
      ...unit,
      ...(options.yRange ? { range: [...options.yRange] } : {}),
    },
    shapes: [...bandShapes(options), ...markShapes(options), ...diagonalShape(options)],
    annotations: [...labels, ...bandLabel(options), ...markLabels(options)],
  };
}

/** A single moment gets one tick and a day around it; left alone the axis would be cut into milliseconds. */
function dateAxis(series: readonly LineSeries[]): ChartLayout['xaxis'] {
  const moments = new Set(series.flatMap(line => Array.from(line.x, x => new Date(x).getTime())));
  const [only] = moments;
  if (moments.size !== 1 || only === undefined || Number.isNaN(only)) return { tickformatstops: DATE_TICKS };
  return { tickvals: [only], tickformat: '%Y-%m-%d', range: [only - DAY / 2, only + DAY / 2] };
}

/** A line through one point has no length; the point must be drawn. */
const isSinglePoint = (line: LineSeries): boolean =>
  Array.from(line.y).filter(y => y !== null && Number.isFinite(y)).length === 1;

/** Pixels from one label to the next, and those of a chart that are not between its axes. */
const [LINE_HEIGHT, AROUND] = [17, 60];

/** Labels at the ends of the lines, pushed apart so that none covers another. */
function endLabels(series: readonly LineSeries[], options: LineOptions): ChartAnnotation[] {
  const ends = series.flatMap((line, index) => {
    const last = lastPoint(line);
    const text = labelOf(line);
    return last && text ? [{ ...last, text: plotText(text, 32), colour: inkOf(colourOf(line, index)) }] : [];
  });
  const all = series.flatMap(line => Array.from(line.y).filter((v): v is number => v !== null && Number.isFinite(v)));
  const low = options.yRange?.[0] ?? (options.unit ? 0 : all.reduce((a, b) => Math.min(a, b), Infinity));
  const high = options.yRange?.[1] ?? (options.unit ? 1 : all.reduce((a, b) => Math.max(a, b), -Infinity));
  const scale = (y: number): number => (options.yType === 'log' ? Math.log10(y) : y);
  const step = (LINE_HEIGHT / ((options.height ?? 280) - AROUND)) * Math.max(scale(high) - scale(low), 1e-12);
  ends.sort((a, b) => a.y - b.y);
  return apart(
    ends.map(end => scale(end.y)),
    step,
    scale(high),
  ).map((y, i) => ({
    x: 1,
    xref: 'paper',
    xanchor: 'left',
    xshift: 6,
    y,
    yref: 'y',
    yanchor: 'middle',
    text: ends[i]!.text,
    showarrow: false,
    font: { color: ends[i]!.colour, size: 12, weight: 600 },
  }));
}

/** Ascending places at least a step from one another: each pushed up by the one below, then all down under the top. */
function apart(places: readonly number[], step: number, top: number): number[] {
  const pushed = [...places];
  for (let i = 1; i < pushed.length; i++) pushed[i] = Math.max(pushed[i]!, pushed[i - 1]! + step);
  for (let i = pushed.length - 1, most = top; i >= 0; i--, most = pushed[i + 1]! - step)
    pushed[i] = Math.min(pushed[i]!, most);
  return pushed;
}

function lastPoint(line: LineSeries): { y: number } | null {
  for (let i = line.y.length - 1; i >= 0; i--) {
    const y = line.y[i];
    if (y !== null && y !== undefined && Number.isFinite(y)) return { y };
  }
  return null;
}

const bandShapes = ({ band }: LineOptions): NonNullable<ChartLayout['shapes']> =>
  band
    ? [
        {
          type: 'rect',
          xref: 'paper',
          x0: 0,
          x1: 1,
          y0: band.from,
          y1: band.to,
          fillcolor: 'var(--accent-soft)',
          line: { width: 0 },
          layer: 'below',
        },
      ]
    : [];

const bandLabel = ({ band }: LineOptions): ChartAnnotation[] =>
  band
    ? [
        {
          xref: 'paper',
          x: 0,
          xanchor: 'left',
          xshift: 4,
          y: band.to,
          yanchor: 'top',
          text: plotText(band.label),
          showarrow: false,
          font: { size: 11, color: 'var(--ink-2)' },
        },
      ]
    : [];

export const markShapes = ({ marks = [] }: Pick<LineOptions, 'marks'>): NonNullable<ChartLayout['shapes']> =>
  marks.map(mark => ({
    type: 'line',
    x0: mark.x,
    x1: mark.x,
    yref: 'paper',
    y0: 0,
    y1: 1,
    line: { color: 'var(--ink-3)', width: 1, dash: 'dot' },
  }));

export const markLabels = ({ marks = [] }: Pick<LineOptions, 'marks'>): ChartAnnotation[] =>
  marks.map(mark => ({
    x: mark.x,
    xanchor: 'left',
    xshift: 4,
    yref: 'paper',
    y: 1,
    yanchor: 'top',
    text: plotText(mark.label),
    showarrow: false,
    font: { size: 11, color: 'var(--ink-2)' },
  }));

const diagonalShape = ({ diagonal }: LineOptions): NonNullable<ChartLayout['shapes']> =>
  diagonal
    ? [
        {
          type: 'line',
          x0: 0,
          x1: 1,
          y0: 0,
          y1: 1,
          line: { color: 'var(--ink-3)', width: 1, dash: 'dot' },
          layer: 'below',
        },
      ]
    : [];
