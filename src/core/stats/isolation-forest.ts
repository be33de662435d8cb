import type { Tree } from '../graph/graph.ts';
import type { Random } from '../random.ts';

/** Leaf values are multiples of this power of two, so that their sum is exact, and the same in any order. */
const UNIT = 2 ** -30;

/**
 * The mean length of an unsuccessful search in a binary tree of n values, the depth at which isolating one of n rows
 * would end on average: 2 H(n - 1) - 2 (n - 1) / n, with H(i) = ln i + Euler's constant; 1 for two, 0 for one.
 */
export function averagePath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n;
}

/**
 * Trees of an isolation forest (Liu, Ting and Zhou 2008): each splits a random sample of the rows at random columns and
 * places until rows are alone or the tree is as deep as a balanced one. A leaf's value is its depth plus the average
 * path of the rows still together in it. Rows must be finite, row-major; each sample is drawn without replacement.
 */
export function growForest(
  data: Float64Array,
  width: number,
  sample: number,
  trees: number,
  random: Random,
): readonly Tree[] {
  const rows = data.length / width;
  const deepest = Math.ceil(Math.log2(Math.max(sample, 2)));
  return Array.from({ length: trees }, () => growTree(data, width, drawSome(rows, sample, random), deepest, random));
}

/** `count` different rows of `rows`, in random order (the first steps of a Fisher-Yates shuffle). */
function drawSome(rows: number, count: number, random: Random): number[] {
  const moved = new Map<number, number>();
  return Array.from({ length: Math.min(rows, count) }, (_, i) => {
    const j = i + random.integer(rows - i);
    const drawn = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    return drawn;
  });
}

function growTree(data: Float64Array, width: number, rows: readonly number[], deepest: number, random: Random): Tree {
  const tree = { feature: [] as number[], threshold: [] as number[], yes: [] as number[], no: [] as number[], leaf: [] as number[] }; // prettier-ignore
  const grow = (members: readonly number[], depth: number): number => {
    const split = depth < deepest && members.length > 1 ? randomSplit(data, width, members, random) : undefined;
    if (!split) {
      const value = depth + averagePath(members.length);
      return -tree.leaf.push(Math.round(value / UNIT) * UNIT);
    }
    const node = tree.feature.push(split.feature) - 1;
    tree.threshold.push(split.threshold);
    const goesYes = (r: number): boolean => data[r * width + split.feature]! <= split.threshold;
    tree.yes[node] = grow(members.filter(goesYes), depth + 1); // prettier-ignore
    tree.no[node] = grow(members.filter(r => !goesYes(r)), depth + 1); // prettier-ignore
    return node;
  };
  grow(rows, 0);
  return tree;
}

/** A random place in a random column that is not constant among the rows; undefined where they are all alike. */
function randomSplit(data: Float64Array, width: number, members: readonly number[], random: Random) {
  for (const feature of random.permutation(width)) {
    let low = Infinity;
    let high = -Infinity;
    for (const r of members) {
      low = Math.min(low, data[r * width + feature]!);
      high = Math.max(high, data[r * width + feature]!);
    }
    if (!(low < high)) continue;
    const share = random.next();
    const threshold = low * (1 - share) + high * share + 0;
    return { feature, threshold: threshold < high ? Math.max(low, threshold) : low };
  }
  return undefined;
}
