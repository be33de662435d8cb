/**
 * How far two groupings of the same rows agree, whatever the groups are called. Both columns hold any integer codes
 * and no row is missing.
 */
interface Contingency {
  readonly n: number;
  readonly counts: Float64Array;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

function contingency(a: Int32Array, b: Int32Array): Contingency {
  const number = (codes: Int32Array) => new Map([...new Set(codes)].map((code, i) => [code, i]));
  const left = number(a);
  const right = number(b);
  const counts = new Float64Array(left.size * right.size);
  const rows = new Float64Array(left.size);
  const columns = new Float64Array(right.size);
  for (let i = 0; i < a.length; i++) {
    const r = left.get(a[i]!)!;
    const c = right.get(b[i]!)!;
    counts[r * right.size + c]! += 1;
    rows[r]! += 1;
    columns[c]! += 1;
  }
  return { n: a.length, counts, rows, columns };
}

const sumOf = (values: Float64Array, f: (v: number) => number): number => {
  let sum = 0;
  for (const v of values) sum += f(v);
  return sum;
};

/** Entropy in nats of counts that add up to n. */
const entropy = (counts: Float64Array, n: number): number =>
  -sumOf(counts, c => (c > 0 ? (c / n) * Math.log(c / n) : 0));

/** Ordered pairs of rows: together in both groupings, in one only, in neither. */
function pairs({ n, counts, rows, columns }: Contingency) {
  const square = (v: number) => v * v;
  const both = sumOf(counts, square) - n;
  const left = sumOf(rows, square) - n - both;
  const right = sumOf(columns, square) - n - both;
  return { both, left, right, neither: n * n - n - both - left - right };
}

/** Rand index corrected for chance (Hubert & Arabie 1985); 1 for identical groupings, about 0 for unrelated ones. */
export function adjustedRandIndex(a: Int32Array, b: Int32Array): number {
  const { both, left, right, neither } = pairs(contingency(a, b));
  if (left === 0 && right === 0) return 1;
  return (
    (2 * (both * neither - left * right)) / ((both + left) * (left + neither) + (both + right) * (right + neither))
  );
}

/** Fowlkes-Mallows: TP / √((TP + FP)(TP + FN)) over pairs; 0 when no pair is together in both. */
export function fowlkesMallows(a: Int32Array, b: Int32Array): number {
  const { both, left, right } = pairs(contingency(a, b));
  return both === 0 ? 0 : both / Math.sqrt((both + left) * (both + right));
}

function mutualInformationOf({ n, counts, rows, columns }: Contingency): number {
  let sum = 0;
  for (let r = 0; r < rows.length; r++)
    for (let c = 0; c < columns.length; c++) {
      const count = counts[r * columns.length + c]!;
      if (count > 0) sum += (count / n) * Math.log((n * count) / (rows[r]! * columns[c]!));
    }
  return Math.max(0, sum);
}

/** Mutual information in nats; 0 for no rows. */
export const mutualInformation = (a: Int32Array, b: Int32Array): number =>
  a.length === 0 ? 0 : mutualInformationOf(contingency(a, b));

/** Homogeneity, completeness and their harmonic mean V (equal to NMI with the arithmetic mean). No entropy counts as 1. */
export function homogeneityCompleteness(
  truth: Int32Array,
  predicted: Int32Array,
): { homogeneity: number; completeness: number; v: number } {
  const table = contingency(truth, predicted);
  const mi = table.n === 0 ? 0 : mutualInformationOf(table);
  const hTruth = entropy(table.rows, table.n);
  const hPredicted = entropy(table.columns, table.n);
  const homogeneity = hTruth > 0 ? mi / hTruth : 1;
  const completeness = hPredicted > 0 ? mi / hPredicted : 1;
  const sum = homogeneity + completeness;
  return { homogeneity, completeness, v: sum === 0 ? 0 : (2 * homogeneity * completeness) / sum };
}

/** MI / mean entropy (arithmetic); 1 when both groupings are a single group. */
export function normalisedMutualInformation(a: Int32Array, b: Int32Array): number {
  const table = contingency(a, b);
  if (table.rows.length <= 1 && table.columns.length <= 1) return 1;
  return mutualInformationOf(table) / ((entropy(table.rows, table.n) + entropy(table.columns, table.n)) / 2);
}

/** (MI - E[MI]) / (mean entropy - E[MI]), corrected for chance (Vinh, Epps & Bailey 2010). */
export function adjustedMutualInformation(a: Int32Array, b: Int32Array): number {
  const table = contingency(a, b);
  const groups = [table.rows.length, table.columns.length] as const;
  if ((groups[0] <= 1 && groups[1] <= 1) || (groups[0] === table.n && groups[1] === table.n)) return 1;
  const expected = expectedMutualInformation(table);
  const size = (entropy(table.rows, table.n) + entropy(table.columns, table.n)) / 2;
  const gap = size - expected;
  const held = gap < 0 ? Math.min(gap, -Number.EPSILON) : Math.max(gap, Number.EPSILON);
  return (mutualInformationOf(table) - expected) / held;
}

/** E[MI] over all tables with these margins: a sum of hypergeometric probabilities, by log factorials. */
function expectedMutualInformation({ n, rows, columns }: Contingency): number {
  const lf = new Float64Array(n + 1);
  for (let i = 1, carry = 0; i <= n; i++) {
    const add = Math.log(i) - carry;
    const next = lf[i - 1]! + add;
    carry = next - lf[i - 1]! - add;
    lf[i] = next;
  }
  let sum = 0;
  for (const r of rows)
    for (const c of columns)
      for (let k = Math.max(1, r + c - n); k <= Math.min(r, c); k++) {
        const logWeight =
          lf[r]! + lf[c]! + lf[n - r]! + lf[n - c]! - lf[n]! - lf[k]! - lf[r - k]! - lf[c - k]! - lf[n - r - c + k]!;
        sum += (k / n) * Math.log((n * k) / (r * c)) * Math.exp(logWeight);
      }
  return sum;
}
