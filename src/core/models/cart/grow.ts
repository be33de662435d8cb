import type { Pace } from '../pace.ts';
import { bestSplit, type Split } from './best-split.ts';
import type { SortedColumns } from './columns.ts';
import { type Criterion, PURE } from './criterion.ts';

export interface Limits {
  readonly deepest: number;
  /** Rows a node must have to be split. */
  readonly leastSplit: number;
  readonly leastLeaf: number;
  /** Infinity: no limit; else the splits that help most come first. */
  readonly mostLeaves: number;
  /** Of the weighted impurity, as a share of the weight of all rows. */
  readonly leastGain: number;
}

/** A node as it came to be; children come after it, and one without `split` is a leaf. */
export interface GrownNode {
  readonly depth: number;
  readonly rows: number;
  readonly weight: number;
  readonly impurity: number;
  readonly value: readonly number[];
  split?: Split;
  yes?: number;
  no?: number;
}

/** The splits of all nodes looked at so far, null where there is none: from them growing goes on. */
export type Decisions = (Split | null)[];

interface Planned {
  readonly node: number;
  readonly split: Split;
  readonly gain: number;
  readonly children: readonly [Measured, Measured];
}

interface Measured extends GrownNode {
  readonly from: number;
  readonly to: number;
}

interface Growth {
  readonly columns: SortedColumns;
  /** Which columns hold categories. */
  readonly categories: readonly boolean[];
  readonly criterion: Criterion;
  readonly limits: Limits;
  readonly pace: Pace;
  /** Decisions of an earlier start, followed without search. */
  readonly known: Decisions;
  readonly finish?: AbortSignal | undefined;
  /** Called after each decision with all of them. */
  decided(decisions: Decisions): void;
}

/**
 * Classification and regression trees (Breiman, Friedman, Olshen and Stone 1984): each node is split where both sides
 * become purest, over all thresholds of all columns. Level by level, or where leaves are limited the split of the largest
 * gain first. Ending early leaves the nodes that wait as leaves.
 */
export async function growTree(growth: Growth): Promise<readonly GrownNode[]> {
  const { columns, criterion, limits, pace, finish } = growth;
  const measure = (from: number, to: number, depth: number): Measured => {
    criterion.enter(columns.orders[0]!, from, to);
    return { from, to, depth, rows: to - from, weight: criterion.weight(), impurity: criterion.impurity(), value: criterion.value() }; // prettier-ignore
  };
  const root = measure(0, columns.rows, 0);
  const nodes: Measured[] = [root];
  const decisions: Decisions = [];

  const plan = async (node: number): Promise<Planned | undefined> => {
    const split = node < growth.known.length ? growth.known[node]! : await search(growth, nodes[node]!, root);
    const planned = split ? divide(node, split) : undefined;
    decisions[node] = planned ? split : null;
    growth.decided(decisions);
    return planned;
  };
  const divide = (node: number, split: Split): Planned | undefined => {
    const { from, to, depth, weight, impurity } = nodes[node]!;
    const middle = columns.split(split.feature, leftOf(split), from, to);
    const [left, right] = [measure(from, middle, depth + 1), measure(middle, to, depth + 1)];
    const gain = (weight * impurity - left.weight * left.impurity - right.weight * right.impurity) / root.weight;
    return gain + PURE < limits.leastGain ? undefined : { node, split, gain, children: [left, right] };
  };

  const waiting = [await plan(0)].filter(p => p !== undefined);
  for (let leaves = 1; waiting.length && leaves < limits.mostLeaves; leaves++) {
    if (finish?.aborted) break;
    const at = Number.isFinite(limits.mostLeaves) ? mostGain(waiting) : 0;
    const { node, split, children } = waiting.splice(at, 1)[0]!;
    Object.assign(nodes[node]!, { split, yes: nodes.length, no: nodes.length + 1 });
    nodes.push(...children);
    for (const child of [nodes.length - 2, nodes.length - 1]) {
      const planned = await plan(child);
      if (planned) waiting.push(planned);
    }
    await pace('Splits', leaves, leaves + waiting.length);
  }
  return nodes.map(({ from: _from, to: _to, ...node }) => node);
}

/** The best split of a node over all columns, null where it stays a leaf. */
async function search(growth: Growth, node: Measured, root: Measured): Promise<Split | null> {
  const { columns, criterion, limits, categories, pace } = growth;
  const { from, to, depth, rows, impurity } = node;
  if (depth >= limits.deepest || rows < limits.leastSplit || rows < 2 * limits.leastLeaf) return null;
  if (impurity <= PURE * root.impurity) return null;
  criterion.enter(columns.orders[0]!, from, to);
  let best: (Split & { score: number }) | undefined;
  for (let feature = 0; feature < columns.width; feature++) {
    const found = bestSplit(columns, feature, categories[feature]!, criterion, [from, to], limits.leastLeaf);
    if (found && (!best || found.score > best.score)) best = found;
    await pace('Splits', 0, 1);
  }
  if (!best) return null;
  const { score: _, ...split } = best;
  return split;
}

/** Whether a value goes left, as the graph's trees ask it. */
export function leftOf({ threshold, missing, set }: Split): (value: number) => boolean {
  const members = set && new Set(set);
  const limit = threshold ?? Infinity;
  return value => (Number.isNaN(value) ? missing === 1 : members ? members.has(value) : value <= limit);
}

const mostGain = (waiting: readonly Planned[]): number =>
  waiting.reduce((best, { gain }, i) => (gain > waiting[best]!.gain ? i : best), 0);
