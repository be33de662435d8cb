import { pacer, type WorkContext } from '../work.ts';
import { jensenShannon, jensenShannonChanceLine, shares } from '../stats/divergences.ts';
import { ksDistance } from '../stats/kolmogorov-smirnov.ts';
import { pooledGrid } from '../stats/pooled-grid.ts';
import { binCounts, referenceEdges } from '../stats/reference-bins.ts';
import { standardisedWasserstein } from '../stats/wasserstein.ts';
import { cellText, type Column, type ColumnKind, countMissing } from '../table/column.ts';
import { shortened } from '../table/column-profile.ts';
import { histogramEdges, quantileSorted } from '../table/histogram.ts';
import { findColumn, type Table } from '../table/table.ts';
import { valueCodes } from '../table/value-codes.ts';
import { type Bins, countPlaces, placesOf } from './bins.ts';

/** One column in two tables, in the same bars. */
export interface ComparedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly status: 'compared' | 'only-first' | 'only-second' | 'other-kind';
  readonly bins: Bins;
  /** Rows by place (bars, other, missing) in each table; empty where there was nothing to compare. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /**
   * Jensen-Shannon distance (base 2, in [0, 1]) of the shares: of the first table's tenths and missing for numbers and
   * times, of all values and missing for the rest. Null where a table has no rows or the column is not compared.
   */
  readonly distance: number | null;
  /** What chance alone reaches in 95 of 100 pairs of samples of this size. */
  readonly chance: number | null;
  /** Numbers and times: the largest gap between the two distribution functions (Kolmogorov-Smirnov). */
  readonly ks: number | null;
  /** Numbers: how far the values moved, in standard deviations of the first table (Wasserstein). */
  readonly moved: number | null;
  /** Values of each table that `ks` and `moved` looked at; the others were left out evenly, null where none were. */
  readonly sampled: number | null;
}

export interface Comparison {
  readonly rows: readonly [first: number, second: number];
  /** The largest distance first; then those that are in one table only. */
  readonly columns: readonly ComparedColumn[];
}

const mostBars = 12;
/** The two-sample distances sort their values; more than these would take seconds and add no digit that is shown. */
const mostSorted = 500_000;

/** Two tables column by column (matched by name), under the same bars, sorted by how much they differ. */
export async function compareTables(
  first: Table,
  second: Table,
  names: readonly string[],
  context: WorkContext = {},
): Promise<Comparison> {
  const pause = pacer(context);
  const columns: ComparedColumn[] = [];
  const all = [...names, ...second.names.filter(n => !names.includes(n) && !first.names.includes(n))];
  for (const [at, name] of all.entries()) {
    await pause(name, at, all.length);
    columns.push(compareColumn(name, findColumn(first, name), findColumn(second, name)));
  }
  const rank = (c: ComparedColumn) => (c.status === 'compared' ? (c.distance ?? -1) : -2);
  return { rows: [first.rows, second.rows], columns: columns.sort((a, b) => rank(b) - rank(a)) };
}

function compareColumn(name: string, a: Column | undefined, b: Column | undefined): ComparedColumn {
  if (!a || !b) return notCompared(name, (a ?? b)!.kind, a ? 'only-first' : 'only-second');
  if (a.kind !== b.kind) return notCompared(name, a.kind, 'other-kind');
  const bins = sharedBins(a, b);
  const count = (column: Column) => Array.from(countPlaces({ name, bins, places: placesOf(column, bins) }));
  const shown = { name, kind: a.kind, status: 'compared', bins, first: count(a), second: count(b) } as const;
  return isMeasured(a) && isMeasured(b)
    ? { ...shown, ...comparedNumbers(a, b) }
    : { ...shown, ...comparedLevels(a, b), ks: null, moved: null, sampled: null };
}

const notCompared = (name: string, kind: ColumnKind, status: ComparedColumn['status']): ComparedColumn => ({
  ...{ name, kind, status, bins: { kind: 'levels', levels: [] }, first: [], second: [] },
  ...{ distance: null, chance: null, ks: null, moved: null, sampled: null },
});

type Measured = Column & { kind: 'number' | 'datetime' };
const isMeasured = (column: Column): column is Measured => column.kind === 'number' || column.kind === 'datetime';

/** Bars over both: of equal width from the smallest to the largest value, or the most frequent levels. */
function sharedBins(a: Column, b: Column): Bins {
  if (isMeasured(a) && isMeasured(b)) {
    const some = Float64Array.from([...evenly(a.values, 50_000), ...evenly(b.values, 50_000)]).sort();
    const iqr = quantileSorted(some, 0.75) - quantileSorted(some, 0.25);
    const both = joined(extent(a.values), extent(b.values));
    return { kind: 'edges', edges: histogramEdges({ ...both, iqr, integer: both.integer && a.kind === 'number' }) };
  }
  const counts = pooledLevels(a, b);
  const top = [...counts].sort(([, x], [, y]) => y[0] + y[1] - x[0] - x[1]).slice(0, mostBars);
  return { kind: 'levels', levels: [...new Set(top.map(([level]) => shortened(level)))] };
}

interface Extent {
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

function extent(values: Float64Array): Extent {
  let n = 0;
  let min = Infinity;
  let max = -Infinity;
  let integer = true;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    n++;
    if (value < min) min = value;
    if (value > max) max = value;
    if (integer && !Number.isInteger(value)) integer = false;
  }
  return { n, min, max, integer };
}

const joined = (a: Extent, b: Extent): Extent => ({
  n: a.n + b.n,
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
  integer: a.integer && b.integer,
});

/** At most `most` of the finite values, evenly from first to last. */
function evenly(values: Float64Array, most: number): Float64Array {
  const step = Math.max(1, values.length / most);
  const some = new Float64Array(Math.ceil(values.length / step));
  for (let i = 0; i < some.length; i++) some[i] = values[Math.floor(i * step)]!;
  return some.filter(Number.isFinite);
}

function comparedNumbers(a: Measured, b: Measured) {
  const edges = referenceEdges(evenly(a.values, mostSorted));
  const withMissing = (column: Measured) => [...binCounts(column.values, edges), countMissing(column)];
  const x = evenly(a.values, mostSorted);
  const y = evenly(b.values, mostSorted);
  const grid = pooledGrid(x, y);
  const whole = a.values.length <= mostSorted && b.values.length <= mostSorted;
  return {
    ...distances(withMissing(a), withMissing(b)),
    ks: grid.n1 && grid.n2 ? ksDistance(grid) : null,
    moved: a.kind === 'number' ? standardisedWasserstein(x, y) : null,
    sampled: whole ? null : mostSorted,
  };
}

/** Free text has no shares to compare. */
const mostLevels = 1000;

function comparedLevels(a: Column, b: Column) {
  const counts = [...pooledLevels(a, b).values()];
  if (counts.length > mostLevels) return { distance: null, chance: null };
  return distances([...counts.map(c => c[0]), countMissing(a)], [...counts.map(c => c[1]), countMissing(b)]);
}

/** The distance of two lists of counts over the same places; a place that is empty in both counts for nothing. */
function distances(first: readonly number[], second: readonly number[]) {
  const n = sum(first);
  const m = sum(second);
  if (n === 0 || m === 0) return { distance: null, chance: null };
  const used = first.filter((count, i) => count + second[i]! > 0).length;
  return { distance: jensenShannon(shares(first), shares(second)), chance: jensenShannonChanceLine(used, n, m) };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** How often each level occurs in the one column and in the other. */
function pooledLevels(a: Column, b: Column): Map<string, [number, number]> {
  const pooled = new Map<string, [number, number]>();
  [a, b].forEach((column, side) => {
    const { counts, firstRows } = valueCodes(column);
    counts.forEach((count, code) => {
      const level = cellText(column, firstRows[code]!)!;
      const pair = pooled.get(level) ?? [0, 0];
      pair[side]! += count;
      pooled.set(level, pair);
    });
  });
  return pooled;
}
