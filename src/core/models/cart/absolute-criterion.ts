import { type Criterion, weightedMean } from './criterion.ts';

/**
 * Mean absolute deviation from the weighted median. Both sides are Fenwick trees over the ranks of the targets, so that a
 * move and a score cost log n each; `unit` is what `y` was divided by.
 */
export function absoluteCriterion(y: Float64Array, weights: Float64Array, unit: number): Criterion {
  const levels = Float64Array.from(new Set(y)).sort();
  const rankOf = new Map(Array.from(levels, (v, i) => [v, i]));
  const ranks = Int32Array.from(y, v => rankOf.get(v)!);
  const left = new RankedSums(levels);
  const right = new RankedSums(levels);
  let [rows, start, end] = [new Int32Array(0), 0, 0];
  let all = 0;
  let atNode = true;
  const each = (f: (row: number) => void): void => {
    for (let i = start; i < end; i++) f(rows[i]!);
  };
  const criterion: Criterion = {
    outputs: 1,
    enter(order, from, to) {
      each(row => (left.clear(ranks[row]!), right.clear(ranks[row]!)));
      left.weight = right.weight = 0;
      [rows, start, end] = [order.slice(from, to), 0, to - from];
      each(row => right.add(ranks[row]!, weights[row]!));
      all = right.weight;
      atNode = true;
    },
    weight: () => all,
    impurity: () => Math.min(Number.MAX_VALUE, (right.deviation() / all) * unit),
    value: () => [right.median() * unit],
    reset() {
      if (atNode) return;
      each(row => (left.clear(ranks[row]!), right.clear(ranks[row]!)));
      left.weight = right.weight = 0;
      each(row => right.add(ranks[row]!, weights[row]!));
      atNode = true;
    },
    move(row) {
      atNode = false;
      left.add(ranks[row]!, weights[row]!);
      right.add(ranks[row]!, -weights[row]!);
    },
    score: () => -left.deviation() - right.deviation(),
    middle: (order, from, to) => weightedMean(y, weights, order, from, to),
  };
  return criterion;
}

/** Weights, and weighted values, summed up to any rank (Fenwick 1994). */
class RankedSums {
  weight = 0;
  readonly #levels: Float64Array;
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;
  readonly #top: number;
  constructor(levels: Float64Array) {
    this.#levels = levels;
    this.#weights = new Float64Array(levels.length + 1);
    this.#sums = new Float64Array(levels.length + 1);
    this.#top = 2 ** Math.floor(Math.log2(levels.length));
  }
  add(rank: number, weight: number): void {
    this.weight += weight;
    for (let i = rank + 1; i < this.#weights.length; i += i & -i) {
      this.#weights[i]! += weight;
      this.#sums[i]! += weight * this.#levels[rank]!;
    }
  }
  /** Forget all sums that a rank was added to; exact, where taking away is not. */
  clear(rank: number): void {
    for (let i = rank + 1; i < this.#weights.length; i += i & -i) this.#weights[i] = this.#sums[i] = 0;
  }
  median(): number {
    const { rank, below, here } = this.#middle();
    const half = this.weight / 2;
    if (below + here > half * (1 + 1e-12)) return this.#levels[rank]!;
    const next = this.#descend(half * (1 + 1e-12)).rank;
    return this.#levels[rank]! / 2 + this.#levels[Math.min(next, this.#levels.length - 1)]! / 2;
  }
  /** Sum of weight times distance from the median. */
  deviation(): number {
    if (!(this.weight > 0)) return 0;
    const { rank, below, sumBelow } = this.#middle();
    const m = this.#levels[rank]!;
    const total = this.#total();
    return Math.max(0, m * below - sumBelow + (total - sumBelow - m * (this.weight - below)));
  }
  #total(): number {
    let sum = 0;
    for (let i = this.#sums.length - 1; i > 0; i -= i & -i) sum += this.#sums[i]!;
    return sum;
  }
  /** The first rank up to which half of the weight lies. */
  #middle() {
    return this.#descend((this.weight / 2) * (1 - 1e-12));
  }
  #descend(wanted: number) {
    let [at, below, sumBelow] = [0, 0, 0];
    for (let step = this.#top; step >= 1; step /= 2) {
      const next = at + step;
      if (next >= this.#weights.length || below + this.#weights[next]! >= wanted) continue;
      at = next;
      below += this.#weights[next]!;
      sumBelow += this.#sums[next]!;
    }
    const rank = Math.min(at, this.#levels.length - 1);
    return { rank, below, sumBelow, here: this.#weightOf(rank) };
  }
  #weightOf(rank: number): number {
    const upTo = (i: number): number => {
      let sum = 0;
      for (; i > 0; i -= i & -i) sum += this.#weights[i]!;
      return sum;
    };
    return upTo(rank + 1) - upTo(rank);
  }
}
