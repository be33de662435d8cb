import { formatNumber } from '../../core/format.ts';
import { html, type Markup, nothing, table } from './markup.ts';

/** A small chart as SVG without scripts: axes, marks, a key, and the numbers behind it. */
export interface Plot {
  /** The finding, or what is drawn. */
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: (place: Place) => Markup;
  readonly key?: readonly { readonly label: string; readonly colour: number }[];
  /** Rows behind the picture, for readers of numbers. */
  readonly numbers?: Markup;
}

export interface Axis {
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

/** Where values lie in the picture. */
export interface Place {
  x(value: number): number;
  y(value: number): number;
}

const WIDTH = 440;
const HEIGHT = 300;
const LEFT = 58;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 42;

/** Colours 1 to 8 of the style; the same class always has the same one. */
export const colourOf = (index: number): string => `var(--c${(index % 8) + 1})`;

export function plot({ title, x, y, marks, key, numbers }: Plot): Markup {
  const place: Place = {
    x: value => round(LEFT + share(x, value) * (WIDTH - LEFT - RIGHT)),
    y: value => round(HEIGHT - BOTTOM - share(y, value) * (HEIGHT - TOP - BOTTOM)),
  };
  const alongX = ticks(x.min, x.max).map(
    t => html`<text x="${place.x(t)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${formatNumber(t, 3)}</text>`,
  );
  const alongY = ticks(y.min, y.max).map(
    t =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place.y(t)}" y2="${place.y(t)}" />
        <text x="${LEFT - 6}" y="${place.y(t) + 4}" text-anchor="end">${formatNumber(t, 3)}</text>`,
  );
  const middle = round((TOP + HEIGHT - BOTTOM) / 2);
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
      ${alongY}${alongX}
      <line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" />
      <text x="${round((LEFT + WIDTH - RIGHT) / 2)}" y="${HEIGHT - 8}" text-anchor="middle">${x.label}</text>
      <text x="12" y="${middle}" text-anchor="middle" transform="rotate(-90 12 ${middle})">${y.label}</text>
      ${marks(place)}
    </svg>
    ${key && key.length > 1 ? keyOf(key) : nothing}
    ${
      numbers
        ? html`<details>
            <summary>Show as table</summary>
            ${numbers}
          </details>`
        : nothing
    }
  </figure>`;
}

const keyOf = (entries: NonNullable<Plot['key']>): Markup =>
  html`<ul class="key">
    ${entries.map(e => html`<li><i style="background:${colourOf(e.colour)}"></i>${e.label}</li>`)}
  </ul>`;

const share = ({ min, max }: Axis, value: number): number => (max > min ? (value - min) / (max - min) : 0.5);
const round = (value: number): number => Math.round(value * 100) / 100;

/** About five round values from min to max: steps of 1, 2 or 5 times a power of ten. */
export function ticks(min: number, max: number, wanted = 5): number[] {
  if (!(max > min) || !Number.isFinite(max - min)) return Number.isFinite(min) ? [min] : [];
  const rough = (max - min) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough * 0.999)!;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A line through points; points that are no numbers break nothing, they are left out. */
export function line(place: Place, xs: ArrayLike<number>, ys: ArrayLike<number>, colour: number): Markup {
  const points = Array.from(xs, (x, i) => [x, ys[i]!] as const).filter(p => p.every(Number.isFinite));
  const path = points.map(([x, y]) => `${place.x(x)},${place.y(y)}`).join(' ');
  return html`<polyline class="line" style="stroke:${colourOf(colour)}" points="${path}" />`;
}

/** The line that a perfect, or a blind, model would give. */
export const ideal = (place: Place, from: readonly [number, number], to: readonly [number, number]): Markup =>
  html`<line
    class="ideal"
    x1="${place.x(from[0])}"
    y1="${place.y(from[1])}"
    x2="${place.x(to[0])}"
    y2="${place.y(to[1])}"
  />`;

/** Bars between edges, standing on zero. */
export const bars = (place: Place, edges: readonly number[], heights: readonly number[]): Markup =>
  html`${heights.map((h, i) => {
    const [from, to] = [place.x(edges[i]!), place.x(edges[i + 1]!)];
    const top = place.y(h);
    return html`<rect
      class="bar"
      x="${round(from + 0.5)}"
      y="${top}"
      width="${round(Math.max(0.5, to - from - 1))}"
      height="${round(place.y(0) - top)}"
    />`;
  })}`;

const MOST_DOTS = 1500;
const CELLS = 48;

/** Points as dots; many of them as squares that are the darker the more points they hold. */
export function scatter(place: Place, x: Axis, y: Axis, xs: ArrayLike<number>, ys: ArrayLike<number>): Markup {
  const points = Array.from(xs, (value, i) => [value, ys[i]!] as const).filter(p => p.every(Number.isFinite));
  if (points.length <= MOST_DOTS)
    return html`${points.map(([a, b]) => html`<circle class="dot" fill-opacity="0.5" r="2.2" cx="${place.x(a)}" cy="${place.y(b)}" />`)}`;
  const counts = new Map<number, number>();
  const cell = (axis: Axis, value: number) => Math.min(CELLS - 1, Math.max(0, Math.floor(share(axis, value) * CELLS)));
  for (const [a, b] of points) {
    const at = cell(y, b) * CELLS + cell(x, a);
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  const edge = (axis: Axis, i: number) => axis.min + ((axis.max - axis.min) * i) / CELLS;
  return html`${[...counts].map(([at, count]) => {
    const [row, column] = [Math.floor(at / CELLS), at % CELLS];
    const [left, right] = [place.x(edge(x, column)), place.x(edge(x, column + 1))];
    const [bottom, top] = [place.y(edge(y, row)), place.y(edge(y, row + 1))];
    const opacity = round(0.15 + 0.85 * Math.sqrt(count / most));
    return html`<rect
      class="dot"
      fill-opacity="${opacity}"
      x="${left}"
      y="${top}"
      width="${round(right - left)}"
      height="${round(bottom - top)}"
    />`;
  })}`;
}

/** The numbers of one or more curves, thinned to what a reader can take in. */
export function curveTable(
  columns: readonly string[],
  curves: readonly { readonly name: string; readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }[],
): Markup {
  const rows = curves.flatMap(({ name, x, y }) => {
    const step = Math.max(1, Math.ceil(x.length / 25));
    return Array.from(x, (value, i) => [name, formatNumber(value), formatNumber(y[i])] as const).filter(
      (_, i) => i % step === 0 || i === x.length - 1,
    );
  });
  const [first = '', second = '', third = ''] = columns;
  return table([{ label: first }, { label: second, align: 'right' }, { label: third, align: 'right' }], rows);
}
