import type { ValueCodes } from './value-codes.ts';

/** An identity must hold in at least this share of the rows, and of the rows whose target is not its usual value. */
export const almostEvery = 0.99;

export interface Determination {
  /** Share of the rows whose target another row with the same value tells. */
  readonly share: number;
  /** The target tells the column just as well: the two are the same under other names. */
  readonly oneToOne: boolean;
}

/**
 * Whether each value of a column goes with one value of the target. A row counts only when another row has the same
 * value, so unique values prove nothing; missing is a value of its own (a gap can give the answer away too). Rows with
 * an unusual target must be told as well, so that a rare class cannot hide. A column with more values than a tenth of the
 * rows is left to the held-out score: repeated rows would make it look like a key. Both code arrays are over the same rows.
 */
export function determines(column: ValueCodes, target: ValueCodes): Determination | null {
  if (column.counts.length * 10 > column.codes.length) return null;
  const forward = toldRows(column.codes, column.counts.length, target.codes, target.counts);
  if (Math.min(forward.all, forward.unusual) < almostEvery) return null;
  const missing = column.codes.includes(-1);
  const levels = column.counts.length + Number(missing);
  return { share: forward.all, oneToOne: levels === target.counts.length };
}

function toldRows(
  x: Int32Array,
  levels: number,
  y: Int32Array,
  counts: Int32Array,
): { readonly all: number; readonly unusual: number } {
  const k = counts.length;
  const usual = counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
  const cells = new Map<number, number>();
  const totals = new Int32Array(levels + 1);
  for (let i = 0; i < x.length; i++) {
    const key = (x[i]! + 1) * k + y[i]!;
    cells.set(key, (cells.get(key) ?? 0) + 1);
    totals[x[i]! + 1]! += 1;
  }
  const best = new Int32Array(levels + 1).fill(-1);
  for (const [key, n] of cells) {
    const level = Math.floor(key / k);
    if (totals[level]! < 2) continue;
    if (best[level]! < 0 || n > cells.get(level * k + best[level]!)!) best[level] = key % k;
  }
  let all = 0;
  let unusual = 0;
  best.forEach((c, level) => {
    if (c < 0) return;
    const n = cells.get(level * k + c)!;
    all += n;
    if (c !== usual) unusual += n;
  });
  const others = y.length - counts[usual]!;
  return { all: all / y.length, unusual: others === 0 ? 0 : unusual / others };
}
