export interface RowPart {
  readonly from: number;
  readonly to: number;
}

/** Rows cut into parts of nearly equal size: two a thread, so that a late thread holds nobody up, none below `fewest`. */
export function rowParts(rows: number, threads: number, fewest: number): RowPart[] {
  const parts = threads === 1 ? 1 : Math.max(1, Math.min(2 * threads, Math.floor(rows / fewest)));
  return Array.from({ length: parts }, (_, i) => ({
    from: Math.floor((i * rows) / parts),
    to: Math.floor(((i + 1) * rows) / parts),
  }));
}
