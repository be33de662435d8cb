import type { FlatTrees } from '../graph.ts';
import type { Region, WasmMemory } from './memory.ts';

/** As in assembly/graph-ranks.ts. */
const NODE_BYTES = 8;
const LEAF = 0xffff8000 | 0;
/** The largest rank stands for a missing value, and one is added where that answers yes. */
const MOST_CUTS = 0xfffd;
const MOST_COLUMNS = 2048;

/** The thresholds of an ensemble, column by column. */
export interface Cuts {
  /** Columns that are asked, ascending. */
  readonly columns: Int32Array;
  /** For each of them the distinct thresholds, ascending. */
  readonly lists: readonly Float64Array[];
  /** For each node which of the distinct questions it asks. */
  readonly which: Int32Array;
  /** For each of those the place of its column in `columns`, and of its threshold in the list. */
  readonly column: Int32Array;
  readonly rank: Int32Array;
}

export interface RankedAt {
  readonly roots: number;
  readonly nodes: number;
  readonly leaves: number;
  readonly leaf: number;
  readonly cuts: number;
}

/**
 * The cuts of an ensemble, or null where walking over ranks is no gain: some node asks for membership, a column has too
 * many thresholds, or ranking the columns costs more than the shorter walks save.
 */
export function cutsOf(trees: FlatTrees): Cuts | null {
  let found = known.get(trees);
  if (found === undefined) known.set(trees, (found = findCuts(trees)));
  return found;
}

const known = new WeakMap<FlatTrees, Cuts | null>();

function findCuts(trees: FlatTrees): Cuts | null {
  const { feature, threshold, question, roots } = trees;
  const count = feature.length;
  for (let i = 0; i < count; i++) if (question[i]! > 1) return null;
  const { which, features, thresholds } = distinctQuestions(feature, threshold);
  const byColumn = new Map<number, number[]>();
  for (const [id, c] of features.entries()) {
    const own = byColumn.get(c);
    if (own) own.push(id);
    else byColumn.set(c, [id]);
  }
  const columns = Int32Array.from(byColumn.keys()).sort();
  if (columns.length > MOST_COLUMNS) return null;
  const steps = columns.reduce((sum, c) => sum + Math.log2(1 + byColumn.get(c)!.length), 0);
  if (roots.length * Math.log2(1 + count / roots.length) < 2 * steps) return null;
  const column = new Int32Array(features.length);
  const rank = new Int32Array(features.length);
  const lists: Float64Array[] = [];
  for (const [at, c] of columns.entries()) {
    const ids = byColumn.get(c)!.sort((a, b) => thresholds[a]! - thresholds[b]!);
    if (ids.length > MOST_CUTS) return null;
    lists.push(Float64Array.from(ids, id => thresholds[id]!));
    for (const [place, id] of ids.entries()) {
      column[id] = at;
      rank[id] = place;
    }
  }
  return { columns, lists, which, column, rank };
}

/**
 * The distinct pairs of column and threshold, and which of them each node asks; 0 is as -0. There are far fewer than
 * nodes, mostly, so what is looked up grows with them and stays in a near cache.
 */
function distinctQuestions(feature: Int32Array, threshold: Float64Array) {
  const which = new Int32Array(feature.length);
  let count = 0;
  let features = new Int32Array(2048);
  let thresholds = new Float64Array(2048);
  let table = new Int32Array(4096).fill(-1);
  const number = new Float64Array(1);
  const words = new Uint32Array(number.buffer);
  /** Where in the table a question is, or should be. */
  const find = (c: number, t: number): number => {
    number[0] = t;
    const mixed = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b), 0xc2b2ae35);
    let at = (mixed ^ (mixed >>> 15)) & (table.length - 1);
    for (;;) {
      const id = table[at]!;
      if (id < 0 || (features[id] === c && thresholds[id] === t)) return at;
      at = (at + 1) & (table.length - 1);
    }
  };
  for (let i = 0; i < which.length; i++) {
    const c = feature[i]!;
    const t = threshold[i]! + 0;
    const at = find(c, t);
    if (table[at]! >= 0) {
      which[i] = table[at]!;
      continue;
    }
    which[i] = table[at] = count;
    features[count] = c;
    thresholds[count++] = t;
    if (count < features.length) continue;
    features = copiedTo(new Int32Array(2 * count), features);
    thresholds = copiedTo(new Float64Array(2 * count), thresholds);
    table = new Int32Array(4 * count).fill(-1);
    for (let id = 0; id < count; id++) table[find(features[id]!, thresholds[id]!)] = id;
  }
  return { which, features: features.subarray(0, count), thresholds: thresholds.subarray(0, count) };
}

function copiedTo<A extends Int32Array | Float64Array>(larger: A, values: A): A {
  larger.set(values);
  return larger;
}

export const rankedBytes = ({ feature, leaf }: FlatTrees): number => (NODE_BYTES + 4) * 2 * feature.length + 8 * leaf.length; // prettier-ignore

/** Write an ensemble and its cuts as assembly/graph-ranks.ts reads them. */
export function writeRanked(memory: WasmMemory, region: Region, trees: FlatTrees, cuts: Cuts): RankedAt {
  const all = trees.feature.length + trees.leaf.length / trees.outputs;
  const roots = region.allocate(4 * (trees.roots.length + 1));
  const leaf = region.allocate(8 * trees.leaf.length);
  const nodes = region.allocate(NODE_BYTES * all);
  const leaves = region.allocate(4 * all);
  const table = region.allocate(8 * cuts.lists.length);
  const lists = cuts.lists.map(list => {
    let most = 1;
    while (most - 1 < list.length) most *= 2;
    const at = region.allocate(8 * (most - 1));
    memory
      .f64(at, most - 1)
      .fill(Infinity)
      .set(list);
    return [at, most - 1];
  });
  memory.u32(table, 2 * lists.length).set(lists.flat());
  memory.f64(leaf, trees.leaf.length).set(trees.leaf);
  writeNodes(
    trees,
    cuts,
    memory.i32(roots, trees.roots.length + 1),
    memory.i32(nodes, 2 * all),
    memory.i32(leaves, all),
  );
  return { roots, nodes, leaves, leaf, cuts: table };
}

/** Tree after tree from its root on, the two nodes behind a question beside each other and what goes to yes first. */
function writeNodes(trees: FlatTrees, cuts: Cuts, roots: Int32Array, words: Int32Array, leaves: Int32Array): void {
  const { question, children } = trees;
  const { which } = cuts;
  const asks = cuts.column.map((c, id) => (16 * c) | (cuts.rank[id]! << 16));
  /** Pairs of a node of the ensemble, or a leaf, and where it is written. */
  let waiting = new Int32Array(256);
  let free = 0;
  for (let t = 0; t < trees.roots.length; t++) {
    roots[t] = free;
    waiting[0] = trees.roots[t]!;
    waiting[1] = free++;
    for (let top = 2; top > 0;) {
      const at = waiting[--top]!;
      const place = waiting[--top]!;
      if (place < 0) {
        words[2 * at] = LEAF;
        words[2 * at + 1] = at - 1;
        leaves[at] = -1 - place;
        continue;
      }
      const missing = question[place]!;
      words[2 * at] = asks[which[place]!]! + missing * 0x10001;
      words[2 * at + 1] = free;
      if (top + 4 > waiting.length) waiting = copiedTo(new Int32Array(2 * waiting.length), waiting);
      waiting[top++] = children[2 * place]!;
      waiting[top++] = free++;
      waiting[top++] = children[2 * place + 1]!;
      waiting[top++] = free++;
    }
  }
  roots[trees.roots.length] = free;
}
