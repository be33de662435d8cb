import type { DriftTest } from './drift.ts';
import type { ReferencePack } from './reference.ts';
import type { QualityFinding, QualityKind, QualityLevel } from './quality.ts';
import type { ChunkReport, MonitorReport } from './report.ts';

/** One input of a chunk beside how it was in training, for a table. */
export interface DriftRow {
  readonly test: DriftTest;
  /** Counts in the same bins, or of the same categories (the most frequent ones, then all others, unseen, missing). */
  readonly before: readonly number[];
  readonly now: readonly number[];
  /** Inner edges of the bins; null for categories. */
  readonly edges: readonly number[] | null;
  readonly levels: readonly string[] | null;
}

const MOST_BARS = 16;
const ORDER: Readonly<Record<DriftTest['status'], number>> = {
  drifted: 0,
  steady: 1,
  'no-data': 2,
  insufficient: 3,
  constant: 4,
  'not-compared': 5,
};

/** The inputs of a chunk: what drifted first, by the size of the effect. */
export function driftRows(reference: ReferencePack, chunk: ChunkReport): readonly DriftRow[] {
  const size = (t: DriftTest): number => t.effect ?? (t.status === 'drifted' ? Infinity : -1);
  return chunk.features
    .map((test, i): DriftRow => {
      const values = reference.features[i]!.values;
      if (values.type === 'number')
        return { test, before: values.counts, now: test.counts, edges: values.edges, levels: null };
      if (values.type === 'uncompared') return { test, before: [], now: [], edges: null, levels: null };
      const before = [...values.counts, values.other, values.missing];
      const now = test.counts.length === before.length ? test.counts : before.map(() => 0);
      const bars = { before: fewBars(before), now: fewBars(now) };
      return { test, ...bars, edges: null, levels: values.levels.slice(0, MOST_BARS) };
    })
    .sort((a, b) => ORDER[a.test.status] - ORDER[b.test.status] || size(b.test) - size(a.test));
}

/** The first 16 categories, the sum of the others, then unseen and missing. */
function fewBars(counts: readonly number[]): readonly number[] {
  const levels = counts.slice(0, -2);
  if (levels.length <= MOST_BARS) return counts;
  const rest = levels.slice(MOST_BARS).reduce((a, b) => a + b, 0);
  return [...levels.slice(0, MOST_BARS), rest, ...counts.slice(-2)];
}

/** What is wrong with one input in one way, over all chunks. */
export interface QualityRow {
  readonly feature: string;
  readonly kind: QualityKind;
  readonly level: QualityLevel;
  readonly chunks: number;
  readonly first: string;
  readonly last: string;
  /** Rows concerned, over all chunks. */
  readonly count: number;
  /** In the worst chunk: a share of its rows, or for a unit the ratio of the typical values. */
  readonly worst: QualityFinding;
  readonly examples: readonly string[];
}

const LEVELS: readonly QualityLevel[] = ['critical', 'warning', 'note'];

/** Data-quality findings by input and kind, the gravest first. */
export function qualityRows({ chunks }: Pick<MonitorReport, 'chunks'>): readonly QualityRow[] {
  const found = new Map<string, { finding: QualityFinding; label: string }[]>();
  for (const { label, quality } of chunks)
    for (const finding of quality) {
      const key = `${finding.kind}/${finding.feature}`;
      found.set(key, [...(found.get(key) ?? []), { finding, label }]);
    }
  const rank = (level: QualityLevel): number => LEVELS.indexOf(level);
  return [...found.values()]
    .map((all): QualityRow => {
      const findings = all.map(a => a.finding);
      const worst = findings.reduce((a, b) => (rank(b.level) - rank(a.level) || a.value - b.value) < 0 ? b : a); // prettier-ignore
      return {
        feature: worst.feature,
        kind: worst.kind,
        level: worst.level,
        chunks: all.length,
        first: all[0]!.label,
        last: all.at(-1)!.label,
        count: findings.reduce((sum, f) => sum + f.count, 0),
        worst,
        examples: [...new Set(findings.flatMap(f => f.examples))].slice(0, 5),
      };
    })
    .sort((a, b) => rank(a.level) - rank(b.level) || b.count - a.count);
}

/** The few numbers above everything else. */
export interface MonitorSummary {
  /** The latest chunk that alerts may rest on, else the latest with rows; null where there is none. */
  readonly chunk: number | null;
  readonly drifted: number;
  /** Inputs that could be tested in that chunk. */
  readonly compared: number;
  /** Values that were there and that the model could not use: unreadable, or a category it never saw. */
  readonly unusable: number;
  readonly values: number;
  readonly labelled: number;
}

export function monitorSummary({ chunks }: Pick<MonitorReport, 'chunks'>): MonitorSummary {
  const chosen = chunks.findLast(c => c.judged) ?? chunks.findLast(c => c.rows > 0) ?? null;
  const sum = (of: (c: ChunkReport) => number): number => chunks.reduce((total, c) => total + of(c), 0);
  const tested = (chosen?.features ?? []).filter(t => t.status === 'steady' || t.status === 'drifted');
  return {
    chunk: chosen?.index ?? null,
    drifted: tested.filter(t => t.status === 'drifted').length,
    compared: tested.length,
    unusable: sum(c =>
      c.quality.reduce((n, f) => n + (f.kind === 'unparseable' || f.kind === 'unseen-category' ? f.count : 0), 0),
    ),
    values: sum(c => c.rows * c.features.length),
    labelled: sum(c => c.performance?.labelled ?? 0),
  };
}
