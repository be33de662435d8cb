import { type Column, toCategory } from '../table/column.ts';

/** How one column differs between clusters. */
export interface ClusterColumn {
  readonly name: string;
  /**
   * One entry a cluster. Numbers: the mean and how many standard deviations of all rows it lies from the mean of all
   * rows (null where the column is constant). Others: the most frequent value and its share. Null where it has no value.
   */
  readonly clusters: readonly (ClusterMean | ClusterMode | null)[];
}

export interface ClusterMean {
  readonly kind: 'mean';
  readonly mean: number;
  readonly standardised: number | null;
}

export interface ClusterMode {
  readonly kind: 'mode';
  readonly value: string;
  readonly share: number;
}

/** Means and most frequent values of raw columns by cluster. `labels[i]` is the cluster of row i; negative is none. */
export function clusterProfile(
  columns: readonly { readonly name: string; readonly column: Column }[],
  labels: Int32Array,
  count: number,
): readonly ClusterColumn[] {
  return columns.map(({ name, column }) => ({
    name,
    clusters: column.kind === 'number' ? means(column.values, labels, count) : modes(column, labels, count),
  }));
}

function means(values: Float64Array, labels: Int32Array, count: number): (ClusterMean | null)[] {
  const sums = Array.from({ length: count }, () => ({ n: 0, sum: 0 }));
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < labels.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    n++;
    const gap = value - mean;
    mean += gap / n;
    squares += gap * (value - mean);
    const own = sums[labels[i]!];
    if (!own) continue;
    own.n++;
    own.sum += value;
  }
  const deviation = Math.sqrt(squares / n);
  return sums.map(own => {
    if (!own.n) return null;
    const average = own.sum / own.n;
    return { kind: 'mean', mean: average, standardised: deviation > 0 ? (average - mean) / deviation : null };
  });
}

function modes(column: Column, labels: Int32Array, count: number): (ClusterMode | null)[] {
  const { codes, levels } = toCategory(column);
  const counts = Array.from({ length: count }, () => new Map<number, number>());
  for (let i = 0; i < labels.length; i++) {
    const own = counts[labels[i]!];
    const code = codes[i]!;
    if (own && code >= 0) own.set(code, (own.get(code) ?? 0) + 1);
  }
  return counts.map(own => {
    let total = 0;
    let best = -1;
    for (const [code, times] of own) {
      total += times;
      const most = own.get(best) ?? 0;
      if (times > most || (times === most && code < best)) best = code;
    }
    return best < 0 ? null : { kind: 'mode', value: levels[best]!, share: own.get(best)! / total };
  });
}
