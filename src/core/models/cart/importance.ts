import type { CartTree } from './tree-state.ts';

/** By how much the splits on each column lower the weighted impurity, as shares of the whole; nodes cut off do not count. */
export function importances(
  { feature, yes, no, weight, impurity }: CartTree,
  width: number,
  isCut: (node: number) => boolean,
): number[] {
  const gains = new Array<number>(width).fill(0);
  const mass = (i: number): number => (weight[i]! / weight[0]!) * impurity[i]!;
  feature.forEach((f, i) => {
    if (f >= 0 && !isCut(i)) gains[f]! += Math.max(0, mass(i) - mass(yes[i]!) - mass(no[i]!));
  });
  const total = gains.reduce((a, b) => a + b, 0);
  return total > 0 ? gains.map(g => g / total) : gains;
}
