import type { Finding, FindingKind } from '../../../core/table/findings.ts';
import type { ColumnProfile } from '../../../core/table/profile.ts';
import { formatCount, formatDate, formatNumber, formatPercent } from '../../format.ts';
import { kindWord } from '../../column-words.ts';

/** What a column holds, in a line: "integer · 1 – 977", "category · 4 levels". */
export function summaryLine(column: ColumnProfile): string {
  const word = kindWord(column.kind, column.kind === 'number' && column.integer);
  const range = rangeText(column);
  return range ? `${word} · ${range}` : word;
}

/** From where to where its values go, or how many levels it has; empty where there is nothing to say. */
export function rangeText(column: ColumnProfile): string {
  switch (column.kind) {
    case 'number':
      if (column.min === null) return '';
      return `${formatNumber(column.min)} – ${formatNumber(column.max)}${column.unit ? ` ${column.unit}` : ''}`;
    case 'datetime':
      return column.min === null ? '' : `${formatDate(column.min)} – ${formatDate(column.max)}`;
    case 'category':
      return formatCount(column.distinct, 'level');
    case 'boolean':
      return '';
    case 'text':
      return column.lengths ? `${column.lengths.min} – ${formatCount(column.lengths.max, 'character')}` : '';
    default:
      return column satisfies never;
  }
}

/** Bars for the small picture of a column: bins, or levels with the rest as one bar. Empty where there is nothing to draw. */
export function bars(column: ColumnProfile): readonly number[] {
  if (column.kind === 'number' || column.kind === 'datetime') return column.histogram.counts;
  const { top, otherCount } = column.levels;
  if (column.distinct === column.n && column.n > top.length) return [];
  return otherCount > 0 ? [...top.map(l => l.count), otherCount] : top.map(l => l.count);
}

export function barColour(column: ColumnProfile): string {
  if (column.role === 'target') return 'var(--c1)';
  return { number: 'var(--c2)', datetime: 'var(--c6)', category: 'var(--c4)', boolean: 'var(--c4)', text: 'var(--c3)' }[
    column.kind
  ];
}

export interface Flag {
  readonly text: string;
  readonly tone: 'plain' | 'warn' | 'bad';
}

const FLAG_TEXT: Readonly<Record<FindingKind, string>> = {
  'leak-copy': 'leaks the target',
  'leak-sum': 'leaks the target',
  'leak-single': 'may leak the target',
  constant: 'never changes',
  'near-empty': 'nearly empty',
  'id-like': 'like an id',
  'high-cardinality': 'many values',
  imbalance: 'unequal classes',
  duplicates: 'repeated rows',
  skew: 'skewed',
  redundant: 'says the same',
  'personal-data': 'personal data',
  'disguised-missing': 'hidden gaps',
  'excess-zeros': 'many zeros',
  inliers: 'one value too often',
  'time-gaps': 'gaps in time',
  'target-missing': 'gaps in the target',
};

const TONE = { critical: 'bad', warning: 'warn', info: 'plain' } as const;

/** A normal distribution has 0.7% beyond Tukey's fences. */
const MANY_OUTLIERS = 0.02;

/** Short marks of a column: its findings, how much of it is missing, and what looks odd in it. */
export function flags(column: ColumnProfile, findings: readonly Finding[]): readonly Flag[] {
  const own = findings.filter(finding => finding.columns.includes(column.name));
  const marks: Flag[] = own.map(finding => ({
    text: finding.kind === 'skew' ? skewText(column) : FLAG_TEXT[finding.kind],
    tone: TONE[finding.severity],
  }));
  const share = column.missing / Math.max(1, column.missing + column.n);
  if (share > 0 && !own.some(finding => finding.kind === 'near-empty' || finding.kind === 'target-missing'))
    marks.push({ text: `${formatPercent(share)} missing`, tone: share >= 0.05 ? 'warn' : 'plain' });
  if (column.kind !== 'number') return marks;
  const { outliers } = column;
  if (outliers && (outliers.below + outliers.above) / column.n >= MANY_OUTLIERS)
    marks.push({ text: 'outliers', tone: 'plain' });
  return marks;
}

const skewText = (column: ColumnProfile): string =>
  column.kind === 'number' && column.skew !== null
    ? `${column.skew > 0 ? 'right' : 'left'}-skewed, ${formatNumber(column.skew, 3)}`
    : 'skewed';
