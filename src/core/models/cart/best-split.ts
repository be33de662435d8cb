import type { SortedColumns } from './columns.ts';
import type { Criterion } from './criterion.ts';

/** What a node asks of a column, as in the trees of the graph. */
export interface Split {
  readonly feature: number;
  /** Null: every value that is there goes left, and the missing ones right. */
  readonly threshold: number | null;
  /** 1: missing values go left. */
  readonly missing: 0 | 1;
  /** For a column of categories: those that go left; the threshold is then 0. */
  readonly set: readonly number[] | null;
}

interface Found extends Split {
  readonly score: number;
}

/**
 * The purest split of the rows in [from, to) on one column, for all thresholds between two values that occur; undefined
 * where none leaves enough rows on both sides. As in scikit-learn missing values are tried on both sides, and apart from
 * all others; where none is missing a later one goes with the larger side. Of equally pure splits the first one counts.
 */
export function bestSplit(
  columns: SortedColumns,
  feature: number,
  categories: boolean,
  criterion: Criterion,
  [from, to]: readonly [number, number],
  leastLeaf: number,
): Found | undefined {
  const values = columns.values[feature]!;
  const missing = columns.missing(feature, from, to);
  const given = columns.orders[feature]!;
  const end = to - missing;
  const order = categories ? byMiddle(given, values, from, end, criterion) : given;
  let best: { score: number; at: number; missing: 0 | 1 } | undefined;
  const consider = (at: number, left: number, missingLeft: 0 | 1): void => {
    if (left < leastLeaf || to - from - left < leastLeaf) return;
    const score = criterion.score();
    if (!best || score > best.score) best = { score, at, missing: missingLeft };
  };
  for (const missingLeft of missing && end > from ? ([0, 1] as const) : ([0] as const)) {
    criterion.reset();
    if (missingLeft) for (let i = end; i < to; i++) criterion.move(given[i]!);
    for (let i = from; i < end - 1; i++) {
      criterion.move(order[i]!);
      if (values[order[i]!] === values[order[i + 1]!]) continue;
      consider(i + 1, i + 1 - from + (missingLeft ? missing : 0), missingLeft);
    }
  }
  if (missing && end > from) {
    criterion.reset();
    for (let i = from; i < end; i++) criterion.move(order[i]!);
    consider(end, end - from, 0);
  }
  if (!best || best.score === -Infinity) return undefined;
  const { score, at } = best;
  const direction = missing ? best.missing : at - from > to - at ? 1 : 0;
  if (categories) {
    const set = [...new Set(order.subarray(from, at))].map(r => values[r]!);
    return { score, feature, threshold: 0, missing: direction, set: [...new Set(set)].sort((a, b) => a - b) };
  }
  const threshold = at === end ? null : between(values[order[at - 1]!]!, values[order[at]!]!);
  return { score, feature, threshold, missing: direction, set: null };
}

/** The middle of two neighbouring values, or the lower one where rounding leaves nothing between them. */
export function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

/** The rows with those of each category together, categories by their mean target (Fisher 1958): then the best set is a start of them. */
function byMiddle(
  order: Int32Array,
  values: Float64Array,
  from: number,
  end: number,
  criterion: Criterion,
): Int32Array {
  const groups: { start: number; stop: number; middle: number }[] = [];
  for (let start = from; start < end;) {
    let stop = start + 1;
    while (stop < end && values[order[stop]!] === values[order[start]!]) stop++;
    groups.push({ start, stop, middle: criterion.middle(order, start, stop) });
    start = stop;
  }
  groups.sort((a, b) => a.middle - b.middle || a.start - b.start);
  const sorted = new Int32Array(end);
  let at = from;
  for (const { start, stop } of groups) {
    sorted.set(order.subarray(start, stop), at);
    at += stop - start;
  }
  return sorted;
}
