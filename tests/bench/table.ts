import type { Row } from './bench.ts';

const headings = [
  'case',
  'ours',
  'peer',
  'ours ms',
  'peer ms',
  'ratio',
  'runs',
  'our score',
  'peer score',
  'our peak',
  'peer peak',
] as const;

/** The rows as a table of text. The peak of ours is followed by how often it holds the result. */
export function table(rows: readonly Row[]): string {
  const lines = [headings, ...rows.map(cells)];
  const widths = headings.map((_, i) => Math.max(...lines.map(line => line[i]!.length)));
  const rule = widths.map(width => '-'.repeat(width));
  return [lines[0]!, rule, ...lines.slice(1)]
    .map(line => line.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

function cells(row: Row): readonly string[] {
  const { oursPeakBytes, resultBytes, peerPeakBytes } = row;
  const times = oursPeakBytes && resultBytes ? ` (${(oursPeakBytes / resultBytes).toFixed(2)} × result)` : '';
  return [
    row.case,
    row.ours,
    row.peer ?? 'no peer',
    row.oursMs.toFixed(0),
    row.peerMs?.toFixed(0) ?? '',
    row.ratio?.toFixed(2) ?? '',
    String(row.runs),
    row.oursScore?.toFixed(4) ?? '',
    row.peerScore?.toFixed(4) ?? '',
    oursPeakBytes === undefined ? '' : `${megabytes(oursPeakBytes)}${times}`,
    peerPeakBytes === undefined ? '' : megabytes(peerPeakBytes),
  ];
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
