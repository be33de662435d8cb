import type { TreeTarget } from '../cart/rows.ts';
import type { Pace } from '../pace.ts';
import { linkedNodes, type TypedTree } from './packed-tree.ts';

/** Rows between two chances to stop. */
const STRETCH = 50_000;

/**
 * How well the forest answers for rows by the trees that have not seen them (Breiman 2001): a test without test rows.
 * Error is the share of wrong classes, or the mean squared error over the variance.
 */
export class OutOfBag {
  readonly errors: number[] = [];
  readonly #y: TreeTarget;
  readonly #bins: readonly Uint8Array[];
  readonly #outputs: number;
  readonly #sums: Float64Array;
  readonly #trees: Int32Array;
  readonly #variance: number;
  #covered = 0;
  #error = 0;

  /** `outputs` as in the packed trees. */
  constructor(y: TreeTarget, bins: readonly Uint8Array[], outputs: number) {
    const rows = bins[0]!.length;
    this.#y = y;
    this.#bins = bins;
    this.#outputs = outputs;
    this.#sums = new Float64Array(rows * outputs);
    this.#trees = new Int32Array(rows);
    this.#variance = y.task === 'regression' ? variance(y.values) : 1;
  }

  /** Rows that some tree has not seen. */
  get covered(): number {
    return this.#covered;
  }

  /** Take a tree in; `drawn` says how often it saw each row. */
  async add(tree: TypedTree, drawn: Uint8Array, pace: Pace): Promise<void> {
    const { yes, no, columns } = linkedNodes(tree.feature);
    const [feature, children] = [Int32Array.from(columns), new Int32Array(2 * columns.length)];
    columns.forEach((_, i) => children.set([no[i]!, yes[i]!], 2 * i));
    const { split, leaf } = tree;
    for (let from = 0; from < drawn.length; from += STRETCH) {
      for (let row = from; row < Math.min(drawn.length, from + STRETCH); row++) {
        if (drawn[row]) continue;
        let node = feature.length ? 0 : -1;
        while (node >= 0) {
          const bin = this.#bins[feature[node]!]![row]!;
          const isYes = bin === 255 ? split[node]! >= 256 : bin <= (split[node]! & 255);
          node = children[2 * node + (isYes ? 1 : 0)]!;
        }
        this.#count(row, leaf, -1 - node);
      }
      await pace('Check on rows left out', from, drawn.length);
    }
    this.errors.push(this.#covered ? this.#error / this.#covered / this.#variance : NaN);
  }

  #count(row: number, leaf: ArrayLike<number>, place: number): void {
    const at = row * this.#outputs;
    const before = this.#trees[row]! ? this.#errorOf(row) : 0;
    if (!this.#trees[row]) this.#covered++;
    this.#trees[row]! += 1;
    for (let k = 0; k < this.#outputs; k++) this.#sums[at + k]! += leaf[place * this.#outputs + k]!;
    this.#error += this.#errorOf(row) - before;
  }

  #errorOf(row: number): number {
    const [at, trees] = [row * this.#outputs, this.#trees[row]!];
    if (this.#y.task === 'regression') return (this.#sums[at]! / trees - this.#y.values[row]!) ** 2;
    let best = 0;
    if (this.#y.classes.length === 2) best = this.#sums[at]! / trees > 0.5 ? 1 : 0;
    else for (let k = 1; k < this.#outputs; k++) if (this.#sums[at + k]! > this.#sums[at + best]!) best = k;
    return best === this.#y.codes[row] ? 0 : 1;
  }
}

function variance(values: Float64Array): number {
  let [mean, sum] = [0, 0];
  for (const v of values) mean += v / values.length;
  for (const v of values) sum += (v - mean) ** 2;
  return sum > 0 ? sum / values.length : 1;
}
