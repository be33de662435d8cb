import type { IdentityTarget } from './row-identity.ts';

export interface NumericColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** intercept + sum of weight x column. */
export interface LinearCombination {
  readonly terms: readonly { readonly column: NumericColumn; readonly weight: number }[];
  readonly intercept: number;
}

/** Unexplained share of the target's variance below which the fit counts as exact up to rounding. */
const exact = 1e-6;
/** Tolerance below which a column adds nothing to those already taken. */
const singular = 1e-9;
const mostColumns = 200;
const mostRows = 20_000;

/**
 * Columns whose linear combination with whole-number weights (or halves, thirds, quarters) is the target. Least
 * squares by the sweep operator (Goodnight 1979) on the correlation matrix: columns enter by partial correlation until
 * the fit is exact, then each one that the rest can do without leaves again, so the set is minimal. Null where no
 * exact fit exists or its weights are not simple numbers. The caller checks the result on every row.
 */
export function linearCombination(target: IdentityTarget, columns: readonly NumericColumn[]): LinearCombination | null {
  const { chosen, positions } = completePart(target, columns);
  const n = positions.length;
  if (chosen.length < 2 || n < 40) return null;
  const { matrix, means, scales } = correlations(target, chosen, positions);
  const p = chosen.length;
  const width = p + 1;
  const inside = new Uint8Array(p);
  const left = () => matrix[p * width + p]!;
  const most = Math.min(p, Math.floor(n / 4));
  for (let taken = 0; left() > exact && taken < most; taken++) {
    const best = strongest(matrix, inside, p);
    if (best < 0) break;
    sweep(matrix, width, best);
    inside[best] = 1;
  }
  if (!(left() <= exact)) return null;
  const weightOf = (j: number) => (matrix[j * width + p]! * scales[p]!) / scales[j]!;
  const order = Array.from(inside.keys()).filter(j => inside[j] === 1);
  order.sort((a, b) => Math.abs(matrix[a * width + p]!) - Math.abs(matrix[b * width + p]!));
  for (const j of order) {
    const before = matrix.slice();
    sweep(matrix, width, j);
    inside[j] = 0;
    if (left() <= exact) continue;
    matrix.set(before);
    inside[j] = 1;
  }
  const terms = simpleWeights(chosen.flatMap((column, j) => (inside[j] ? [{ column, weight: weightOf(j) }] : [])));
  if (!terms || terms.length < 2) return null;
  const offset = terms.reduce((sum, t) => sum - t.weight * means[chosen.indexOf(t.column)]!, means[p]!);
  return { terms, intercept: Math.abs(offset) < 1e-6 * scales[p]! ? 0 : offset };
}

/** The columns and positions on which all of them are present; the emptiest columns give way first. */
function completePart(target: IdentityTarget, columns: readonly NumericColumn[]) {
  const missing = (column: NumericColumn) =>
    target.rows.reduce((sum, row) => sum + Number(!Number.isFinite(column.values[row]!)), 0);
  const ranked = columns
    .map(column => ({ column, gaps: missing(column) }))
    .filter(entry => entry.gaps < 0.4 * target.rows.length)
    .sort((a, b) => a.gaps - b.gaps)
    .slice(0, mostColumns);
  for (let p = ranked.length; p >= 2; p = Math.min(p - 1, Math.floor(p * 0.8))) {
    const chosen = ranked.slice(0, p).map(entry => entry.column);
    const positions: number[] = [];
    for (let i = 0; i < target.rows.length && positions.length < mostRows; i++)
      if (chosen.every(column => Number.isFinite(column.values[target.rows[i]!]!))) positions.push(i);
    if (positions.length >= Math.max(40, Math.min(4 * p, target.rows.length / 2))) return { chosen, positions };
  }
  return { chosen: [], positions: [] };
}

/** The correlation matrix of the columns with the target last, row-major [p + 1, p + 1]; constants get zeros. */
function correlations(target: IdentityTarget, columns: readonly NumericColumn[], positions: readonly number[]) {
  const all = [
    ...columns.map(column => Float64Array.from(positions, i => column.values[target.rows[i]!]!)),
    Float64Array.from(positions, i => target.values[i]!),
  ];
  const means = all.map(values => values.reduce((sum, v) => sum + v / values.length, 0));
  all.forEach((values, j) => values.forEach((v, i) => (values[i] = v - means[j]!)));
  const scales = all.map(values => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0)));
  const width = all.length;
  const matrix = new Float64Array(width * width);
  for (let a = 0; a < width; a++)
    for (let b = a; b < width; b++) {
      const x = all[a]!;
      const y = all[b]!;
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
      const scale = scales[a]! * scales[b]!;
      matrix[a * width + b] = matrix[b * width + a] = scale > 0 && Number.isFinite(scale) ? sum / scale : 0;
    }
  return { matrix, means, scales };
}

/** The column outside with the largest squared partial correlation with the target; -1 where none adds anything. */
function strongest(matrix: Float64Array, inside: Uint8Array, p: number): number {
  let best = -1;
  let most = 0;
  for (let j = 0; j < p; j++) {
    const own = matrix[j * (p + 1) + j]!;
    if (inside[j] || own < singular) continue;
    const gain = matrix[j * (p + 1) + p]! ** 2 / own;
    if (gain > most) [best, most] = [j, gain];
  }
  return best;
}

/** Sweep a square matrix on pivot k, in place; sweeping twice on the same pivot gives the matrix back. */
function sweep(a: Float64Array, width: number, k: number): void {
  const d = a[k * width + k]!;
  for (let i = 0; i < width; i++) {
    if (i === k) continue;
    const factor = a[i * width + k]! / d;
    for (let j = 0; j < width; j++) if (j !== k) a[i * width + j]! -= factor * a[k * width + j]!;
  }
  for (let i = 0; i < width; i++) {
    if (i === k) continue;
    a[i * width + k]! /= -d;
    a[k * width + i]! /= d;
  }
  a[k * width + k] = 1 / d;
}

type Terms = LinearCombination['terms'];

/** The weights as multiples of 1, 1/2, 1/3 or 1/4, none of them zero or above 100; null where they are not. */
function simpleWeights(terms: Terms): Terms | null {
  for (const parts of [1, 2, 3, 4]) {
    const whole = terms.map(t => ({ ...t, weight: Math.round(t.weight * parts) / parts }));
    const close = whole.every(
      (t, i) => t.weight !== 0 && Math.abs(t.weight) <= 100 && Math.abs(t.weight - terms[i]!.weight) < 0.02,
    );
    if (close) return whole;
  }
  return null;
}
