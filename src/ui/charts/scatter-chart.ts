import type { ChartData, ChartLayout } from './chart-types.ts';
import { seriesColour } from './colours.ts';
import { axisTitle, plotText } from './plot-text.ts';
import type { PointSet } from './points-layer.ts';

/** More points than these are one grey cloud. */
export const MOST_POINTS = 4000;

/** SVG draws so many points without holding up the page; more are drawn on a canvas below the plot. */
const MOST_IN_SVG = 400;

export interface ScatterSeries {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** The row of each point, for selections; positions without it. */
  readonly rows?: ArrayLike<number>;
  readonly colour?: string;
}

export interface ScatterOptions {
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  readonly xType?: 'linear' | 'date' | undefined;
  /** Straight lines in data units, such as y = x or y = 0. */
  readonly lines?:
    readonly { readonly slope: number; readonly intercept: number; readonly label: string }[] | undefined;
}

/**
 * At most `most` of `count` positions, evenly spaced and always the same ones, so that a redraw does not flicker. Even spacing over
 * the order of rows keeps the course of time, which a random draw might thin out unevenly.
 */
export function thin(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
}

/** Positions drawn for each series: all of them together stay within MOST_POINTS. */
export function drawnPositions(series: readonly ScatterSeries[]): number[][] {
  const total = series.reduce((sum, set) => sum + set.x.length, 0);
  const share = Math.min(1, MOST_POINTS / Math.max(1, total));
  return series.map(set => thin(set.x.length, Math.ceil(set.x.length * share)));
}

/** The points to be drawn on a canvas; none where the plot can draw them itself. */
export function pointSets(
  series: readonly ScatterSeries[],
  drawn: readonly number[][],
  { xType }: ScatterOptions,
): readonly PointSet[] {
  if (xType === 'date' || drawn.reduce((sum, list) => sum + list.length, 0) <= MOST_IN_SVG) return [];
  return series.map((set, index) => ({
    x: drawn[index]!.map(i => set.x[i]!),
    y: drawn[index]!.map(i => set.y[i]!),
    rows: drawn[index]!.map(i => set.rows?.[i] ?? i),
    colour: set.colour ?? seriesColour(index),
  }));
}

/** below: the points are drawn by others; here they are only pointed at. */
export function scatterData(
  series: readonly ScatterSeries[],
  drawn: readonly number[][],
  options: ScatterOptions,
  below = false,
): ChartData[] {
  const points: ChartData[] = series.map((set, index) => ({
    type: 'scatter',
    mode: below ? 'none' : 'markers',
    name: plotText(set.name),
    x: drawn[index]!.map(i => set.x[i]!),
    y: drawn[index]!.map(i => set.y[i]!),
    customdata: drawn[index]!.map(i => set.rows?.[i] ?? i),
    marker: { color: set.colour ?? seriesColour(index), size: 5, opacity: drawn[index]!.length > 500 ? 0.5 : 0.75 },
    selected: { marker: { opacity: 1 } },
    unselected: { marker: { opacity: 0.15 } },
    hovertemplate: `${plotText(options.xLabel ?? 'x')} %{x}<br>${plotText(options.yLabel ?? 'y')} %{y:.4~g}<br>row %{customdata}<extra></extra>`,
  }));
  return [...points, ...(options.lines ?? []).map(line => guide(line, series))];
}

function guide(line: { slope: number; intercept: number; label: string }, series: readonly ScatterSeries[]): ChartData {
  let low = Infinity;
  let high = -Infinity;
  for (const set of series) {
    for (let i = 0; i < set.x.length; i++) {
      const x = set.x[i]!;
      if (x < low) low = x;
      if (x > high) high = x;
    }
  }
  const ends = low <= high ? [low, high] : [0, 1];
  return {
    type: 'scatter',
    mode: 'lines',
    name: plotText(line.label),
    x: ends,
    y: ends.map(x => line.slope * x + line.intercept),
    line: { color: 'var(--ink-3)', width: 1, dash: 'dot' },
    hovertemplate: `${plotText(line.label)}<extra></extra>`,
  };
}

export function scatterLayout(series: readonly ScatterSeries[], options: ScatterOptions): ChartLayout {
  return {
    xaxis: { title: { text: axisTitle(options.xLabel) }, type: options.xType ?? 'linear' },
    yaxis: { title: { text: axisTitle(options.yLabel) } },
  };
}
