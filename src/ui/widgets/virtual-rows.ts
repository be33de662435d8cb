/** Browsers refuse elements much taller than this; longer tables scroll by proportion instead of by pixel. */
const TALLEST = 15_000_000;
/** Rows drawn beyond each edge, so that quick scrolling does not show a gap. */
const BEYOND = 6;

export interface RowWindow {
  /** First row drawn and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** Empty pixels above and below the drawn rows. */
  readonly above: number;
  readonly below: number;
}

export const scrollHeight = (count: number, rowHeight: number): number => Math.min(count * rowHeight, TALLEST);

/** How many rows' pixels one scrolled pixel stands for; 1 unless the table is taller than a browser can make it. */
function stretch(count: number, rowHeight: number, viewport: number): number {
  const total = count * rowHeight;
  return total <= TALLEST ? 1 : (total - viewport) / (TALLEST - viewport);
}

/** Which rows to draw for a scroll position. All rows have one height; `scrollTop` counts from the first row. */
export function rowWindow(count: number, rowHeight: number, scrollTop: number, viewport: number): RowWindow {
  const height = scrollHeight(count, rowHeight);
  const top = Math.max(0, Math.min(scrollTop, height - viewport));
  const first = (top * stretch(count, rowHeight, viewport)) / rowHeight;
  const start = Math.max(0, Math.floor(first) - BEYOND);
  const end = Math.min(count, Math.ceil(first + viewport / rowHeight) + BEYOND);
  const above = Math.max(0, top - (first - start) * rowHeight);
  return { start, end, above, below: Math.max(0, height - above - (end - start) * rowHeight) };
}

/** The scroll position nearest to the current one at which a row is wholly visible. */
export function scrollToShow(
  row: number,
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewport: number,
): number {
  const scale = stretch(count, rowHeight, viewport);
  const atTop = (row * rowHeight) / scale;
  const atBottom = ((row + 1) * rowHeight - viewport) / scale;
  if (scrollTop > atTop) return atTop;
  return scrollTop < atBottom ? atBottom : scrollTop;
}
