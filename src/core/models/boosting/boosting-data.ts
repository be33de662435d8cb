import type { Loss, TreeTable } from '../../../kernels/trees.ts';
import { StudioError } from '../../errors.ts';
import { everyRow, gatherNumbers } from '../../table/gather.ts';
import type { Matrix } from '../../model.ts';
import type { Target } from '../../target.ts';
import { classCounts, presentClasses, requireMatrix, requireRegression } from '../check-data.ts';
import { middleOf } from './leaf-values.ts';

export const LABEL = 'Gradient boosting';

/** Rows as the kernels take them. */
export interface BoostRows {
  readonly table: TreeTable;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

export interface LossChoice {
  readonly loss: Loss;
  readonly quantile: number;
}

/** How raw scores relate to the target. */
export interface BoostTask extends LossChoice {
  /** Scores a row. */
  readonly outputs: number;
  /** Classes of the target in all, and those that have training rows; both 0 and empty for numbers. */
  readonly classes: number;
  readonly present: readonly number[];
}

export interface GivenRows {
  readonly x: Matrix;
  readonly y: Target;
  readonly weights?: Float64Array | undefined;
}

/** Beyond this the sums of squares on the way may overflow. */
const LARGEST_TARGET = 1e100;

/** What is to be learned from the training rows, or a refusal. Rows of weight 0 are as if absent. */
export function boostTask({ x, y, weights }: GivenRows, choice: LossChoice): BoostTask {
  requireMatrix(LABEL, x);
  if (y.task !== 'classification') {
    const { values } = requireRegression(LABEL, y);
    requireTarget(values, weights, choice.loss);
    return { ...choice, outputs: 1, classes: 0, present: [] };
  }
  const counted = weights ? { ...y, codes: y.codes.filter((_, row) => weights[row]! > 0) } : y;
  const present = presentClasses(LABEL, counted);
  const [loss, outputs] = present.length > 2 ? (['softmax', present.length] as const) : (['log', 1] as const);
  return { ...choice, loss, outputs, classes: y.classes.length, present };
}

function requireTarget(values: Float64Array, weights: Float64Array | undefined, loss: Loss): void {
  const counted = weights ? values.filter((_, row) => weights[row]! > 0) : values;
  const least = counted.reduce((a, b) => Math.min(a, b), Infinity);
  const most = counted.reduce((a, b) => Math.max(a, b), -Infinity);
  if (Math.max(-least, most) > LARGEST_TARGET) {
    throw new StudioError(
      'fit/overflow',
      `${LABEL}: the target must lie within ±${LARGEST_TARGET}, got ${most > -least ? most : least}. Give it in a larger unit.`,
    );
  }
  const wrong = loss === 'poisson' ? least < 0 || most <= 0 : loss === 'gamma' && least <= 0;
  if (!wrong) return;
  const needed = loss === 'poisson' ? 'at least 0, and not 0 in all rows' : 'above 0';
  throw new StudioError(
    'fit/target',
    `${LABEL}: with the ${loss} loss the target must be ${needed}, got ${least}. Choose another loss, or filter the rows.`,
    { least },
  );
}

/** The rows that count, with class weights in their weights. */
export function boostRows(given: GivenRows, task: BoostTask, balanced: boolean): BoostRows {
  const { x } = given;
  const weights = weightsOf(given, task, balanced);
  const y = targetOf(given.y, task);
  const counts = new Uint8Array(y.length);
  for (let row = 0; row < y.length; row++)
    counts[row] = !Number.isNaN(y[row]!) && (!weights || weights[row]! > 0) ? 1 : 0;
  const whole = !counts.includes(0);
  const keep = whole ? everyRow(y.length) : everyRow(y.length).filter(row => counts[row]);
  const kept = weights && (whole ? weights : gatherNumbers(weights, keep));
  const table: TreeTable = {
    rows: keep.length,
    width: x.width,
    data: whole ? x.data : takeRows(x, keep),
    levels: Array.from({ length: x.width }, (_, c) => x.categories?.[c]?.length ?? 0),
    ...(kept && { weights: kept }),
  };
  return { table, y: whole ? y : gatherNumbers(y, keep), weights: kept };
}

/** The place of each class among those present, NaN for others; or the numbers themselves. */
function targetOf(y: Target, { present }: BoostTask): Float64Array {
  if (y.task === 'regression') return y.values;
  if (y.task !== 'classification') return new Float64Array(0);
  const place = new Float64Array(y.classes.length).fill(NaN);
  present.forEach((k, i) => (place[k] = i));
  const out = new Float64Array(y.codes.length);
  for (let row = 0; row < out.length; row++) out[row] = place[y.codes[row]!] ?? NaN;
  return out;
}

/** Balanced: each class has the same weight in all, rows / (classes * rows of the class), as in scikit-learn. */
function weightsOf({ y, weights }: GivenRows, { present }: BoostTask, balanced: boolean): Float64Array | undefined {
  if (!balanced || y.task !== 'classification') return weights;
  const counted = weights ? y.codes.filter((_, row) => weights[row]! > 0) : y.codes;
  const counts = classCounts({ ...y, codes: counted });
  return Float64Array.from(y.codes, (code, row) => {
    return (weights ? weights[row]! : 1) * (counts[code] ? counted.length / (present.length * counts[code]!) : 0);
  });
}

function takeRows({ data, width }: Matrix, keep: Int32Array): Float64Array {
  const out = new Float64Array(keep.length * width);
  keep.forEach((row, i) => out.set(data.subarray(row * width, (row + 1) * width), i * width));
  return out;
}

/** The best constant score for the training rows: what the model says before its first tree. */
export function baseScores({ y, weights }: BoostRows, { loss, quantile, outputs }: BoostTask): number[] {
  if (loss === 'absolute') return [middleOf(y, weights, 0.5)];
  if (loss === 'quantile') return [middleOf(y, weights, quantile)];
  const total = weights ? weights.reduce((a, b) => a + b, 0) : y.length;
  if (loss === 'softmax') {
    const shares = new Array<number>(outputs).fill(0);
    y.forEach((k, row) => (shares[k]! += (weights ? weights[row]! : 1) / total));
    const logs = shares.map(Math.log);
    const mean = logs.reduce((a, b) => a + b / outputs, 0);
    return logs.map(v => v - mean);
  }
  let mean = 0;
  y.forEach((v, row) => (mean += v * ((weights ? weights[row]! : 1) / total)));
  if (loss === 'log') return [Math.log(mean / (1 - mean))];
  return [loss === 'squared' ? mean : Math.log(mean)];
}
