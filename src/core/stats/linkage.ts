/** One merge of a clustering: items are 0..n-1, the i-th merge makes cluster n + i. The smaller number is on the left. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly distance: number;
  readonly size: number;
}

/**
 * Hierarchical clustering by average linkage (UPGMA, Sokal and Michener 1958) of a symmetric [n, n] matrix of distances.
 * Merges ascend by distance. O(n³) at worst, O(n²) for most matrices.
 */
export function averageLinkage(distances: Float64Array, n: number): Merge[] {
  const d = distances.slice();
  const cluster = Int32Array.from({ length: n }, (_, i) => i);
  const size = new Int32Array(n).fill(1);
  const alive = Array.from({ length: n }, (_, i) => i);
  const nearest = new Int32Array(n);
  const find = (i: number) => {
    let best = -1;
    for (const j of alive) if (j !== i && (best < 0 || d[i * n + j]! < d[i * n + best]!)) best = j;
    nearest[i] = best;
  };
  alive.forEach(find);
  const merges: Merge[] = [];
  while (alive.length > 1) {
    const closest = (i: number) => d[i * n + nearest[i]!]!;
    const a = alive.reduce((best, i) => (closest(i) < closest(best) ? i : best));
    const b = nearest[a]!;
    const [left, right] = [cluster[a]!, cluster[b]!].sort((x, y) => x - y) as [number, number];
    const total = size[a]! + size[b]!;
    merges.push({ left, right, distance: d[a * n + b]!, size: total });
    for (const j of alive) {
      if (j === a || j === b) continue;
      const mean = (size[a]! * d[a * n + j]! + size[b]! * d[b * n + j]!) / total;
      d[a * n + j] = d[j * n + a] = mean;
    }
    size[a] = total;
    cluster[a] = n + merges.length - 1;
    alive.splice(alive.indexOf(b), 1);
    for (const j of alive) if (j === a || nearest[j] === a || nearest[j] === b) find(j);
    for (const j of alive) if (j !== a && d[j * n + a]! < closest(j)) nearest[j] = a;
  }
  return merges;
}

/** The items from left to right under the tree: neighbours are alike. */
export function leafOrder(merges: readonly Merge[], n: number): number[] {
  const leaves: number[] = [];
  const open = [merges.length ? n + merges.length - 1 : 0];
  while (open.length && n > 0) {
    const node = open.pop()!;
    if (node < n) leaves.push(node);
    else open.push(merges[node - n]!.right, merges[node - n]!.left);
  }
  return leaves;
}
