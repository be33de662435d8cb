import { isClass, scoreSteps, scoresOf } from '../metrics/score-steps.ts';
import { rocAuc } from '../metrics/roc.ts';
import { r2 } from '../metrics/regression.ts';
import { type Column, isMissing } from './column.ts';
import { valueCodes } from './value-codes.ts';

/** The target on the rows that are looked at, by position in `rows`; no position is missing. */
export type LeakTarget =
  | { readonly task: 'classification'; readonly codes: Int32Array; readonly classes: number }
  | { readonly task: 'regression'; readonly values: Float64Array };

/** Positions into `rows`: one seeded half to learn from, the other to be judged on. */
export interface Halves {
  readonly rows: Int32Array;
  readonly learn: Int32Array;
  readonly judge: Int32Array;
}

export interface HeldOutScore {
  readonly measure: 'AUC' | 'R²';
  readonly value: number;
  /** Rows it was judged on. */
  readonly n: number;
}

const mostBins = 64;
const mostClasses = 50;
/** A class with fewer rows than this in the half that judges has no AUC worth the name. */
const fewestJudged = 8;

/**
 * How well one column alone tells the target on rows it has not seen. The column is cut into groups (levels; for
 * numbers up to 64 quantile bins; missing is a group of its own), each predicts what its learning rows had. Regression
 * fits a straight line first and bins what it leaves. Classification is judged by the macro one-versus-rest AUC. A
 * value that was not among the learning rows predicts what is usual, so unique ids and times score nothing.
 * Null where there is too little to judge on.
 */
export function heldOutScore(column: Column, target: LeakTarget, halves: Halves): HeldOutScore | null {
  const groups = column.kind === 'number' ? binGroups(column.values, halves) : levelGroups(column, halves);
  if (target.task === 'regression') return regressionScore(column, groups, target.values, halves);
  if (target.classes < 2 || target.classes > mostClasses) return null;
  return classificationScore(column, groups, target, halves);
}

/** The group of each position; -1 where the value did not occur among the learning rows. */
interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

function levelGroups(column: Column, { rows, learn }: Halves): Groups {
  const { codes, counts } = valueCodes(column, rows);
  const seen = new Uint8Array(counts.length + 1);
  for (const at of learn) seen[codes[at]! + 1] = 1;
  return { of: codes.map(code => (seen[code + 1] ? code + 1 : -1)), count: counts.length + 1 };
}

function binGroups(values: Float64Array, { rows, learn }: Halves): Groups {
  const sorted = Float64Array.from(learn, at => values[rows[at]!]!)
    .filter(v => !Number.isNaN(v))
    .sort();
  const edges = upperEdges(sorted);
  const of = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const value = values[rows[at]!]!;
    of[at] = Number.isNaN(value) ? 0 : 1 + edgeBelow(edges, value);
  }
  return { of, count: edges.length + 2 };
}

/** Lower edges of all bins but the first: every distinct value its own bin while there are few, else quantiles. */
function upperEdges(sorted: Float64Array): Float64Array {
  const edges: number[] = [];
  for (let i = 1; i < sorted.length && edges.length < mostBins; i++)
    if (sorted[i] !== sorted[i - 1]) edges.push(sorted[i]! / 2 + sorted[i - 1]! / 2);
  if (edges.length < mostBins) return Float64Array.from(edges);
  const bins = Math.max(1, Math.min(mostBins, Math.floor(sorted.length / 8)));
  const quantiles = Array.from({ length: bins - 1 }, (_, b) => sorted[Math.floor(((b + 1) * sorted.length) / bins)]!);
  return Float64Array.from(new Set(quantiles));
}

function edgeBelow(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function regressionScore(column: Column, groups: Groups, y: Float64Array, halves: Halves): HeldOutScore | null {
  const { learn, judge } = halves;
  if (judge.length < 2 * fewestJudged) return null;
  const line = column.kind === 'number' ? fitLine(column.values, y, halves) : () => 0;
  const sums = new Float64Array(groups.count);
  const counts = new Int32Array(groups.count);
  let sum = 0;
  for (const at of learn) {
    const left = y[at]! - line(at);
    sums[groups.of[at]!]! += left;
    counts[groups.of[at]!]! += 1;
    sum += left;
  }
  const usual = sum / learn.length;
  const predicted = Float64Array.from(judge, at => {
    const group = groups.of[at]!;
    return line(at) + (group < 0 || counts[group] === 0 ? usual : sums[group]! / counts[group]!);
  });
  const { value } = r2(
    Float64Array.from(judge, at => y[at]!),
    predicted,
  );
  return value === null ? null : { measure: 'R²', value, n: judge.length };
}

/** Least squares through the learning rows; missing and infinite values sit at their mean. */
function fitLine(x: Float64Array, y: Float64Array, { rows, learn }: Halves): (at: number) => number {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  let xx = 0;
  let xy = 0;
  for (const at of learn) {
    const value = x[rows[at]!]!;
    if (!Number.isFinite(value)) continue;
    n++;
    const d = value - meanX;
    meanX += d / n;
    meanY += (y[at]! - meanY) / n;
    xx += d * (value - meanX);
    xy += d * (y[at]! - meanY);
  }
  const slope = xx > 0 ? xy / xx : 0;
  return at => {
    const value = x[rows[at]!]!;
    return Number.isFinite(value) && Number.isFinite(slope) ? meanY + slope * (value - meanX) : meanY;
  };
}

function classificationScore(
  column: Column,
  groups: Groups,
  target: LeakTarget & { task: 'classification' },
  halves: Halves,
): HeldOutScore | null {
  const { learn, judge } = halves;
  const k = target.classes;
  const table = new Float64Array(groups.count * k);
  const totals = new Float64Array(groups.count);
  const usual = new Float64Array(k);
  for (const at of learn) {
    table[groups.of[at]! * k + target.codes[at]!]! += 1;
    totals[groups.of[at]!]! += 1;
    usual[target.codes[at]!]! += 1 / learn.length;
  }
  const shares = new Float64Array(judge.length * k);
  judge.forEach((at, i) => {
    const group = groups.of[at]!;
    const total = group < 0 ? 0 : totals[group]!;
    for (let c = 0; c < k; c++) shares[i * k + c] = (usual[c]! + (group < 0 ? 0 : table[group * k + c]!)) / (total + 1);
  });
  const truth = judge.map(at => target.codes[at]!);
  const byGroup = macroAuc(truth, shares, k);
  if (byGroup === null) return null;
  const byOrder = k === 2 && column.kind === 'number' ? orderAuc(column.values, target.codes, halves) : 0;
  return { measure: 'AUC', value: Math.max(byGroup, byOrder), n: judge.length };
}

function macroAuc(truth: Int32Array, shares: Float64Array, classes: number): number | null {
  const values: number[] = [];
  for (let c = 0; c < classes; c++) {
    const steps = scoreSteps(isClass(truth, c), scoresOf(shares, classes, c));
    if (Math.min(steps.positiveCount, steps.negativeCount) < fewestJudged) continue;
    const { value } = rocAuc(steps);
    if (value !== null) values.push(value);
  }
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
}

/** AUC of the plain order of the numbers (missing lowest), in the direction the learning rows show. */
function orderAuc(x: Float64Array, codes: Int32Array, { rows, learn, judge }: Halves): number {
  const auc = (positions: Int32Array) => {
    const scores = Float64Array.from(positions, at => {
      const value = x[rows[at]!]!;
      return Number.isNaN(value) ? -Infinity : value;
    });
    return (
      rocAuc(
        scoreSteps(
          Uint8Array.from(positions, at => codes[at]!),
          scores,
        ),
      ).value ?? 0.5
    );
  };
  return auc(learn) >= 0.5 ? auc(judge) : 1 - auc(judge);
}

/** True where a target value can be learned from. */
export function hasValue(column: Column, row: number, task: 'classification' | 'regression'): boolean {
  if (isMissing(column, row)) return false;
  return task === 'classification' || (column.kind === 'number' && Number.isFinite(column.values[row]));
}
