import type { Column } from './column.ts';
import { valueCodes } from './value-codes.ts';

/** Positions into `rows`: one seeded half to learn from, the other to be judged on. */
export interface Halves {
  readonly rows: Int32Array;
  readonly learn: Int32Array;
  readonly judge: Int32Array;
}

const mostBins = 64;

/** The group of each position; -1 where the value did not occur among the learning rows. */
export interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

/** Every value of the column is a group, missing is group 0. */
export function levelGroups(column: Column, { rows, learn }: Halves): Groups {
  const { codes, counts } = valueCodes(column, rows);
  const seen = new Uint8Array(counts.length + 1);
  for (const at of learn) seen[codes[at]! + 1] = 1;
  return { of: codes.map(code => (seen[code + 1] ? code + 1 : -1)), count: counts.length + 1 };
}

/** Numbers in up to 64 quantile bins of the learning rows; missing is group 0. */
export function binGroups(values: Float64Array, { rows, learn }: Halves): Groups {
  const sorted = Float64Array.from(learn, at => values[rows[at]!]!)
    .filter(v => Number.isFinite(v))
    .sort();
  const edges = upperEdges(sorted);
  const of = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const value = values[rows[at]!]!;
    of[at] = Number.isNaN(value) ? 0 : 1 + edgeBelow(edges, value);
  }
  return { of, count: edges.length + 2 };
}

/** Lower edges of all bins but the first: every distinct value its own bin while there are few, else quantiles. */
function upperEdges(sorted: Float64Array): Float64Array {
  const edges: number[] = [];
  for (let i = 1; i < sorted.length && edges.length < mostBins; i++)
    if (sorted[i] !== sorted[i - 1]) edges.push(sorted[i]! / 2 + sorted[i - 1]! / 2);
  if (edges.length < mostBins) return Float64Array.from(edges);
  const bins = Math.max(1, Math.min(mostBins, Math.floor(sorted.length / 8)));
  const quantiles = Array.from({ length: bins - 1 }, (_, b) => sorted[Math.floor(((b + 1) * sorted.length) / bins)]!);
  return Float64Array.from(new Set(quantiles));
}

function edgeBelow(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
