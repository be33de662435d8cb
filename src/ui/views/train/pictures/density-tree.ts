import type { ChartData, ChartLayout } from '../../../charts/chart-types.ts';
import { formatCount, formatNumber } from '../../../format.ts';
import { groupName } from '../../map/map-series.ts';

/** A cluster of the condensed tree; parents come before their children, the root has parent -1. */
export interface DensityCluster {
  readonly parent: number;
  readonly size: number;
  /** The distance at which it splits off; null for the root. */
  readonly from: number | null;
  readonly to: number;
  readonly group: number | null;
}

/** A bar for each cluster: as broad as it has rows, its children side by side below it. */
export function densityBars(tree: readonly DensityCluster[]): { data: ChartData[]; layout: ChartLayout } {
  const top = 1.1 * tree.reduce((most, c) => Math.max(most, c.from ?? c.to), 0);
  const left = new Array<number>(tree.length).fill(0);
  const used = new Array<number>(tree.length).fill(0);
  tree.forEach(({ parent, size }, i) => {
    if (parent < 0) return;
    left[i] = left[parent]! + used[parent]!;
    used[parent]! += size;
  });
  const own = tree.map((_, i) => i).filter(i => tree[i]!.parent >= 0 || i === 0);
  const from = (i: number) => tree[i]!.from ?? top;
  const colour = (group: number | null) => (group === null ? 'var(--line-strong)' : `var(--c${(group % 6) + 1})`);
  return {
    data: [
      {
        type: 'bar',
        x: own.map(i => left[i]! + tree[i]!.size / 2),
        y: own.map(i => from(i) - tree[i]!.to),
        base: own.map(i => tree[i]!.to),
        width: own.map(i => tree[i]!.size),
        marker: { color: own.map(i => colour(tree[i]!.group)), line: { color: 'var(--surface)', width: 1 } },
        hovertext: own.map(i => {
          const { group, size, to } = tree[i]!;
          const name = group === null ? (i === 0 ? 'all rows' : 'splits further') : groupName(group);
          return `${name}<br>${formatCount(size, 'row')}<br>from ${formatNumber(from(i), 3)} to ${formatNumber(to, 3)}`;
        }),
        hovertemplate: '%{hovertext}<extra></extra>',
        // plotly.js draws bars from a base; its types do not know it.
      } as ChartData,
    ],
    layout: {
      xaxis: { title: { text: 'rows' }, showgrid: false, range: [0, tree[0]!.size] },
      yaxis: { title: { text: 'distance' }, rangemode: 'tozero' },
      showlegend: false,
    },
  };
}
