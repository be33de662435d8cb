/** What the leaves of a tree tell apart: a number (squared error) or classes (entropy). */
export interface SplitTarget {
  /** Class codes where `classes` is above 0, else numbers. */
  readonly values: ArrayLike<number>;
  readonly classes: number;
  /** How much each row counts, above 0; absent: all count the same. */
  readonly weights?: ArrayLike<number> | undefined;
}

export interface ColumnTree {
  /** Ascending; a value at most the first falls into the first leaf. */
  readonly thresholds: readonly number[];
  /** Share of the target's impurity that the leaves explain, in [0, 1]; 0 where there is none. */
  readonly explained: number;
}

interface Part {
  readonly from: number;
  readonly to: number;
  /** The best place to cut it in two, and by how much that lowers the impurity (summed over rows). */
  readonly cut: number;
  readonly gain: number;
}

/**
 * A decision tree over one column, grown best first: the leaf whose best cut lowers the impurity most is cut next, until
 * there are as many leaves as asked for (Friedman's best-first order, as scikit-learn's trees with max_leaf_nodes).
 * Impurity is entropy for classes and variance for numbers; a threshold lies half way between two neighbours. Of equal
 * cuts the first is taken. Weights make rows count for more in the impurity; a leaf has so many rows whatever they weigh.
 * `x` is ascending (without NaN; -Infinity may stand for missing), `y` in its order.
 */
export function growColumnTree(x: Float64Array, y: SplitTarget, most: number, leastRows: number): ColumnTree {
  const measure = y.classes ? entropyOf(y) : squaresOf(y);
  const total = measure.total(0, x.length);
  const least = 1e-12 * total;
  const open = [bestCut(x, measure, 0, x.length, leastRows)];
  const cuts: number[] = [];
  let gained = 0;
  while (open.length < most) {
    const best = open.reduce((a, b) => (b.gain > a.gain ? b : a));
    if (!(best.gain > least)) break;
    gained += best.gain;
    cuts.push(best.cut);
    open.splice(open.indexOf(best), 1, bestCut(x, measure, best.from, best.cut, leastRows), bestCut(x, measure, best.cut, best.to, leastRows)); // prettier-ignore
  }
  const thresholds = cuts.sort((a, b) => a - b).map(cut => middle(x[cut - 1]!, x[cut]!));
  return { thresholds, explained: total > 0 ? Math.min(1, gained / total) : 0 };
}

/** Half way between, but never the upper one, which lies beyond the threshold. */
function middle(low: number, high: number): number {
  const half = low / 2 + high / 2;
  return Number.isFinite(half) && half < high ? half : Number.isFinite(low) ? low : -Number.MAX_VALUE;
}

interface Impurity {
  /** Impurity of the rows [from, to), summed over them. */
  total(from: number, to: number): number;
  /** Calls back with each cut of [from, to) and by how much it lowers the impurity. */
  scan(from: number, to: number, at: (cut: number, gain: number) => void): void;
}

function bestCut(x: Float64Array, measure: Impurity, from: number, to: number, leastRows: number): Part {
  let cut = from;
  let gain = 0;
  if (to - from >= 2 * leastRows) {
    measure.scan(from, to, (place, found) => {
      if (found > gain && x[place - 1]! < x[place]! && place - from >= leastRows && to - place >= leastRows)
        [cut, gain] = [place, found];
    });
  }
  return { from, to, cut, gain };
}

/** Sum of squares about the mean. The numbers are centred and scaled first, so that no square overflows. */
function squaresOf({ values, weights }: SplitTarget): Impurity {
  const n = values.length;
  const weightOf = (i: number) => (weights ? weights[i]! : 1);
  const massOf = massBetween(n, weights);
  const whole = massOf(0, n);
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (values[i]! * weightOf(i)) / whole;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(values[i]! / 2 - mean / 2));
  const scaled = Float64Array.from(values, v => (largest > 0 ? (v / 2 - mean / 2) / largest : 0));
  const weighed = weights ? scaled.map((v, i) => v * weights[i]!) : scaled;
  const sumOf = (from: number, to: number) => weighed.subarray(from, to).reduce((s, v) => s + v, 0);
  return {
    total(from, to) {
      let squares = 0;
      for (let i = from; i < to; i++) squares += weighed[i]! * scaled[i]!;
      return squares - sumOf(from, to) ** 2 / (massOf(from, to) || 1);
    },
    scan(from, to, at) {
      const all = sumOf(from, to);
      const rest = all ** 2 / massOf(from, to);
      let left = 0;
      for (let cut = from + 1; cut < to; cut++) {
        left += weighed[cut - 1]!;
        at(cut, left ** 2 / massOf(from, cut) + (all - left) ** 2 / massOf(cut, to) - rest);
      }
    },
  };
}

/** How much rows [from, to) weigh together: their number without weights. */
function massBetween(n: number, weights: ArrayLike<number> | undefined): (from: number, to: number) => number {
  if (!weights) return (from, to) => to - from;
  const below = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) below[i + 1] = below[i]! + weights[i]!;
  return (from, to) => below[to]! - below[from]!;
}

/** Rows times entropy, in nats: n ln n - Σ n_k ln n_k, with weights their sums for counts, kept up to date row by row. */
function entropyOf({ values: codes, classes, weights }: SplitTarget): Impurity {
  const weightOf = (i: number) => (weights ? weights[i]! : 1);
  const massOf = massBetween(codes.length, weights);
  const term = (n: number) => (n > 0 ? n * Math.log(n) : 0);
  const countsOf = (from: number, to: number) => {
    const counts = new Float64Array(classes);
    for (let i = from; i < to; i++) counts[codes[i]!]! += weightOf(i);
    return counts;
  };
  const total = (counts: Float64Array, mass: number) => term(mass) - counts.reduce((s, n) => s + term(n), 0);
  return {
    total: (from, to) => total(countsOf(from, to), massOf(from, to)),
    scan(from, to, at) {
      const right = countsOf(from, to);
      const left = new Float64Array(classes);
      const all = total(right, massOf(from, to));
      let inLeft = 0;
      let inRight = right.reduce((s, n) => s + term(n), 0);
      for (let cut = from + 1; cut < to; cut++) {
        const code = codes[cut - 1]!;
        const weight = weightOf(cut - 1);
        inLeft += term(left[code]! + weight) - term(left[code]!);
        inRight += term(right[code]! - weight) - term(right[code]!);
        left[code]! += weight;
        right[code]! -= weight;
        at(cut, all - (term(massOf(from, cut)) - inLeft) - (term(massOf(cut, to)) - inRight));
      }
    },
  };
}
