import { ascendingOrder } from './ascending-order.ts';

/** Values ready to be correlated with others: shifted to their mean, so that nothing large cancels. NaN is missing. */
export interface Centred {
  readonly values: Float64Array;
  readonly gaps: boolean;
  /** Σ values²; of the present ones. */
  readonly squares: number;
}

/** Infinite values count as missing. */
export function centred(values: Float64Array): Centred {
  let n = 0;
  let mean = 0;
  for (const v of values) if (Number.isFinite(v)) mean += (v - mean) / ++n;
  const shifted = new Float64Array(values.length);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i]! - mean;
    shifted[i] = Number.isFinite(d) ? d : NaN;
    if (Number.isFinite(d)) squares += d * d;
  }
  return { values: shifted, gaps: n < values.length, squares };
}

/** Pearson's correlation over the rows where both are present. NaN where one of them does not vary there. */
export function pearson(a: Centred, b: Centred): number {
  const x = a.values;
  const y = b.values;
  if (a.gaps || b.gaps) return pearsonOver(x, y, 0, 0, null);
  let dot = 0;
  for (let i = 0; i < x.length; i++) dot += x[i]! * y[i]!;
  return ratio(dot, a.squares, b.squares);
}

/**
 * Pearson's correlation straight from columns, over the given rows (all where null) in which both are finite. The middles
 * are subtracted first; any number near the means will do, it only keeps digits.
 */
export function pearsonOver(
  x: Float64Array,
  y: Float64Array,
  middleX: number,
  middleY: number,
  rows: Int32Array | null,
): number {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  const count = rows?.length ?? x.length;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const p = x[row]! - middleX;
    const q = y[row]! - middleY;
    const product = p * q;
    if (!Number.isFinite(product)) continue;
    n++;
    sx += p;
    sy += q;
    xx += p * p;
    yy += q * q;
    xy += product;
  }
  return ratio(xy - (sx * sy) / n, spread(xx, sx, n), spread(yy, sy, n));
}

/** The mean of the finite values in the given rows; 0 where there is none. */
export function meanOver(values: Float64Array, rows: Int32Array): number {
  let n = 0;
  let mean = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (Number.isFinite(value)) mean += (value - mean) / ++n;
  }
  return mean;
}

/** Σ (x - mean)², or 0 where only rounding is left of it. */
function spread(squares: number, sum: number, n: number): number {
  const left = squares - (sum * sum) / n;
  return left > 1e-14 * squares ? left : 0;
}

function ratio(xy: number, xx: number, yy: number): number {
  const scale = Math.sqrt(xx) * Math.sqrt(yy);
  return scale > 0 ? Math.max(-1, Math.min(1, xy / scale)) : NaN;
}

/** A column as positions of its values in ascending order: equal values share a code; -1 is missing. */
export interface Ranked {
  readonly codes: Int32Array;
  readonly distinct: number;
  /** Centred mid-ranks over all present values, for pairs without gaps. */
  readonly ranks: Centred | null;
}

/** Infinite values count as missing, as they do for Pearson's correlation. */
export function ranked(values: Float64Array): Ranked {
  const order = ascendingOrder(values);
  const codes = new Int32Array(values.length).fill(-1);
  const counted = new Float64Array(values.length);
  let code = -1;
  let last = NaN;
  let n = 0;
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    const value = values[at]!;
    if (!Number.isFinite(value)) continue;
    if (value !== last) code++;
    last = value;
    counted[code]! += 1;
    codes[at] = code;
    n++;
  }
  const counts = counted.slice(0, code + 1);
  if (n < values.length) return { codes, distinct: counts.length, ranks: null };
  const byCode = midRanksOf(counts);
  const ranks = new Float64Array(n);
  for (let i = 0; i < n; i++) ranks[i] = byCode[codes[i]!]!;
  return { codes, distinct: counts.length, ranks: centred(ranks) };
}

/** The mid-rank of each code from how often it occurs. */
function midRanksOf(counts: Float64Array): Float64Array {
  let before = 0;
  return counts.map(count => {
    const rank = before + (count + 1) / 2;
    before += count;
    return rank;
  });
}

/** Spearman's rank correlation over the rows where both are present, ranked among those; ties share their mean rank. */
export function spearman(a: Ranked, b: Ranked): number {
  if (a.ranks && b.ranks) return pearson(a.ranks, b.ranks);
  const x = a.codes;
  const y = b.codes;
  const countsX = new Float64Array(a.distinct);
  const countsY = new Float64Array(b.distinct);
  let n = 0;
  for (let i = 0; i < x.length; i++) {
    if (x[i]! < 0 || y[i]! < 0) continue;
    n++;
    countsX[x[i]!]! += 1;
    countsY[y[i]!]! += 1;
  }
  const middle = (n + 1) / 2;
  const rankX = midRanksOf(countsX);
  const rankY = midRanksOf(countsY);
  let xy = 0;
  for (let i = 0; i < x.length; i++)
    if (x[i]! >= 0 && y[i]! >= 0) xy += (rankX[x[i]!]! - middle) * (rankY[y[i]!]! - middle);
  const squares = (ranks: Float64Array, counts: Float64Array) =>
    ranks.reduce((sum, rank, code) => sum + counts[code]! * (rank - middle) ** 2, 0);
  return ratio(xy, squares(rankX, countsX), squares(rankY, countsY));
}
