import { barsOf, type Bins, missingAt, otherAt } from '../../core/profile/bins.ts';
import { formatInteger, formatNumber, formatPercent } from '../format.ts';
import { type ChartAnnotation, type ChartData, type ChartLayout, type ChartTable, tableOf } from './chart-types.ts';
import { inkOf } from './colours.ts';
import { binName } from './histogram-chart.ts';
import { namesMargin } from './chart-layout.ts';
import { axisTitle, plotText } from './plot-text.ts';

/** A layer of the bars: the rows of one class, or those whose class is not shown. */
export interface PlaceLayer {
  readonly name: string;
  readonly colour: string;
  /** Rows by place: bars, other, missing. */
  readonly counts: readonly number[];
  readonly opacity?: number;
}

/** What the edges of bars are: epoch milliseconds, whole numbers with the edges halfway between them, or any numbers. */
export type Scale = 'dates' | 'whole' | 'numbers';

/** A column's places as bars. All counts are by place: bars, other, missing. */
export interface PlaceBars {
  readonly bins: Bins;
  readonly counts: readonly number[];
  readonly scale: Scale;
  /** Stacked from the bottom; together they are `counts`. One plain layer where there is none. */
  readonly layers: readonly PlaceLayer[];
  /** The mean of another column in each place; a higher one is drawn stronger. */
  readonly means?: { readonly of: string; readonly values: readonly (number | null)[] } | undefined;
  /** How many of the rows are selected. */
  readonly selected?: readonly number[] | null | undefined;
}

/** The places that are drawn: all bars; for levels also other and missing where rows are there. */
export function drawnPlaces({ bins, counts }: Pick<PlaceBars, 'bins' | 'counts'>): number[] {
  const bars = Array.from({ length: barsOf(bins) }, (_, at) => at);
  if (bins.kind === 'edges') return bars;
  return [...bars, ...[otherAt(bins), missingAt(bins)].filter(at => (counts[at] ?? 0) > 0)];
}

export function placeName(bins: Bins, at: number, scale: Scale): string {
  if (at === missingAt(bins)) return 'missing';
  if (at === otherAt(bins)) return bins.kind === 'levels' ? 'all other values' : 'outside the bars';
  if (bins.kind === 'levels') return bins.levels[at]!;
  if (scale !== 'whole' || bins.edges[at]! % 1 === 0) return binName(bins.edges, at, scale === 'dates');
  const [first, last] = [bins.edges[at]! + 0.5, bins.edges[at + 1]! - 0.5];
  return first === last ? formatInteger(first) : `${formatInteger(first)} to ${formatInteger(last)}`;
}

/** The same where there is little room: a bar of many values by where it begins. */
export function shortPlace(bins: Bins, at: number, scale: Scale): string {
  const name = placeName(bins, at, scale);
  return bins.kind === 'edges' && at < barsOf(bins) && name.includes(' to ') ? `from ${name.split(' to ')[0]!}` : name;
}

/** Bars with their layers on one another, and the selected rows as a narrow dark bar in front of each. */
export function placeData(bars: PlaceBars): ChartData[] {
  const { bins, counts, layers, means, selected, scale } = bars;
  const places = drawnPlaces(bars);
  const wide = bins.kind === 'edges';
  const centres = places.map((at, i) => (wide ? (bins.edges[at]! + bins.edges[at + 1]!) / 2 : i));
  const widths = places.map(at => (wide ? (bins.edges[at + 1]! - bins.edges[at]!) * 0.96 : 0.8));
  const strength = means && strengths(places.map(at => means.values[at] ?? null));
  const floor = places.map(() => 0);
  const trace = (layer: PlaceLayer, base: number[], width: number[], opacity: number | number[]): ChartData => {
    const values = places.map(at => layer.counts[at] ?? 0);
    const share = (at: number) => formatPercent(counts[at] ? (layer.counts[at] ?? 0) / counts[at] : null);
    const hover = places.map(at =>
      [
        plotText(placeName(bins, at, scale)),
        `${plotText(layer.name)} ${formatInteger(layer.counts[at])}${layers.length > 1 || layer.name === SELECTED ? ` (${share(at)})` : ''}`,
        ...(means ? [`mean of ${plotText(means.of)} ${formatNumber(means.values[at] ?? null)}`] : []),
      ].join('<br>'),
    );
    return {
      type: 'bar',
      name: plotText(layer.name),
      orientation: wide ? 'v' : 'h',
      x: wide ? centres : values,
      y: wide ? values : centres,
      ...perBar({ base, width, marker: { color: layer.colour, opacity } }),
      customdata: places,
      hovertext: hover,
      hovertemplate: '%{hovertext}<extra></extra>',
    };
  };
  const traces = layers.map(layer => {
    const base = [...floor];
    places.forEach((at, i) => (floor[i]! += layer.counts[at] ?? 0));
    return trace(layer, base, widths, strength ?? layer.opacity ?? 1);
  });
  if (!selected) return traces;
  const front = { name: SELECTED, colour: 'var(--ink)', counts: selected };
  return [...traces, trace(front, places.map(() => 0), widths.map(w => w * 0.36), 1)]; // prettier-ignore
}

const SELECTED = 'selected';

/** Plotly takes a list with a value for each bar where its types know of one value alone. */
const perBar = (lists: object): object => lists;

/** From the lowest mean, drawn lightest, to the highest. */
function strengths(means: readonly (number | null)[]): number[] {
  const known = means.filter(mean => mean !== null);
  const low = Math.min(...known);
  const width = Math.max(...known) - low;
  return means.map(mean => (mean === null ? 0.15 : width > 0 ? 0.25 + (0.75 * (mean - low)) / width : 0.6));
}

export function placeLayout(bars: PlaceBars, xLabel = ''): ChartLayout {
  const { bins, layers } = bars;
  const places = drawnPlaces(bars);
  const labels = layers.length > 1 ? layerLabels(bars, places) : [];
  const rows = { title: { text: 'Rows' }, rangemode: 'tozero' as const };
  const right = labels.length ? 14 + 6.4 * Math.max(...labels.map(label => label.text?.length ?? 0)) : 16;
  if (bins.kind === 'edges')
    return {
      barmode: 'overlay',
      bargap: 0,
      xaxis: { title: { text: axisTitle(xLabel) }, showgrid: false, type: bars.scale === 'dates' ? 'date' : 'linear' },
      yaxis: rows,
      margin: { r: right },
      annotations: labels,
    };
  const names = places.map(at => plotText(placeName(bins, at, bars.scale), 28));
  return {
    barmode: 'overlay',
    xaxis: rows,
    yaxis: {
      tickmode: 'array',
      tickvals: places.map((_, i) => i),
      ticktext: names,
      showgrid: false,
      range: [places.length - 0.5, -0.5],
    },
    margin: { l: namesMargin(names), t: labels.length ? 26 : 16 },
    annotations: labels,
  };
}

/** Every layer's name in its colour: beside the last bar in the order of the stack, or above the bars that lie. */
function layerLabels({ bins, layers }: PlaceBars, places: readonly number[]): ChartAnnotation[] {
  const sum = (counts: readonly number[]) => places.reduce((total, at) => total + (counts[at] ?? 0), 0);
  const texts = layers.map(layer => `${plotText(layer.name, 24)} ${formatInteger(sum(layer.counts))}`);
  const font = (i: number) => ({ color: inkOf(layers[i]!.colour), size: 12, weight: 600 });
  if (bins.kind === 'levels') {
    const starts = texts.map((_, i) => texts.slice(0, i).reduce((x, text) => x + 7 * text.length + 16, 0));
    return texts.map((text, i) => ({
      ...{ xref: 'paper', x: 0, xanchor: 'left', xshift: starts[i]!, yref: 'paper', y: 1, yanchor: 'bottom' },
      ...{ yshift: 4, text, showarrow: false, font: font(i) },
    }));
  }
  const tallest = Math.max(...places.map(at => layers.reduce((all, layer) => all + (layer.counts[at] ?? 0), 0)), 1);
  const last = [...places].reverse().find(at => layers.some(layer => (layer.counts[at] ?? 0) > 0)) ?? 0;
  let bottom = 0;
  let floor = -Infinity;
  return texts.map((text, i) => {
    const height = layers[i]!.counts[last] ?? 0;
    const y = Math.max(bottom + height / 2, floor);
    floor = y + 0.085 * tallest;
    bottom += height;
    return {
      ...{ xref: 'paper', x: 1, xanchor: 'left', xshift: 6, yref: 'y', y, yanchor: 'middle' },
      ...{ text, showarrow: false, font: font(i) },
    };
  });
}

/** The bars as a table, in the order of `drawnPlaces`. */
export function placeTable(bars: PlaceBars, label: string): ChartTable {
  const { bins, counts, layers, means, selected, scale } = bars;
  const places = drawnPlaces(bars);
  const of = (values: readonly (number | null)[]) => places.map(at => values[at] ?? null);
  return tableOf([
    [label || (bins.kind === 'edges' ? 'Range' : 'Value'), places.map(at => placeName(bins, at, scale))],
    ['Rows', of(counts)],
    ...(layers.length > 1 ? layers.map((l): [string, (number | null)[]] => [l.name, of(l.counts)]) : []),
    ...(means ? [[`Mean of ${means.of}`, of(means.values)] as const] : []),
    ...(selected ? [['Selected', of(selected)] as const] : []),
  ]);
}
