import type { Config, Layout } from 'plotly.js';

/**
 * Room for an axis of numbers with its title, a little more than most charts need: where plotly finds that the room is short
 * it draws everything once more.
 */
const MARGIN = { l: 56, r: 16, t: 16, b: 46 };

/** The same at the left where names stand along the axis. */
export const namesMargin = (names: readonly string[]): number =>
  names.reduce((most, name) => Math.max(most, 40 + 6 * name.length), MARGIN.l);

/** What all charts share: our type and colours, no toolbar, quiet grid lines, room for labels. Colours are tokens. */
export function baseLayout(height: number): Partial<Layout> {
  const axis = {
    gridcolor: 'var(--line)',
    linecolor: 'var(--line-strong)',
    zeroline: false,
    automargin: true,
    // Measuring each label for it takes a quarter of the time of drawing; margins make room for the outer ones.
    ticklabeloverflow: 'allow' as const,
    fixedrange: false,
    tickfont: { color: 'var(--ink-2)', size: 11 },
    title: { font: { color: 'var(--ink-2)', size: 12 }, standoff: 8 },
  };
  return {
    height,
    autosize: true,
    margin: MARGIN,
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: 'Inter Variable, Inter, system-ui, sans-serif', size: 12, color: 'var(--ink)' },
    showlegend: false,
    hovermode: 'closest',
    dragmode: false,
    hoverlabel: {
      bgcolor: 'var(--surface)',
      bordercolor: 'var(--line-strong)',
      font: { color: 'var(--ink)', size: 12 },
    },
    xaxis: axis,
    yaxis: axis,
    separators: '.,',
  };
}

export const CHART_CONFIG: Partial<Config> = {
  displayModeBar: false,
  displaylogo: false,
  responsive: false, // Chart.svelte watches its own size
  showTips: false,
  doubleClick: 'reset',
  plotlyServerURL: '',
};

/** Merge plain objects deeply; the second wins. Arrays and everything else are taken whole. */
export function mergeLayout(base: Partial<Layout>, own: Partial<Layout>): Partial<Layout> {
  return merge(base, own) as Partial<Layout>;
}

function merge(base: unknown, own: unknown): unknown {
  if (!isPlain(base) || !isPlain(own)) return own === undefined ? base : own;
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) out[key] = merge(out[key], value);
  return out;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}
