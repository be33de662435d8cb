import { ascendingOrder } from './ascending-order.ts';

// Mutual information of samples by distances to nearest neighbours, in nats, at least 0. As mutual_info_classif and
// mutual_info_regression of scikit-learn, without the noise they add to break ties.

/** ψ(n) of whole numbers up to `most`: ψ(1) = -γ, ψ(n + 1) = ψ(n) + 1 / n. */
function digammas(most: number): Float64Array {
  const psi = new Float64Array(most + 1);
  psi[1] = -0.5772156649015329;
  for (let n = 1; n < most; n++) psi[n + 1] = psi[n]! + 1 / n;
  return psi;
}

/** How many of the ascending values lie less than r from v, or, for r = 0, are v. */
function countWithin(sorted: Float64Array, v: number, r: number): number {
  const beyond = (x: number) => (r > 0 ? Math.abs(x - v) >= r : x !== v);
  let low = 0; // the first that is within, where one is: below it all are beyond and smaller
  let end = sorted.length;
  while (low < end) {
    const middle = (low + end) >> 1;
    if (sorted[middle]! < v && beyond(sorted[middle]!)) low = middle + 1;
    else end = middle;
  }
  let high = low;
  end = sorted.length;
  while (high < end) {
    const middle = (high + end) >> 1;
    if (sorted[middle]! > v && beyond(sorted[middle]!)) end = middle;
    else high = middle + 1;
  }
  return high - low;
}

/**
 * Of a number and a class (Ross 2014): ψ(n) + mean ψ(k) - mean ψ(n_class) - mean ψ(m), where m counts the values of all
 * classes nearer than the k-th nearest of the row's own class. Classes of one row are left out. `codes` are 0 to classes - 1.
 */
export function informationOfClass(x: Float64Array, codes: ArrayLike<number>, classes: number, neighbours = 3): number {
  const groups = Array.from({ length: classes }, () => [] as number[]);
  for (let i = 0; i < x.length; i++) groups[codes[i]!]!.push(x[i]!);
  const used = groups.filter(g => g.length > 1).map(g => Float64Array.from(g).sort());
  const all = Float64Array.from(used.flatMap(g => Array.from(g))).sort();
  if (!all.length) return 0;
  const psi = digammas(all.length);
  let sum = psi[all.length]! * all.length;
  for (const own of used) {
    const k = Math.min(neighbours, own.length - 1);
    sum += own.length * (psi[k]! - psi[own.length]!);
    own.forEach((v, i) => (sum -= psi[countWithin(all, v, kthDistance(own, i, k))]!));
  }
  return Math.max(0, sum / all.length);
}

/** The distance from the value at place i of ascending values to the k-th nearest of the others. */
function kthDistance(sorted: Float64Array, i: number, k: number): number {
  let best = Infinity;
  for (let from = Math.max(0, i - k); from <= i && from + k < sorted.length; from++)
    best = Math.min(best, Math.max(sorted[i]! - sorted[from]!, sorted[from + k]! - sorted[i]!));
  return best;
}

/**
 * Of two numbers (Kraskov, Stögbauer and Grassberger 2004, first estimator): ψ(n) + ψ(k) - mean(ψ(n_x + 1) + ψ(n_y + 1)),
 * where n_x and n_y count the other rows nearer in x, in y, than the k-th nearest in the larger of both distances. Both
 * are to be on the scale of their standard deviation.
 */
export function informationOfNumbers(x: Float64Array, y: Float64Array, neighbours = 3): number {
  const n = x.length;
  const k = Math.min(neighbours, n - 1);
  if (k < 1) return 0;
  const order = ascendingOrder(x);
  const [xs, ys] = [Float64Array.from(order, i => x[i]!), Float64Array.from(order, i => y[i]!)];
  const ySorted = y.slice().sort();
  const psi = digammas(n);
  let sum = (psi[n]! + psi[k]!) * n;
  const near = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    near.fill(Infinity);
    let [left, right] = [i - 1, i + 1];
    for (;;) {
      const toLeft = left >= 0 ? xs[i]! - xs[left]! : Infinity;
      const toRight = right < n ? xs[right]! - xs[i]! : Infinity;
      if (Math.min(toLeft, toRight) >= near[k - 1]!) break;
      const other = toLeft <= toRight ? left-- : right++;
      insert(near, Math.max(Math.min(toLeft, toRight), Math.abs(ys[other]! - ys[i]!)));
    }
    sum -= psi[countWithin(xs, xs[i]!, near[k - 1]!)]! + psi[countWithin(ySorted, ys[i]!, near[k - 1]!)]!;
  }
  return Math.max(0, sum / n);
}

/** Keep the smallest distances, ascending. */
function insert(near: Float64Array, distance: number): void {
  let at = near.length - 1;
  if (distance >= near[at]!) return;
  for (; at > 0 && near[at - 1]! > distance; at--) near[at] = near[at - 1]!;
  near[at] = distance;
}
