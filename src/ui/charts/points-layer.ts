import { tokenReader } from './colours.ts';

/** Points of one colour, in units of the axes. */
export interface PointSet {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly rows: readonly number[];
  /** `var(--token)`. */
  readonly colour: string;
}

/** A part of the plane, in units of the axes: from, to. */
export interface PlaneRange {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const [RADIUS, OPACITY, FAINT] = [2.5, 0.5, 0.1];

const within = ({ x, y }: PlaneRange, px: number, py: number): boolean =>
  px >= Math.min(...x) && px <= Math.max(...x) && py >= Math.min(...y) && py <= Math.max(...y);

/** The rows of the points in a part of the plane, sorted. */
export function rowsWithin(sets: readonly PointSet[], range: PlaneRange | undefined): number[] {
  if (!range) return [];
  const rows = sets.flatMap(({ x, y, rows: own }) => own.filter((_, i) => within(range, x[i]!, y[i]!)));
  return [...new Set(rows)].sort((a, b) => a - b);
}

/**
 * Draw thousands of points at once, on a canvas below a plot that has the same axes and draws none itself: an SVG element
 * for each point would hold up the page. Those outside the chosen range are faint.
 */
export function drawPoints(
  canvas: HTMLCanvasElement,
  plot: HTMLElement & { readonly layout: { xaxis?: { range?: unknown[] }; yaxis?: { range?: unknown[] } } },
  sets: readonly PointSet[],
  chosen: PlaneRange | null,
): void {
  const pen = canvas.getContext('2d');
  const box = plot.querySelector('.nsewdrag');
  const [x0, x1] = (plot.layout.xaxis?.range ?? []).map(Number);
  const [y0, y1] = (plot.layout.yaxis?.range ?? []).map(Number);
  if (!pen || !box || x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined) return;
  const [left, top, width, height] = ['x', 'y', 'width', 'height'].map(name => Number(box.getAttribute(name))) as [number, number, number, number]; // prettier-ignore
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.ceil(plot.clientWidth * scale);
  canvas.height = Math.ceil(plot.clientHeight * scale);
  pen.scale(scale, scale);
  pen.beginPath();
  // Points at the very edge are whole.
  pen.rect(left - RADIUS, top - RADIUS, width + 2 * RADIUS, height + 2 * RADIUS);
  pen.clip();
  const read = tokenReader(plot);
  for (const { x, y, colour } of sets) {
    pen.fillStyle = read(colour.slice('var('.length, -1));
    for (let i = 0; i < x.length; i++) {
      pen.globalAlpha = chosen && !within(chosen, x[i]!, y[i]!) ? FAINT : OPACITY;
      pen.beginPath();
      pen.arc(left + ((x[i]! - x0) / (x1 - x0)) * width, top + ((y1 - y[i]!) / (y1 - y0)) * height, RADIUS, 0, 2 * Math.PI); // prettier-ignore
      pen.fill();
    }
  }
}
