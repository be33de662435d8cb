import type { Layout, PlotMouseEvent, PlotSelectionEvent } from 'plotly.js';
import { drawPoints, type PlaneRange, type PointSet, rowsWithin } from './points-layer.ts';
import { selectedRows } from './selection.ts';

/** An element that plotly has drawn in. */
export interface Drawn extends HTMLElement {
  readonly layout: Partial<Layout>;
  removeAllListeners(name: string): void;
  on(name: 'plotly_afterplot' | 'plotly_deselect', call: () => void): void;
  on(name: 'plotly_selected', call: (event: PlotSelectionEvent | undefined) => void): void;
  on(name: 'plotly_click', call: (event: PlotMouseEvent) => void): void;
}

export interface Listener {
  readonly onselect: ((rows: number[]) => void) | undefined;
  readonly onpoint: ((rows: number[]) => void) | undefined;
  /** Drawn on this canvas below the plot. */
  readonly points: readonly PointSet[];
  readonly canvas: HTMLCanvasElement | undefined;
}

const EVENTS = ['plotly_afterplot', 'plotly_deselect', 'plotly_selected', 'plotly_click'];

/** Answer what a person does in a plot, in the place of whoever listened before. */
export function listen(target: Drawn, { onselect, onpoint, points, canvas }: Listener): void {
  let chosen: PlaneRange | null = null;
  const paint = (): void => void (canvas && points.length && drawPoints(canvas, target, points, chosen));
  const choose = (range: PlaneRange | undefined): void => {
    chosen = range ?? null;
    paint();
  };
  for (const name of EVENTS) target.removeAllListeners(name);
  target.on('plotly_afterplot', paint);
  target.on('plotly_deselect', () => choose(undefined));
  target.on('plotly_selected', event => {
    choose(event?.range);
    onselect?.(points.length ? rowsWithin(points, event?.range) : selectedRows(event));
  });
  target.on('plotly_click', event => onpoint?.(selectedRows({ points: event.points })));
  paint();
}
