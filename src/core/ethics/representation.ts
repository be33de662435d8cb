import { cellText, type Column } from '../table/column.ts';
import { shortened } from '../table/column-profile.ts';
import { findColumn, type Table } from '../table/table.ts';
import { valueCodes } from '../table/value-codes.ts';

export interface GroupShare {
  readonly label: string;
  readonly rows: number;
  /** Of all rows. */
  readonly share: number;
  /** Too few rows to learn from or to say how well a model does on them. */
  readonly small: boolean;
}

/** How many rows each group of a column has. */
export interface Representation {
  readonly column: string;
  /** The largest first for categories, in order for bands of numbers; at most 30. */
  readonly groups: readonly GroupShare[];
  /** Groups that are not listed, all of them smaller, and their rows. */
  readonly otherGroups: number;
  readonly otherRows: number;
  readonly missing: number;
}

/** How the groups of several columns meet. */
export interface Combinations {
  readonly columns: readonly string[];
  /** The smallest that occur, at most ten. */
  readonly smallest: readonly GroupShare[];
  /** Combinations that could be and are not there. */
  readonly absent: number;
}

/** A group is small below this many rows or below this share: a score on fewer rows is hardly worth its interval. */
const fewRows = 30;
const smallShare = 0.01;
const mostGroups = 30;
const mostCombined = 3;
const mostSmallest = 10;

/** Shares of the groups in the chosen columns over all rows, and the smallest groups where up to three columns meet. */
export function representation(
  table: Table,
  columns: readonly string[],
): { readonly each: readonly Representation[]; readonly together: Combinations | null } {
  const grouped = columns.flatMap(name => {
    const column = findColumn(table, name);
    return column ? [{ name, ...groupsOf(column) }] : [];
  });
  const each = grouped.map(({ name, codes, labels, ordered }) => {
    const counts = new Float64Array(labels.length);
    let missing = 0;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code < 0) missing++;
      else counts[code]! += 1;
    }
    const all = labels.map((label, code) => group(label, counts[code]!, table.rows)).filter(g => g.rows > 0);
    if (!ordered) all.sort((a, b) => b.rows - a.rows);
    const rest = all.slice(mostGroups);
    return {
      column: name,
      groups: all.slice(0, mostGroups),
      otherGroups: rest.length,
      otherRows: rest.reduce((sum, g) => sum + g.rows, 0),
      missing,
    };
  });
  return { each, together: grouped.length > 1 ? combined(grouped.slice(0, mostCombined), table.rows) : null };
}

const group = (label: string, rows: number, of: number): GroupShare => ({
  label,
  rows,
  share: rows / of,
  small: rows < fewRows || rows < smallShare * of,
});

interface Grouped {
  readonly codes: Int32Array;
  readonly labels: readonly string[];
  readonly ordered: boolean;
}

/** Dates are told apart by their years. */
function groupsOf(column: Column): Grouped {
  if (column.kind === 'datetime') return bands(column.values.map(v => (Number.isFinite(v) ? new Date(v).getUTCFullYear() : NaN))); // prettier-ignore
  if (column.kind === 'number') return bands(column.values);
  const { codes, counts, firstRows } = valueCodes(column);
  const labels = Array.from(counts, (_, code) => shortened(cellText(column, firstRows[code]!)!));
  return { codes, labels, ordered: false };
}

/** Few numbers are groups of their own; more are put into at most ten bands of a round width. */
function bands(values: Float64Array): Grouped {
  let min = Infinity;
  let max = -Infinity;
  let whole = true;
  const different = new Set<number>();
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    whole &&= Number.isInteger(value);
    if (different.size <= mostSmallest) different.add(value + 0);
  }
  if (different.size <= mostSmallest) {
    const labels = [...different].sort((a, b) => a - b);
    const at = new Map(labels.map((value, code) => [value, code]));
    return { codes: Int32Array.from(values, v => at.get(v + 0) ?? -1), labels: labels.map(String), ordered: true };
  }
  const width = roundWidth((max - min) / 10, whole);
  const first = Math.floor(min / width);
  const count = Math.floor(max / width) - first + 1;
  const edge = (i: number) => Number(((first + i) * width).toPrecision(12));
  const labels = Array.from({ length: count }, (_, i) =>
    whole ? (width === 1 ? String(edge(i)) : `${edge(i)} to ${edge(i + 1) - 1}`) : `${edge(i)} to below ${edge(i + 1)}`,
  );
  const codes = Int32Array.from(values, v => (Number.isFinite(v) ? Math.min(count - 1, Math.floor(v / width) - first) : -1)); // prettier-ignore
  return { codes, labels, ordered: true };
}

/** The next 1, 2 or 5 times a power of ten. */
function roundWidth(least: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const width = [1, 2, 5, 10].map(step => step * power).find(step => step >= least * (1 - 1e-12))!;
  return whole ? Math.max(1, width) : width;
}

function combined(columns: readonly (Grouped & { readonly name: string })[], rows: number): Combinations {
  const counts = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const codes = columns.map(c => c.codes[row]!);
    if (codes.some(code => code < 0)) continue;
    const key = codes.join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const used = columns.map(c => new Set(c.codes).size - Number(c.codes.includes(-1)));
  const label = (key: string) =>
    key
      .split(',')
      .map((code, i) => columns[i]!.labels[Number(code)]!)
      .join(' · ');
  const smallest = [...counts].sort((a, b) => a[1] - b[1]).slice(0, mostSmallest);
  return {
    columns: columns.map(c => c.name),
    smallest: smallest.map(([key, n]) => group(label(key), n, rows)),
    absent: used.reduce((product, n) => product * n, 1) - counts.size,
  };
}
