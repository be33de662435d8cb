import type { FlatTrees } from '../graph.ts';
import type { Region, WasmMemory } from './memory.ts';

/** As in assembly/graph-ranks.ts. */
const NODE_BYTES = 12;
/** The largest rank stands for a missing value, and one is added where that answers yes. */
const MOST_CUTS = 0xfffd;
const MOST_COLUMNS = 0x7fff;

/** The thresholds of an ensemble, column by column. */
export interface Cuts {
  /** Columns that are asked, ascending. */
  readonly columns: Int32Array;
  /** For each of them the distinct thresholds, ascending. */
  readonly lists: readonly Float64Array[];
  /** For each node the place of its column in `columns`, and of its threshold in the list. */
  readonly column: Int32Array;
  readonly rank: Int32Array;
}

export interface RankedAt {
  readonly roots: number;
  readonly nodes: number;
  readonly leaf: number;
  readonly columns: number;
  readonly cuts: number;
  /** Columns that are asked. */
  readonly width: number;
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
  for (let i = 0; i < count; i++) if (question[i]! > 1 || feature[i]! > MOST_COLUMNS) return null;
  const { which, first } = distinctQuestions(feature, threshold);
  const byColumn = new Map<number, number[]>();
  for (const [id, node] of first.entries()) {
    const own = byColumn.get(feature[node]!);
    if (own) own.push(id);
    else byColumn.set(feature[node]!, [id]);
  }
  const columns = Int32Array.from(byColumn.keys()).sort();
  const steps = columns.reduce((sum, c) => sum + Math.log2(1 + byColumn.get(c)!.length), 0);
  if (roots.length * Math.log2(1 + count / roots.length) < 2 * steps) return null;
  const columnOf = new Int32Array(first.length);
  const rankOf = new Int32Array(first.length);
  const lists: Float64Array[] = [];
  for (const [at, c] of columns.entries()) {
    const ids = byColumn.get(c)!.sort((a, b) => threshold[first[a]!]! - threshold[first[b]!]!);
    if (ids.length > MOST_CUTS) return null;
    lists.push(Float64Array.from(ids, id => threshold[first[id]!]!));
    for (const [rank, id] of ids.entries()) {
      columnOf[id] = at;
      rankOf[id] = rank;
    }
  }
  const column = new Int32Array(count);
  const rank = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    column[i] = columnOf[which[i]!]!;
    rank[i] = rankOf[which[i]!]!;
  }
  return { columns, lists, column, rank };
}

/**
 * Which of the distinct pairs of column and threshold each node asks, and the first node of each; 0 is as -0. There are
 * far fewer than nodes, mostly, so the table of those met grows with them and stays in a near cache.
 */
function distinctQuestions(feature: Int32Array, threshold: Float64Array) {
  const count = feature.length;
  const which = new Int32Array(count);
  const first: number[] = [];
  let table = new Int32Array(4096).fill(-1);
  const number = new Float64Array(1);
  const words = new Uint32Array(number.buffer);
  /** Where in the table a node's question is, or should be. */
  const find = (node: number): number => {
    number[0] = threshold[node]! + 0;
    const mixed = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1) ^ Math.imul(feature[node]!, 0x85ebca6b), 0xc2b2ae35); // prettier-ignore
    let at = (mixed ^ (mixed >>> 15)) & (table.length - 1);
    for (;;) {
      const id = table[at]!;
      if (id < 0) return at;
      const other = first[id]!;
      if (feature[other] === feature[node] && threshold[other] === threshold[node]) return at;
      at = (at + 1) & (table.length - 1);
    }
  };
  for (let i = 0; i < count; i++) {
    const at = find(i);
    if (table[at]! < 0) {
      table[at] = first.push(i) - 1;
      if (2 * first.length > table.length) {
        which[i] = first.length - 1;
        table = new Int32Array(2 * table.length).fill(-1);
        for (let id = 0; id < first.length; id++) table[find(first[id]!)] = id;
        continue;
      }
    }
    which[i] = table[at]!;
  }
  return { which, first };
}

export const rankedBytes = ({ feature, leaf }: FlatTrees): number => NODE_BYTES * 2 * feature.length + 8 * leaf.length;

/** Write an ensemble and its cuts as assembly/graph-ranks.ts reads them. */
export function writeRanked(memory: WasmMemory, region: Region, trees: FlatTrees, cuts: Cuts): RankedAt {
  const count = trees.feature.length;
  const leaves = trees.leaf.length / trees.outputs;
  const roots = region.allocate(4 * trees.roots.length);
  const leaf = region.allocate(8 * trees.leaf.length);
  const start = region.allocate(NODE_BYTES * (count + leaves));
  const nodes = start + NODE_BYTES * leaves;
  const columns = region.allocate(4 * cuts.columns.length);
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
  memory.i32(columns, cuts.columns.length).set(cuts.columns);
  memory.i32(roots, trees.roots.length).set(trees.roots);
  memory.f64(leaf, trees.leaf.length).set(trees.leaf);
  const words = memory.i32(start, 3 * (count + leaves));
  for (let k = 0, at = 3 * (leaves - 1); k < leaves; k++, at -= 3) words[at + 1] = words[at + 2] = -1 - k;
  const { question, children } = trees;
  for (let i = 0, at = 3 * leaves; i < count; i++, at += 3) {
    const missing = question[i]!;
    words[at] = (2 * cuts.column[i]!) | missing | ((cuts.rank[i]! + missing) << 16);
    words[at + 1] = children[2 * i]!;
    words[at + 2] = children[2 * i + 1]!;
  }
  return { roots, nodes, leaf, columns, cuts: table, width: cuts.columns.length };
}
