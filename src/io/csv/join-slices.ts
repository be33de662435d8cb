import type { ColumnPlan } from './columns/reader.ts';
import { mergeColumn, type MergedColumn } from './merge.ts';
import type { ScanCounts } from './scan.ts';
import type { SliceResult } from './slice.ts';
import { listedLines, type RaggedRows } from './table-sink.ts';

/** All slices of a file as one. */
export interface WholeFile {
  readonly columns: readonly MergedColumn[];
  readonly headerCells: readonly Uint8Array[];
  readonly rows: number;
  readonly leftOut: number;
  readonly counts: ScanCounts;
  readonly short: RaggedRows;
  readonly long: RaggedRows;
}

/** Join slices in order; each line number is counted from the beginning of the file. */
export function joinSlices(
  slices: readonly SliceResult[],
  plan: readonly ColumnPlan[],
  preferDayFirst: boolean,
): WholeFile {
  // Taken out column by column, so that what is joined can be given back before the next is made.
  const parts = plan.map((_, i) => slices.map(slice => slice.parts[i]!));
  for (const slice of slices) (slice.parts as unknown[]).length = 0;
  const columns = plan.map((column, i) => {
    const merged = mergeColumn(parts[i]!, column, preferDayFirst);
    parts[i] = [];
    return merged;
  });
  return {
    columns,
    headerCells: slices[0]!.headerCells,
    rows: slices.reduce((sum, { rows }) => sum + rows, 0),
    leftOut: slices.reduce((sum, { leftOut }) => sum + leftOut, 0),
    counts: addCounts(slices),
    short: addRagged(slices, ({ short }) => short),
    long: addRagged(slices, ({ long }) => long),
  };
}

/** Lines before each slice. */
function linesBefore(slices: readonly SliceResult[]): number[] {
  let lines = 0;
  return slices.map(slice => {
    const before = lines - (slice.firstLine - 1);
    lines += slice.lines;
    return before;
  });
}

function addRagged(slices: readonly SliceResult[], of: (slice: SliceResult) => RaggedRows): RaggedRows {
  const before = linesBefore(slices);
  return {
    rows: slices.reduce((sum, slice) => sum + of(slice).rows, 0),
    cells: slices.reduce((sum, slice) => sum + of(slice).cells, 0),
    lines: slices.flatMap((slice, i) => of(slice).lines.map(line => line + before[i]!)).slice(0, listedLines),
  };
}

function addCounts(slices: readonly SliceResult[]): ScanCounts {
  const before = linesBefore(slices);
  const total: ScanCounts = { nulBytes: 0, nulLine: 0, textAfterQuote: 0, textAfterQuoteLine: 0, blankLines: 0 };
  let waiting = 0;
  for (const [i, { counts, pendingBlank, rows, leftOut }] of slices.entries()) {
    if (total.nulBytes === 0 && counts.nulBytes > 0) total.nulLine = counts.nulLine + before[i]!;
    if (total.textAfterQuote === 0 && counts.textAfterQuote > 0)
      total.textAfterQuoteLine = counts.textAfterQuoteLine + before[i]!;
    total.nulBytes += counts.nulBytes;
    total.textAfterQuote += counts.textAfterQuote;
    // Empty lines count only between records.
    if (rows + leftOut > 0) {
      total.blankLines += waiting;
      waiting = 0;
    }
    total.blankLines += counts.blankLines;
    waiting += pendingBlank;
  }
  return total;
}
