import { twoProportionTest } from '../stats/proportions.ts';
import { quantiles } from '../stats/quantile.ts';
import { type Column, columnLength, countMissing } from '../table/column.ts';
import { countLevels } from './drift.ts';
import type { FeatureReference, NumberReference } from './feature-reference.ts';

export type QualityKind =
  'column-missing' | 'missing-jump' | 'unparseable' | 'unit-jump' | 'unseen-category' | 'out-of-range';

export type QualityLevel = 'critical' | 'warning' | 'note';

/** Something wrong with the values of one feature in one chunk. */
export interface QualityFinding {
  readonly kind: QualityKind;
  readonly feature: string;
  readonly level: QualityLevel;
  /** Share of rows concerned; for a unit jump the ratio of the medians. */
  readonly value: number;
  readonly limit: number;
  readonly n: number;
  readonly count: number;
  readonly p: number | null;
  /** Up to five of the values concerned. */
  readonly examples: readonly string[];
}

/** Where a finding becomes a warning or critical. */
export const QUALITY_LIMITS = {
  /** New missing values, as a difference of shares. */
  missingWarning: 0.05,
  missingCritical: 0.2,
  /** Share of unseen categories, out-of-range or unreadable values. */
  share: 0.01,
  unreadableCritical: 0.2,
  /** Ratio of medians that no ordinary change reaches. */
  ratio: 5,
  /** Share of a chunk outside everything seen in training that can only be another unit or another sensor. */
  outside: 0.5,
  rows: 50,
} as const;

/** What a raw column lost when it was read as the kind the model knows. */
export interface Unreadable {
  readonly count: number;
  readonly examples: readonly string[];
}

/** The findings for one feature over the rows of a chunk. */
export function checkQuality(
  reference: FeatureReference,
  column: Column,
  unreadable: Unreadable,
): readonly QualityFinding[] {
  const n = columnLength(column);
  if (n === 0) return [];
  const findings: QualityFinding[] = [];
  const add = (
    kind: QualityKind,
    level: QualityLevel,
    found: Partial<QualityFinding> & { value: number; limit: number },
  ) => findings.push({ feature: reference.name, kind, level, n, count: 0, p: null, examples: [], ...found });

  if (unreadable.count > 0) {
    const value = unreadable.count / n;
    add('unparseable', shareLevel(value, QUALITY_LIMITS.unreadableCritical), {
      value,
      limit: QUALITY_LIMITS.share,
      count: unreadable.count,
      examples: unreadable.examples,
    });
  }
  const missing = countMissing(column) - unreadable.count;
  const more = missing / n - reference.missingShare;
  if (n >= QUALITY_LIMITS.rows && more >= QUALITY_LIMITS.missingWarning) {
    const before = Math.round(reference.missingShare * reference.rows);
    const { pValue } = twoProportionTest(missing, n, before, reference.rows);
    if (pValue <= 0.001) {
      const level = more > QUALITY_LIMITS.missingCritical ? 'critical' : 'warning';
      const limit = reference.missingShare + QUALITY_LIMITS.missingWarning;
      add('missing-jump', level, { value: missing / n, limit, count: missing, p: pValue });
    }
  }
  const { values } = reference;
  if (values.type === 'category' && values.other === 0) {
    const { unseen } = countLevels(values, column);
    const count = [...unseen.values()].reduce((sum, c) => sum + c, 0);
    if (count > 0) {
      const examples = [...unseen].sort((a, b) => b[1] - a[1]).map(([level]) => level).slice(0, 5); // prettier-ignore
      add('unseen-category', shareLevel(count / n), { value: count / n, limit: QUALITY_LIMITS.share, count, examples });
    }
  }
  if (values.type === 'number' && column.kind === 'number') {
    checkNumbers(values, column.values, (kind, level, found) => add(kind, level, found));
  }
  return findings;
}

const shareLevel = (share: number, critical = Infinity): QualityLevel =>
  share > critical ? 'critical' : share > QUALITY_LIMITS.share ? 'warning' : 'note';

type Add = (kind: QualityKind, level: QualityLevel, found: Partial<QualityFinding> & { value: number; limit: number }) => void; // prettier-ignore

function checkNumbers(reference: NumberReference, values: Float64Array, add: Add): void {
  const present = values.filter(Number.isFinite);
  const n = present.length;
  if (n === 0) return;
  const outside = present.filter(v => v < reference.min || v > reference.max);
  const share = outside.length / n;
  const examples = [...outside.slice(0, 5)].map(String);
  const ratio = medianRatio(reference, present);
  if (n >= QUALITY_LIMITS.rows && (ratio !== null || share >= QUALITY_LIMITS.outside)) {
    const value = ratio ?? share;
    const limit = ratio === null ? QUALITY_LIMITS.outside : QUALITY_LIMITS.ratio;
    add('unit-jump', 'critical', { value, limit, n, count: outside.length, examples });
  } else if (outside.length > 0) {
    // A chunk of the same kind lies outside by chance in 2 of (training rows + 1) cases.
    const limit = Math.max(QUALITY_LIMITS.share, 6 / (reference.n + 1));
    add('out-of-range', share > limit ? 'warning' : 'note', {
      value: share,
      limit,
      n,
      count: outside.length,
      examples,
    });
  }
}

/**
 * How many times larger the typical value became, where that looks like another unit: by a factor of 5 or more, with
 * the spread grown alike, in a column that stays away from zero. Null where it does not.
 */
function medianRatio({ median, q1, q3 }: NumberReference, present: Float64Array): number | null {
  const [low, middle, high] = quantiles(present, [0.25, 0.5, 0.75]);
  const spread = q3 - q1;
  if (median === 0 || middle === 0 || Math.abs(median) < spread / 2) return null;
  const ratio = middle! / median;
  const size = Math.abs(ratio);
  if (size < QUALITY_LIMITS.ratio && size > 1 / QUALITY_LIMITS.ratio) return null;
  const grown = spread > 0 ? (high! - low!) / spread / size : 1;
  return grown > 1 / 4 && grown < 4 ? ratio : null;
}
