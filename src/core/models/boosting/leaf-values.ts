import type { BoostSession, GrownTree, Pause } from '../../../kernels/trees.ts';
import { sortedQuantile } from '../../stats/quantile.ts';
import type { BoostRows, BoostTask } from './boosting-data.ts';

/**
 * The step of each leaf, shrunk by the learning rate. For losses with a kink the tree only says which rows belong
 * together; a leaf moves by the median or quantile of its residuals (Friedman 2001), as in scikit-learn.
 */
export async function leafValues(
  session: BoostSession,
  tree: GrownTree,
  { y, weights }: BoostRows,
  { loss, quantile }: BoostTask,
  learningRate: number,
  pause: Pause,
): Promise<Float64Array> {
  if (!tree.feature.length || (loss !== 'absolute' && loss !== 'quantile')) return tree.leaf.map(v => v * learningRate);
  const scores = session.scores(0);
  const values = new Float64Array(tree.leafRows.length);
  for (const leaf of values.keys()) {
    const rows = session.rowsOf(leaf);
    const residuals = Float64Array.from(rows, row => y[row]! - scores[row]!);
    const own = weights && Float64Array.from(rows, row => weights[row]!);
    values[leaf] = learningRate * middleOf(residuals, own, loss === 'absolute' ? 0.5 : quantile);
    await pause();
  }
  return values;
}

/**
 * The quantile of values in any order: interpolated linearly (type 7); with weights, the least value up to which their
 * share reaches it.
 */
export function middleOf(values: Float64Array, weights: Float64Array | undefined, share: number): number {
  const own = values.slice();
  if (weights) return selectByWeight(own, weights.slice(), share);
  const at = Math.floor((own.length - 1) * share);
  const from = select(own, at);
  // The next in order is the least of those behind.
  let next = Infinity;
  for (let i = at + 1; i < own.length; i++) next = Math.min(next, own[i]!);
  if (at + 1 >= own.length) return from;
  const position = (own.length - 1) * share - at;
  return sortedQuantile(Float64Array.of(from, next), position);
}

/** Put the k-th smallest value in place k, smaller ones before it; Hoare's selection. */
function select(values: Float64Array, k: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

/** The least value at which the weight of the values up to it reaches a share of the whole. */
function selectByWeight(values: Float64Array, weights: Float64Array, share: number): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  let sum = 0;
  for (const i of order) if ((sum += weights[i]!) >= share * total) return values[i]!;
  return values[order.at(-1)!]!;
}
