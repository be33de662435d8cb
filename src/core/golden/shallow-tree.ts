/** Values by position, and the positions in their order: missing ones first, then ascending. */
export interface SortedValues {
  readonly values: Float64Array;
  readonly order: Int32Array;
}

/** Some numbers a row, all to be predicted at once: one of a number, one a class of classes (1 where it is that class). */
export type Outputs = readonly Float64Array[];

export interface ShallowTreeOptions {
  readonly depth: number;
  /** Rows a leaf has at least. */
  readonly leaf: number;
}

interface Node {
  readonly count: number;
  readonly sums: Float64Array;
  feature: number;
  threshold: number;
  gain: number;
  children: readonly [low: number, high: number] | null;
}

/** A regression tree of a few levels: for each output the mean of the leaf that a row falls into. */
export interface ShallowTree {
  readonly nodes: readonly Node[];
  predict(at: number): Float64Array;
}

export function sortValues(values: Float64Array): SortedValues {
  const order = Int32Array.from(values.keys());
  const key = (v: number): number => (Number.isNaN(v) ? -Infinity : v);
  order.sort((a, b) => {
    const [x, y] = [key(values[a]!), key(values[b]!)];
    return x < y ? -1 : x > y ? 1 : Number(Number.isNaN(values[b]!)) - Number(Number.isNaN(values[a]!)) || a - b;
  });
  return { values, order };
}

/**
 * CART with squared error over every threshold (Breiman et al. 1984; scikit-learn's DecisionTreeRegressor), which on class
 * indicators is Gini. A split lies halfway between two neighbouring values; missing values go to the low side, and may be
 * split off. Of equal gains the first column and the lowest threshold win. `learns` says which positions it learns from.
 */
export function growShallowTree(
  columns: readonly SortedValues[],
  outputs: Outputs,
  learns: Uint8Array,
  { depth, leaf }: ShallowTreeOptions,
): ShallowTree {
  const nodeOf = Int32Array.from(learns, used => (used ? 0 : -1));
  const nodes: Node[] = [nodeFor(nodeOf, 0, outputs)];
  let open = [0];
  for (let level = 0; level < depth && open.length; level++) {
    columns.forEach((column, feature) => bestSplits(column, feature, outputs, nodeOf, nodes, open, leaf));
    const next: number[] = [];
    for (const at of open) {
      const node = nodes[at]!;
      if (node.feature < 0) continue;
      const { values } = columns[node.feature]!;
      const [low, high] = [nodes.length, nodes.length + 1];
      for (let i = 0; i < nodeOf.length; i++) {
        if (nodeOf[i] === at) nodeOf[i] = goesLow(values[i]!, node.threshold) ? low : high;
      }
      nodes.push(nodeFor(nodeOf, low, outputs), nodeFor(nodeOf, high, outputs));
      node.children = [low, high];
      next.push(low, high);
    }
    open = next;
  }
  return {
    nodes,
    predict(at) {
      let node = nodes[0]!;
      while (node.children) {
        const low = goesLow(columns[node.feature]!.values[at]!, node.threshold);
        node = nodes[node.children[low ? 0 : 1]]!;
      }
      return node.sums.map(sum => sum / node.count);
    },
  };
}

const goesLow = (value: number, threshold: number): boolean => Number.isNaN(value) || value <= threshold;

function nodeFor(nodeOf: Int32Array, at: number, outputs: Outputs): Node {
  const sums = new Float64Array(outputs.length);
  let count = 0;
  for (let i = 0; i < nodeOf.length; i++) {
    if (nodeOf[i] !== at) continue;
    count++;
    for (let k = 0; k < sums.length; k++) sums[k]! += outputs[k]![i]!;
  }
  return { count, sums, feature: -1, threshold: NaN, gain: 1e-12, children: null };
}

/** Go through one column once and note, for every open node, a split that is better than what it has. */
function bestSplits(
  { values, order }: SortedValues,
  feature: number,
  outputs: Outputs,
  nodeOf: Int32Array,
  nodes: readonly Node[],
  open: readonly number[],
  leaf: number,
): void {
  const k = outputs.length;
  const first = open[0]!;
  const low = new Float64Array((nodes.length - first) * k);
  const counts = new Int32Array(nodes.length - first);
  const last = new Float64Array(nodes.length - first);
  for (const at of order) {
    const place = nodeOf[at]! - first;
    if (place < 0) continue;
    const node = nodes[place + first]!;
    const value = values[at]!;
    const before = last[place]!;
    const [left, right] = [counts[place]!, node.count - counts[place]!];
    if (left >= leaf && right >= leaf && (value > before || (Number.isNaN(before) && !Number.isNaN(value)))) {
      let gain = 0;
      for (let j = 0; j < k; j++) {
        const [a, all] = [low[place * k + j]!, node.sums[j]!];
        gain += (a * a) / left + ((all - a) * (all - a)) / right - (all * all) / node.count;
      }
      if (gain > node.gain * (1 + 1e-12)) Object.assign(node, { gain, feature, threshold: between(before, value) });
    }
    for (let j = 0; j < k; j++) low[place * k + j]! += outputs[j]![at]!;
    counts[place]!++;
    last[place] = value;
  }
}

/** Halfway, or the lower one where the halfway point is the upper one; below everything after missing values. */
function between(a: number, b: number): number {
  if (Number.isNaN(a)) return -Number.MAX_VALUE;
  const middle = a / 2 + b / 2;
  return middle >= b || !Number.isFinite(middle) ? a : middle;
}
