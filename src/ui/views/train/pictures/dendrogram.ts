import type { Merge } from '../../../../core/stats/linkage.ts';
import { leafOrder } from '../../../../core/stats/linkage.ts';
import type { ChartData, ChartLayout } from '../../../charts/chart-types.ts';
import { formatNumber } from '../../../format.ts';

/** Branches whose rows are written below them; more stand too close. */
const MOST_NAMED = 30;

/** The last merges of an agglomerative clustering; leaf i is the group of `leaves[i]` rows. */
export interface UpperTree {
  readonly leaves: readonly number[];
  readonly merges: readonly Merge[];
}

/** The groups that a cut leaves: the leaves of each, largest group first. */
export function groupsAt(
  { leaves, merges }: UpperTree,
  k: number,
): { readonly leaves: number[]; readonly rows: number }[] {
  const members = leaves.map((_, i) => [i]);
  const gone = new Set<number>();
  merges.slice(0, Math.max(0, leaves.length - k)).forEach(({ left, right }) => {
    members.push([...members[left]!, ...members[right]!]);
    gone.add(left).add(right);
  });
  return members
    .filter((_, node) => !gone.has(node))
    .map(own => ({ leaves: own, rows: own.reduce((sum, leaf) => sum + leaves[leaf]!, 0) }))
    .sort((a, b) => b.rows - a.rows || Math.min(...a.leaves) - Math.min(...b.leaves));
}

/** The height of a cut that leaves k groups: halfway between the merge that is made and the one that is not. */
export function cutHeight({ leaves, merges }: UpperTree, k: number): number {
  const made = merges[leaves.length - k - 1]?.distance ?? 0;
  const next = merges[leaves.length - k]?.distance;
  return next === undefined ? made * 1.05 : (made + next) / 2;
}

/** The number of groups with the longest gap above their last merge, among 2 and more: where a cut is most natural. */
export function naturalCut({ leaves, merges }: UpperTree): number | null {
  let best: number | null = null;
  let widest = 0;
  for (let k = 2; k <= leaves.length; k++) {
    const gap = merges[leaves.length - k]!.distance - (merges[leaves.length - k - 1]?.distance ?? 0);
    if (k < leaves.length && gap > widest) [best, widest] = [k, gap];
  }
  return best;
}

/** Brackets from the leaves up, those below the cut in the colour of their group. */
export function dendrogramData(tree: UpperTree, k: number): ChartData[] {
  const { leaves, merges } = tree;
  const order = leafOrder(merges, leaves.length);
  const x = new Array<number>(leaves.length + merges.length).fill(0);
  order.forEach((leaf, place) => (x[leaf] = place));
  const y = new Array<number>(leaves.length + merges.length).fill(0);
  const groups = groupsAt(tree, k);
  const group = leaves.map((_, leaf) => groups.findIndex(own => own.leaves.includes(leaf)));
  const lines = [...groups.map((_, g) => `var(--c${(g % 6) + 1})`), 'var(--ink-3)'].map(colour => ({
    colour,
    x: [] as (number | null)[],
    y: [] as (number | null)[],
  }));
  const owner = [...group];
  merges.forEach(({ left, right, distance }, i) => {
    const node = leaves.length + i;
    x[node] = (x[left]! + x[right]!) / 2;
    y[node] = distance;
    owner.push(i < leaves.length - k ? owner[left]! : groups.length);
    const line = lines[owner[node]!]!;
    line.x.push(x[left]!, x[left]!, x[right]!, x[right]!, null);
    line.y.push(y[left]!, distance, distance, y[right]!, null);
  });
  return lines.map(({ colour, x: xs, y: ys }) => ({
    type: 'scatter',
    mode: 'lines',
    x: xs,
    y: ys,
    line: { color: colour, width: 1.5 },
    hovertemplate: 'height %{y:.4~g}<extra></extra>',
  }));
}

export function dendrogramLayout(tree: UpperTree, k: number): ChartLayout {
  const { leaves, merges } = tree;
  const order = leafOrder(merges, leaves.length);
  const height = cutHeight(tree, k);
  const ends = { x0: -0.5, x1: leaves.length - 0.5, y0: height, y1: height };
  return {
    xaxis: {
      title: { text: leaves.length > MOST_NAMED ? '' : 'rows of each branch' },
      tickvals: leaves.length > MOST_NAMED ? [] : order.map((_, i) => i),
      ticktext: order.map(leaf => String(leaves[leaf])),
      showgrid: false,
      range: [-0.7, leaves.length - 0.3],
    },
    yaxis: { title: { text: 'height' }, rangemode: 'tozero' },
    shapes: [{ type: 'line', ...ends, line: { color: 'var(--ink-2)', width: 1.5, dash: 'dash' } }],
    annotations: [
      {
        x: leaves.length - 0.5,
        y: height,
        xanchor: 'right',
        yanchor: 'bottom',
        showarrow: false,
        text: `cut at ${formatNumber(height, 3)}`,
        font: { color: 'var(--ink-2)', size: 11 },
      },
    ],
    showlegend: false,
  };
}
