import { randomStream } from '../random.ts';
import { pacer, type WorkContext } from '../work.ts';
import { type Column, isMissing } from './column.ts';
import { counted, type Finding, keep, makeFinding, percent, quoted, setAside } from './finding.ts';
import { determines } from './leak-copy.ts';
import { type Halves, heldOutScore, type HeldOutScore, type LeakTarget } from './leak-score.ts';
import { reproducingPair, reproducingSum, type Reproduction, scaledCopy } from './leak-sum.ts';
import type { NumericColumn } from './linear-combination.ts';
import { identityTarget, type IdentityTarget } from './row-identity.ts';
import { fieldsWithRole, type Schema } from './schema.ts';
import { findColumn, getColumn, type Table } from './table.ts';
import { type ValueCodes, valueCodes } from './value-codes.ts';

export interface LeakOptions {
  readonly target: string;
  readonly task: 'classification' | 'regression';
  readonly seed: number;
  /** The rows that may be looked at; all rows unless given. */
  readonly rows?: Int32Array | undefined;
}

/** From this held-out AUC or R² on, a single column is reported; from `nearlyPerfect` on as critical. */
const suspicious = 0.95;
const nearlyPerfect = 0.999;
/** Single columns are scored on at most this many rows, drawn by the seed; the finding says how many were judged. */
const mostScored = 200_000;
const mostSets = 5;

/**
 * Target leakage among the features. Proven: a column whose values each go with one target value, a scaled copy of a
 * number target, or columns that compute it (sum, difference, product, quotient, simple weights). Suspected: a column
 * that alone predicts the target on held-out rows with an AUC or R² of 0.95 or more.
 */
export async function leakFindings(
  table: Table,
  schema: Schema,
  options: LeakOptions,
  context: WorkContext = {},
): Promise<Finding[]> {
  const { target: name, task, seed } = options;
  const targetColumn = getColumn(table, name);
  const all = options.rows ?? Int32Array.from({ length: table.rows }, (_, i) => i);
  const rows = all.filter(row => hasValue(targetColumn, row, task));
  const targetCodes = valueCodes(targetColumn, rows);
  if (rows.length < 20 || targetCodes.counts.length < 2) return [];

  const pause = pacer(context);
  const features = fieldsWithRole(schema, 'feature').filter(f => f.name !== name && findColumn(table, f.name));
  const halves = seededHalves(rows, seed);
  const scoreTarget = targetOn(table, options, halves.rows);
  const identity =
    targetColumn.kind === 'number' && task === 'regression'
      ? identityTarget(
          Float64Array.from(rows, row => targetColumn.values[row]!),
          rows,
        )
      : null;

  const proven: Finding[] = [];
  const suspected: Finding[] = [];
  const numeric: NumericColumn[] = [];
  for (const [at, field] of features.entries()) {
    await pause(`leakage: ${field.name}`, at, features.length);
    const column = getColumn(table, field.name);
    const copy = determines(valueCodes(column, rows), targetCodes);
    if (copy) {
      proven.push(copyFinding(field.name, name, copy, rows.length));
      continue;
    }
    const score = heldOutScore(column, scoreTarget, halves);
    if (score && score.value >= suspicious) {
      const scaled =
        identity && column.kind === 'number' ? scaledCopy(identity, { name: field.name, values: column.values }) : null;
      if (scaled) {
        proven.push(reproductionFinding(scaled, name));
        continue;
      }
      suspected.push(singleFinding(field.name, name, score));
    }
    if (column.kind === 'number') numeric.push({ name: field.name, values: column.values });
  }
  if (identity) {
    const sets = await reproductions(identity, numeric, seed, (done, total) =>
      pause('leakage: columns that compute the target', done, total),
    );
    proven.push(...sets.map(set => reproductionFinding(set, name)));
  }
  const explained = new Set(proven.flatMap(finding => finding.columns));
  return [...proven, ...suspected.filter(finding => !explained.has(finding.columns[0]!))];
}

/** True where a target value can be learned from. */
export function hasValue(column: Column, row: number, task: 'classification' | 'regression'): boolean {
  if (isMissing(column, row)) return false;
  return task === 'classification' || (column.kind === 'number' && Number.isFinite(column.values[row]));
}

/** Two halves of (a draw of) the rows, by position. */
export function seededHalves(rows: Int32Array, seed: number): Halves {
  const order = randomStream(seed, 'leakage').permutation(rows.length).subarray(0, mostScored);
  const drawn = order.length === rows.length ? rows : order.map(at => rows[at]!);
  const positions = order.length === rows.length ? order : Int32Array.from(order.keys()); // a draw is in random order already
  const middle = positions.length >> 1;
  return { rows: drawn, learn: positions.subarray(0, middle), judge: positions.subarray(middle) };
}

export function targetOn(table: Table, { target, task }: LeakOptions, rows: Int32Array): LeakTarget {
  const column = getColumn(table, target);
  if (task === 'regression' && column.kind === 'number')
    return { task, values: Float64Array.from(rows, row => column.values[row]!) };
  const { codes, counts }: ValueCodes = valueCodes(column, rows);
  return { task: 'classification', codes, classes: counts.length };
}

async function reproductions(
  target: IdentityTarget,
  columns: readonly NumericColumn[],
  seed: number,
  pause: (done: number, total: number) => Promise<void>,
): Promise<Reproduction[]> {
  const missing = (values: Float64Array) =>
    target.rows.reduce((sum, row) => sum + Number(Number.isNaN(values[row]!)), 0);
  let left = columns.filter(column => 2 * missing(column.values) < target.rows.length);
  const found: Reproduction[] = [];
  while (found.length < mostSets) {
    const next = (await reproducingPair(target, left, seed, pause)) ?? reproducingSum(target, left);
    if (!next) break;
    found.push(next);
    left = left.filter(column => !next.columns.includes(column.name));
  }
  return found;
}

const inRows = (share: number): string => (share === 1 ? 'in every row' : `in ${percent(share)} of the rows`);
const answer = 'A model that sees it has the answer already; on new data it will not be known. This is target leakage.';
const answers =
  'A model that sees them has the answer already; on new data they will not be known. This is target leakage.';

function copyFinding(name: string, target: string, copy: { share: number; oneToOne: boolean }, n: number): Finding {
  const told = copy.oneToOne
    ? `${quoted(name)} is the target under another name ${inRows(copy.share)}.`
    : `${quoted(name)} gives the target away ${inRows(copy.share)}.`;
  const how = copy.oneToOne
    ? `Each of its values goes with one value of ${quoted(target)}, and the other way round`
    : `Each of its values goes with one value of ${quoted(target)}`;
  return makeFinding({
    kind: 'leak-copy',
    columns: [name],
    severity: 'critical',
    proven: true,
    title: told,
    detail: `${how} (${counted(n, 'row')} looked at). ${answer}`,
    decisions: [setAside([name]), keep],
  });
}

function reproductionFinding(set: Reproduction, target: string): Finding {
  const one = set.columns.length === 1;
  const title = one
    ? `${quoted(set.columns[0]!)} is the target on another scale ${inRows(set.share)}.`
    : set.sum
      ? `${set.columns.map(quoted).join(' + ')} add up to the target ${inRows(set.share)}.`
      : `${set.columns.map(quoted).join(', ')} together give the target ${inRows(set.share)}.`;
  return makeFinding({
    kind: one ? 'leak-copy' : 'leak-sum',
    columns: set.columns,
    severity: 'critical',
    proven: true,
    title,
    detail: `${quoted(target)} = ${set.formula}. ${one ? answer : answers}`,
    decisions: [setAside(set.columns), keep],
  });
}

function singleFinding(name: string, target: string, score: HeldOutScore): Finding {
  const shown = score.value >= 0.9995 && score.value < 1 ? 'over 0.999' : score.value.toFixed(3);
  return makeFinding({
    kind: 'leak-single',
    columns: [name],
    severity: score.value >= nearlyPerfect ? 'critical' : 'warning',
    title: `${quoted(name)} alone predicts the target with ${score.measure === 'AUC' ? 'an AUC' : 'an R²'} of ${shown}.`,
    detail:
      `Judged on ${counted(score.n, 'row')} that the check had not seen; 1 is perfect. Either it is known only together with ` +
      `${quoted(target)}, and then it is target leakage, or it is an unusually strong measure. Keep it only if you will ` +
      'have it at the moment you predict.',
    decisions: [setAside([name]), keep],
  });
}
