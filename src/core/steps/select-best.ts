import type { NumberBlock } from '../graph/block.ts';
import { defineStep } from '../step.ts';
import type { Target } from '../target.ts';

/**
 * Keeps the columns with the largest F of a linear regression of the target on the column alone (two variables'
 * correlation), or of an analysis of variance of the column between the classes: SelectKBest of scikit-learn with
 * f_regression or f_classif. Of equal ones the earlier is kept; a column that says nothing (constant, empty) comes last.
 * A row in which the column is missing or infinite does not count for it. The other columns become 0 rather than go
 * away: the model sees nothing in them, and later steps still find them. Without a target all are kept.
 */
export const selectBest = defineStep({
  id: 'select-best',
  label: 'Keep the most telling columns',
  help: 'Compares each column with the target and keeps those that go with it best; the others become 0. It looks at the target, so it must never see rows it is measured on: among many columns some always fit by chance.',
  group: 'Choose columns',
  accepts: 'number',
  params: {
    keep: { kind: 'number', integer: true, default: 10, min: 1, max: 10_000, label: 'Columns kept' },
  },
  fit: (columns, target, { keep }) => {
    if (target.task === 'clustering' || columns.length <= keep) return columns.map(() => true);
    const scores = columns.map(({ block }) => scoreOf((block as NumberBlock).data, target));
    const best = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const kept = new Set(best.slice(0, keep));
    return columns.map((_, i) => kept.has(i));
  },
  lower: (kept, g, inputs) => inputs.map(({ name, ref }, i) => ({ name, ref: kept[i] ? ref : g.constant(0) })),
});

/** Between 0 (or -1, where there is none) and 1: explained variation as a share, which orders columns as F does. */
function scoreOf(values: Float64Array, target: Exclude<Target, { task: 'clustering' }>): number {
  const rows = Array.from(values.keys()).filter(r => Number.isFinite(values[r]));
  const x = Float64Array.from(rows, r => values[r]!);
  const share =
    target.task === 'regression'
      ? squaredCorrelation(
          x,
          Float64Array.from(rows, r => target.values[r]!),
        )
      : shareBetween(
          x,
          rows.map(r => target.codes[r]!),
          target.classes.length,
        );
  return Number.isNaN(share) ? -1 : share;
}

function squaredCorrelation(x: Float64Array, y: Float64Array): number {
  const [u, v] = [centred(x), centred(y)];
  const sum = (f: (i: number) => number) => u.reduce((s, _, i) => s + f(i), 0);
  return sum(i => u[i]! * v[i]!) ** 2 / (sum(i => u[i]! ** 2) * sum(i => v[i]! ** 2));
}

/** Variation between the classes as a share of all variation. */
function shareBetween(x: Float64Array, codes: readonly number[], classes: number): number {
  const u = centred(x);
  const sums = new Float64Array(classes);
  const counts = new Float64Array(classes);
  codes.forEach((code, i) => {
    sums[code]! += u[i]!;
    counts[code]!++;
  });
  const between = sums.reduce((s, sum, k) => (counts[k] ? s + sum ** 2 / counts[k]! : s), 0);
  return between / u.reduce((s, v) => s + v * v, 0);
}

/** Less the mean, and divided by the largest distance from it, so that no square overflows. */
function centred(values: Float64Array): Float64Array {
  const half = values.map(v => v / 2);
  const mean = half.reduce((m, v, i) => m + (v - m) / (i + 1), 0);
  const moved = half.map(v => v - mean);
  const largest = moved.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return largest > 0 ? moved.map(v => v / largest) : moved;
}
