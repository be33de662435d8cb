import type * as Bundle from './plot-bundle.ts';

export type Plot = typeof Bundle;

let loading: Promise<Plot> | undefined;

/** Plotly, fetched when the first chart is drawn. A failed fetch is tried again by the next chart. */
export function loadPlot(): Promise<Plot> {
  loading ??= import('./plot-bundle.ts').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
