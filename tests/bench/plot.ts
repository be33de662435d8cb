import type { Row } from './bench.ts';

const WIDTH = 1100;
const HEIGHT = 460;
const PANEL = { width: 380, height: 330, top: 60 };
/** Okabe and Ito's colours, which people with any colour vision tell apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f', '#000000'];

interface Point {
  readonly size: number;
  readonly ours: number;
  readonly peer: number | null;
}

/** Training time against rows (10 columns) and against columns (20,000 rows), as an SVG with both axes in powers of ten. */
export function growthPlot(rows: readonly Row[]): string {
  const measured = rows.filter(row => row.case === 'growth').map(pointOf);
  const names = [...new Set(measured.map(m => m.name))];
  const panel = (left: number, axis: string, of: (m: (typeof measured)[number]) => number | null): string => {
    const lines = names.map(name => ({
      name,
      points: measured.flatMap((m): Point[] => {
        const size = m.name === name ? of(m) : null;
        return size === null ? [] : [{ size, ours: m.ours, peer: m.peer }];
      }),
    }));
    return drawPanel(left, axis, lines);
  };
  const legend = names.map(
    (name, i) =>
      `<g transform="translate(880 ${PANEL.top + 20 + 22 * i})"><line x2="22" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="2.5"/><text x="28" y="4">${escape(short(name))}</text></g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="50" y="28" font-size="15" font-weight="600">How the time of training grows: the studio in solid lines, scikit-learn in dashed ones</text>
${panel(60, 'rows, with 10 columns', m => (m.width === 10 ? m.rows : null))}
${panel(500, 'columns, with 20,000 rows', m => (m.rows === 20_000 ? m.width : null))}
${legend.join('\n')}
</svg>
`;
}

function pointOf({ ours, oursMs, peerMs }: Row) {
  const [, name, rows, width] = /^\w+: (.*), ([\d,]+) × (\d+)$/.exec(ours)!;
  return { name: name!, rows: Number(rows!.replaceAll(',', '')), width: Number(width), ours: oursMs, peer: peerMs };
}

function drawPanel(left: number, axis: string, lines: readonly { name: string; points: readonly Point[] }[]): string {
  const all = lines.flatMap(l => l.points);
  if (!all.length) return '';
  const times = all.flatMap(p => (p.peer === null ? [p.ours] : [p.ours, p.peer]));
  const range = (values: readonly number[]) => [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))] as const; // prettier-ignore
  const [x0, x1] = range(all.map(p => p.size));
  const [y0, y1] = range(times);
  const x = (v: number) => left + ((Math.log10(v) - x0) / (x1 - x0)) * PANEL.width;
  const y = (v: number) => PANEL.top + PANEL.height - ((Math.log10(v) - y0) / (y1 - y0)) * PANEL.height;
  const powers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const grid = [
    ...powers(x0, x1).map(v => `<path d="M${x(v)} ${PANEL.top}v${PANEL.height}" stroke="#e4e4e4"/><text x="${x(v)}" y="${PANEL.top + PANEL.height + 18}" text-anchor="middle">${v.toLocaleString('en')}</text>`), // prettier-ignore
    ...powers(y0, y1).map(v => `<path d="M${left} ${y(v)}h${PANEL.width}" stroke="#e4e4e4"/><text x="${left - 6}" y="${y(v) + 4}" text-anchor="end">${v < 1000 ? `${v} ms` : `${v / 1000} s`}</text>`), // prettier-ignore
  ];
  const path = (points: readonly { size: number; at: number | null }[], colour: string, dash: string) => {
    const drawn = points.filter(p => p.at !== null).sort((a, b) => a.size - b.size);
    const d = drawn.map((p, i) => `${i ? 'L' : 'M'}${x(p.size).toFixed(1)} ${y(p.at!).toFixed(1)}`).join('');
    return d ? `<path d="${d}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>` : '';
  };
  const drawn = lines.map(({ points }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    return (
      path(points.map(p => ({ size: p.size, at: p.ours })), colour, '') +
      path(points.map(p => ({ size: p.size, at: p.peer })), colour, ' stroke-dasharray="5 4" opacity="0.75"')
    ); // prettier-ignore
  });
  return [...grid, `<text x="${left + PANEL.width / 2}" y="${PANEL.top + PANEL.height + 40}" text-anchor="middle">${axis}</text>`, ...drawn].join('\n'); // prettier-ignore
}

const short = (name: string): string => name.split(',')[0]!;
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
