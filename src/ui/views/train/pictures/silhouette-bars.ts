import type { ChartData, ChartLayout } from '../../../charts/chart-types.ts';
import { groupName } from '../../map/map-series.ts';

/** More names than these do not fit under the bars, numbers do up to a point. */
const [MOST_NAMES, MOST_NUMBERS] = [5, 8];

/** The values with the first and the last once more, half a bar further out. */
const outline = (values: readonly number[], half: number): number[] =>
  values.length ? [values[0]! - half, ...values, values.at(-1)! + half] : [];

/** Silhouettes of groups side by side, a gap between, and the mean of all as a line. */
export function silhouetteBars(
  groups: readonly (readonly number[])[],
  mean: number | null,
): { data: ChartData[]; layout: ChartLayout } {
  const total = groups.reduce((sum, list) => sum + list.length, 0);
  const gap = Math.max(1, Math.round(total / 60));
  let at = 0;
  const places = groups.map(list => {
    const from = at;
    at += list.length + gap;
    return from;
  });
  const middle = groups.map((list, g) => places[g]! + (list.length - 1) / 2);
  const filled = groups.map((_, g) => g).filter(g => groups[g]!.length);
  const named = filled.filter((_, i) => i % Math.ceil(filled.length / MOST_NUMBERS) === 0);
  return {
    data: groups.map((list, g) => ({
      // One outline in place of a bar for each row, which looks the same and is drawn at once.
      type: 'scatter',
      mode: 'lines',
      name: groupName(g),
      x: outline(
        list.map((_, i) => places[g]! + i),
        0.5,
      ),
      y: outline(list, 0),
      line: { width: 0, shape: 'hvh', color: `var(--c${(g % 6) + 1})` },
      fill: 'tozeroy',
      fillcolor: `var(--c${(g % 6) + 1})`,
      hovertemplate: `${groupName(g)}<br>%{y:.2f}<extra></extra>`,
    })),
    layout: {
      xaxis: {
        ...(filled.length > MOST_NAMES ? { title: { text: 'group' } } : {}),
        tickvals: named.map(g => middle[g]!),
        ticktext: named.map(g => (filled.length > MOST_NAMES ? String(g + 1) : groupName(g))),
        showgrid: false,
        range: [-gap, at],
      },
      yaxis: { title: { text: 'silhouette' }, zeroline: true },
      shapes:
        mean === null
          ? []
          : [
              {
                type: 'line',
                x0: -gap,
                x1: at,
                y0: mean,
                y1: mean,
                line: { color: 'var(--ink-2)', width: 1, dash: 'dash' },
              },
            ],
      showlegend: false,
    },
  };
}
