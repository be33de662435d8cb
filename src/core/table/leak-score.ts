import { type ScoreSteps, scoreSteps } from '../metrics/score-steps.ts';
import { rocAuc } from '../metrics/roc.ts';
import { r2 } from '../metrics/regression.ts';
import { binGroups, type Groups, type Halves, levelGroups } from './column-groups.ts';
import type { Column } from './column.ts';

export type { Halves } from './column-groups.ts';

/** The target on the rows that are looked at, by position in `rows`; no position is missing. */
export type LeakTarget =
  | { readonly task: 'classification'; readonly codes: Int32Array; readonly classes: number }
  | { readonly task: 'regression'; readonly values: Float64Array };

export interface HeldOutScore {
  readonly measure: 'AUC' | 'R²';
  readonly value: number;
  /** Rows it was judged on. */
  readonly n: number;
}

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
  if (!predicted.every(v => Number.isFinite(v))) return null;
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
    const line = meanY + slope * (x[rows[at]!]! - meanX);
    return Number.isFinite(line) ? line : meanY;
  };
}

function classificationScore(
  column: Column,
  groups: Groups,
  target: LeakTarget & { task: 'classification' },
  halves: Halves,
): HeldOutScore | null {
  const byGroup = macroAuc(groups, target, halves);
  if (byGroup === null) return null;
  const ordered = target.classes === 2 && column.kind === 'number';
  const byOrder = ordered ? orderAuc(column.values, target.codes, halves) : 0;
  return { measure: 'AUC', value: Math.max(byGroup, byOrder), n: halves.judge.length };
}

/**
 * Macro one-versus-rest AUC of the class shares of each group among the learning rows, each counted as if one more row
 * had the usual shares. Rows of a group share a score, so the AUC comes from the counts of the groups.
 */
function macroAuc(
  groups: Groups,
  { codes, classes: k }: LeakTarget & { task: 'classification' },
  { learn, judge }: Halves,
): number | null {
  const width = groups.count + 1; // group -1, what was never seen, comes first
  const cell = (at: number) => (groups.of[at]! + 1) * k + codes[at]!;
  const learned = new Float64Array(width * k);
  const judged = new Float64Array(width * k);
  for (const at of learn) learned[cell(at)]! += 1;
  for (const at of judge) judged[cell(at)]! += 1;
  const learnedRows = rowSums(learned, k);
  const judgedRows = rowSums(judged, k);
  const occupied = Int32Array.from(judgedRows.keys()).filter(g => judgedRows[g]! > 0);
  const values: number[] = [];
  for (let c = 0; c < k; c++) {
    let usual = 0;
    for (let g = 0; g < width; g++) usual += learned[g * k + c]! / learn.length;
    const score = (g: number) => (learned[g * k + c]! + usual) / (learnedRows[g]! + 1);
    const steps = groupSteps(occupied, score, g => judged[g * k + c]!, judgedRows);
    if (Math.min(steps.positiveCount, steps.negativeCount) < fewestJudged) continue;
    const { value } = rocAuc(steps);
    if (value !== null) values.push(value);
  }
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
}

function rowSums(table: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(table.length / width);
  for (let i = 0; i < table.length; i++) sums[Math.floor(i / width)]! += table[i]!;
  return sums;
}

/** Score steps of groups whose rows share a score; groups of equal score make one step. */
function groupSteps(
  groups: Int32Array,
  score: (group: number) => number,
  positives: (group: number) => number,
  rows: Float64Array,
): ScoreSteps {
  const descending = Array.from(groups, g => ({ g, score: score(g) })).sort((a, b) => b.score - a.score);
  const steps: { score: number; positive: number; negative: number }[] = [];
  for (const { g, score: at } of descending) {
    if (steps.at(-1)?.score !== at) steps.push({ score: at, positive: 0, negative: 0 });
    steps.at(-1)!.positive += positives(g);
    steps.at(-1)!.negative += rows[g]! - positives(g);
  }
  return {
    thresholds: Float64Array.from(steps, s => s.score),
    positives: Float64Array.from(steps, s => s.positive),
    negatives: Float64Array.from(steps, s => s.negative),
    positiveCount: steps.reduce((sum, s) => sum + s.positive, 0),
    negativeCount: steps.reduce((sum, s) => sum + s.negative, 0),
  };
}

/** AUC of the plain order of the numbers (missing lowest), in the direction the learning rows show. */
function orderAuc(x: Float64Array, codes: Int32Array, { rows, learn, judge }: Halves): number {
  const auc = (positions: Int32Array) => {
    const scores = Float64Array.from(positions, at => {
      const value = x[rows[at]!]!;
      return Number.isNaN(value) ? -Number.MAX_VALUE : Math.max(-Number.MAX_VALUE, Math.min(value, Number.MAX_VALUE));
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
