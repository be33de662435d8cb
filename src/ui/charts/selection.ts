import type { PlotSelectionEvent } from 'plotly.js';

/** The rows of the selected points: each point's `customdata` is its row, or the list of its rows (a bar). Sorted, once each. */
export function selectedRows(event: Partial<PlotSelectionEvent> | undefined): number[] {
  const rows = new Set<number>();
  for (const point of event?.points ?? []) {
    const data: unknown = point.customdata;
    if (typeof data === 'number') rows.add(data);
    else if (Array.isArray(data)) for (const row of data) if (typeof row === 'number') rows.add(row);
  }
  return [...rows].sort((a, b) => a - b);
}
