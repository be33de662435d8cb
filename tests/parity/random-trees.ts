import type { Tree } from '../../src/core/graph/graph.ts';
import type { Choices } from './random-model.ts';

/**
 * Up to four trees of up to four levels, some with directions for missing values, if wanted with sets of categories, some
 * of them a single leaf. Half of the ensembles have leaves of few bits, whose sums are exact in any order, half have not.
 */
export function randomTrees(width: number, outputs: number, sets: boolean, pick: Choices): Tree[] {
  const scale = pick.of([1, 1 / 3]);
  const missing = pick.below(2) === 1;
  return Array.from({ length: 1 + pick.below(4) }, () => {
    const tree = { feature: [] as number[], threshold: [] as number[], yes: [] as number[], no: [] as number[], leaf: [] as number[], missing: [] as (0 | 1)[], sets: [] as (number[] | null)[] }; // prettier-ignore
    const grow = (depth: number): number => {
      if (depth === 0 || pick.below(4) === 0) {
        tree.leaf.push(...pick.numbers(outputs).map(v => v * scale));
        return -tree.leaf.length / outputs;
      }
      const node = tree.feature.push(pick.below(width)) - 1;
      const set = sets && pick.below(2) ? randomSet(pick) : null;
      tree.sets.push(set);
      tree.threshold.push(set ? 0 : pick.number());
      tree.missing.push(pick.below(2) as 0 | 1);
      tree.yes[node] = grow(depth - 1);
      tree.no[node] = grow(depth - 1);
      return node;
    };
    grow(pick.below(5));
    const { missing: directions, sets: members, ...plain } = tree;
    return { ...plain, ...(missing && { missing: directions }), ...(sets && { sets: members }) };
  });
}

/** Small and large members, and more than a word of bits. */
function randomSet(pick: Choices): number[] {
  const most = pick.of([1, 4, 70, 3000]);
  return [...new Set(Array.from({ length: 1 + pick.below(9) }, () => pick.below(most)))].sort((a, b) => a - b);
}
