/** How often two columns of codes meet: `cells[a * columns + b]`. Codes below zero are missing and their rows left out. */
export interface CrossTable {
  readonly rows: number;
  readonly columns: number;
  readonly cells: Float64Array;
  readonly n: number;
  readonly rowSums: Float64Array;
  readonly columnSums: Float64Array;
}

/** Cross-tabulate codes below `rows` with codes below `columns`, position by position. */
export function crossTable(a: ArrayLike<number>, rows: number, b: ArrayLike<number>, columns: number): CrossTable {
  const cells = new Float64Array(rows * columns);
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x >= 0 && y >= 0) cells[x * columns + y]! += 1;
  }
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  let n = 0;
  for (let x = 0; x < rows; x++)
    for (let y = 0; y < columns; y++) {
      const count = cells[x * columns + y]!;
      rowSums[x]! += count;
      columnSums[y]! += count;
      n += count;
    }
  return { rows, columns, cells, n, rowSums, columnSums };
}

/**
 * Cramér's V in [0, 1]. Corrected for its bias (Bergsma 2013) unless `corrected` is false: uncorrected, small samples
 * show an association where there is none. NaN where a side has fewer than two levels.
 */
export function cramersV(table: CrossTable, corrected = true): number {
  const { n, rowSums, columnSums, cells, columns } = table;
  const r = occupied(rowSums);
  const k = occupied(columnSums);
  if (r < 2 || k < 2) return NaN;
  let sum = 0;
  for (let x = 0; x < rowSums.length; x++)
    for (let y = 0; y < columns; y++) {
      const count = cells[x * columns + y]!;
      if (count > 0) sum += (count / rowSums[x]!) * (count / columnSums[y]!);
    }
  const phi2 = sum - 1; // χ² / n
  if (!corrected) return Math.sqrt(Math.max(0, phi2) / (Math.min(r, k) - 1));
  const bias = ((r - 1) * (k - 1)) / (n - 1);
  const rows = r - (r - 1) ** 2 / (n - 1);
  const cols = k - (k - 1) ** 2 / (n - 1);
  const smaller = Math.min(rows, cols) - 1;
  return smaller > 0 ? Math.min(1, Math.sqrt(Math.max(0, phi2 - bias) / smaller)) : NaN;
}

const occupied = (sums: Float64Array): number => sums.reduce((used, sum) => used + Number(sum > 0), 0);

/** Mutual information in nats (plug-in: of the shares as they are). */
export function mutualInformation({ n, cells, columns, rowSums, columnSums }: CrossTable): number {
  let sum = 0;
  for (let x = 0; x < rowSums.length; x++)
    for (let y = 0; y < columns; y++) {
      const count = cells[x * columns + y]!;
      if (count > 0) sum += count * Math.log((n * count) / (rowSums[x]! * columnSums[y]!));
    }
  return Math.max(0, sum / n);
}

/**
 * Mutual information over the mean of both entropies, in [0, 1] (scikit-learn's normalized_mutual_info_score). NaN where
 * a side has fewer than two levels.
 */
export function normalisedInformation(table: CrossTable): number {
  if (occupied(table.rowSums) < 2 || occupied(table.columnSums) < 2) return NaN;
  const mean = (entropy(table.rowSums) + entropy(table.columnSums)) / 2;
  return Math.min(1, mutualInformation(table) / mean);
}

/** Shannon entropy of counts in nats. NaN when there is nothing. */
export function entropy(counts: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < counts.length; i++) n += counts[i]!;
  if (n === 0) return NaN;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (count > 0) sum -= (count / n) * Math.log(count / n);
  }
  return Math.max(0, sum);
}

/**
 * Correlation ratio η in [0, 1]: the share of a number's spread that lies between groups, as √(SS between / SS total).
 * Rows with a missing number or group are left out. NaN with fewer than two groups or without any spread.
 */
export function correlationRatio(codes: ArrayLike<number>, levels: number, values: Float64Array): number {
  const counts = new Float64Array(levels);
  const means = new Float64Array(levels);
  let n = 0;
  let mean = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const code = codes[i]!;
    if (code < 0 || Number.isNaN(value)) continue;
    const d = value - mean;
    n++;
    mean += d / n;
    total += d * (value - mean);
    counts[code]! += 1;
    means[code]! += (value - means[code]!) / counts[code]!;
  }
  if (occupied(counts) < 2 || !(total > 0)) return NaN;
  let between = 0;
  for (let g = 0; g < levels; g++) between += counts[g]! * (means[g]! - mean) ** 2;
  return Math.min(1, Math.sqrt(between / total));
}
