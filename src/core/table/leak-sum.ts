import { randomStream } from '../random.ts';
import { quoted } from './finding.ts';
import { type LinearCombination, linearCombination, type NumericColumn } from './linear-combination.ts';
import { identityShare, type IdentityTarget } from './row-identity.ts';

/** Columns that give the target when computed with: y = a + b and its kind. */
export interface Reproduction {
  readonly columns: readonly string[];
  /** The right-hand side in words: “casual” + “registered”. */
  readonly formula: string;
  /** True for a plain sum of columns. */
  readonly sum: boolean;
  readonly share: number;
}

/** The target as slope x + intercept of one column, in (almost) every row; null where it is not. */
export function scaledCopy(target: IdentityTarget, column: NumericColumn): Reproduction | null {
  const { values, rows } = target;
  const present = Array.from(values.keys()).filter(i => Number.isFinite(column.values[rows[i]!]!));
  present.sort((a, b) => column.values[rows[a]!]! - column.values[rows[b]!]!);
  const low = present[Math.floor(present.length * 0.1)];
  const high = present[Math.floor(present.length * 0.9)];
  if (low === undefined || high === undefined) return null;
  const rise = column.values[rows[high]!]! - column.values[rows[low]!]!;
  if (!(rise > 0)) return null;
  const slope = (values[high]! - values[low]!) / rise;
  if (slope === 0) return null;
  const intercept = values[low]! - slope * column.values[rows[low]!]!;
  const share = identityShare(target, row => slope * column.values[row]! + intercept);
  if (share === null) return null;
  const shown = (x: number) => String(Number(x.toPrecision(6)));
  const formula =
    slope === 1 && intercept === 0
      ? quoted(column.name)
      : `${shown(slope)} × ${quoted(column.name)}${intercept === 0 ? '' : ` ${intercept < 0 ? '−' : '+'} ${shown(Math.abs(intercept))}`}`;
  return { columns: [column.name], formula, sum: false, share };
}

type Operation = readonly [symbol: string, compute: (a: number, b: number) => number, ordered: boolean];
const operations: readonly Operation[] = [
  ['+', (a, b) => a + b, false],
  ['−', (a, b) => a - b, true],
  ['×', (a, b) => a * b, false],
  ['÷', (a, b) => a / b, true],
];
const sampleSize = 64;

/** Two columns whose sum, difference, product or quotient is the target in (almost) every row. */
export async function reproducingPair(
  target: IdentityTarget,
  columns: readonly NumericColumn[],
  seed: number,
  pause: (done: number, total: number) => Promise<void>,
): Promise<Reproduction | null> {
  const sample = sampleRows(target, seed);
  for (let i = 0; i < columns.length; i++) {
    await pause(i, columns.length);
    for (let j = i + 1; j < columns.length; j++)
      for (const [symbol, compute, ordered] of operations)
        for (const [a, b] of ordered
          ? ([
              [i, j],
              [j, i],
            ] as const)
          : ([[i, j]] as const)) {
          const left = columns[a]!;
          const right = columns[b]!;
          const value = (row: number) => compute(left.values[row]!, right.values[row]!);
          if (!fitsSample(target, sample, value)) continue;
          const share = identityShare(target, value);
          if (share === null) continue;
          const formula = `${quoted(left.name)} ${symbol} ${quoted(right.name)}`;
          return { columns: [left.name, right.name], formula, sum: symbol === '+', share };
        }
  }
  return null;
}

/** Positions to try first, from rows with an unusual target. */
function sampleRows(target: IdentityTarget, seed: number): Int32Array {
  const unusual = Int32Array.from(target.values.keys()).filter(i => target.values[i] !== target.usual);
  const order = randomStream(seed, 'leakage-pairs').permutation(unusual.length);
  return order.subarray(0, sampleSize).map(i => unusual[i]!);
}

/** At most two of the sampled rows may differ; the whole table decides afterwards. */
function fitsSample(target: IdentityTarget, sample: Int32Array, compute: (row: number) => number): boolean {
  let wrong = 0;
  for (const i of sample)
    if (Math.abs(compute(target.rows[i]!) - target.values[i]!) > target.tolerance && ++wrong > 2) return false;
  return true;
}

/** Three or more columns with whole or simple fractional weights; see `linearCombination`. */
export function reproducingSum(target: IdentityTarget, columns: readonly NumericColumn[]): Reproduction | null {
  const found = linearCombination(target, columns);
  if (!found) return null;
  const share = identityShare(target, row => evaluate(found, row));
  if (share === null) return null;
  return {
    columns: found.terms.map(term => term.column.name),
    formula: combinationText(found),
    sum: found.intercept === 0 && found.terms.every(term => term.weight === 1),
    share,
  };
}

function evaluate({ terms, intercept }: LinearCombination, row: number): number {
  let sum = intercept;
  for (const { column, weight } of terms) sum += weight * column.values[row]!;
  return sum;
}

function combinationText({ terms, intercept }: LinearCombination): string {
  const shown = (x: number) => String(Number(x.toPrecision(4)));
  const parts = terms.map(({ column, weight }, i) => {
    const sign = weight < 0 ? '− ' : i === 0 ? '' : '+ ';
    return `${sign}${Math.abs(weight) === 1 ? '' : `${shown(Math.abs(weight))} × `}${quoted(column.name)}`;
  });
  if (intercept !== 0) parts.push(`${intercept < 0 ? '−' : '+'} ${shown(Math.abs(intercept))}`);
  return parts.join(' ');
}
