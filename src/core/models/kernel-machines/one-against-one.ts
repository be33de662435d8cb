import type { Matrix } from '../../model.ts';
import type { Random } from '../../random.ts';
import { decisionsLeftOut, type Machine, type MachineOptions, pointsOf, separate } from './machine.ts';
import { pairsOf } from './pairs.ts';
import { fitSigmoid, type Sigmoid } from './platt.ts';

export interface PairMachine extends Machine {
  readonly sigmoid: Sigmoid;
}

export interface PairsProblem {
  readonly x: Matrix;
  /** Place of each row's class, below `count`. */
  readonly places: Int32Array;
  readonly count: number;
  /** How far the coefficient of each row may go, and what it counts in the sigmoid. */
  readonly bounds: Float64Array;
  readonly weights: Float64Array;
  /** Parts of the rows for decisions on rows left out, which the sigmoid is fitted to. */
  readonly folds: number;
}

/**
 * A machine for every pair of classes, each with Platt's sigmoid of decisions on rows its machine had not seen: the rows of
 * each class are dealt to the folds at random. `options(done)` serves the solve after `done` others.
 */
export async function oneAgainstOne(
  problem: PairsProblem,
  random: Random,
  options: (done: number) => MachineOptions,
): Promise<readonly PairMachine[]> {
  const { x, places, count, bounds, weights, folds } = problem;
  const found: PairMachine[] = [];
  let done = 0;
  for (const [first, second] of pairsOf(count)) {
    const rows = Int32Array.from(places.keys()).filter(r => places[r] === first || places[r] === second);
    const y = Int8Array.from(rows, r => (places[r] === first ? 1 : -1));
    const fold = dealt(y, folds, random);
    const sides = { rows, points: pointsOf(x, rows), y, bounds: Float64Array.from(rows, r => bounds[r]!) };
    const whole = await separate(sides, options(done++));
    const decisions = new Float64Array(rows.length);
    for (let f = 0; f < folds; f++) {
      const leftOut = Int32Array.from(rows.keys()).filter(i => fold[i] === f);
      const taught = new Set(y.filter((_, i) => fold[i] !== f));
      // Rows of one class alone teach nothing but that class.
      const values =
        taught.size < 2
          ? leftOut.map(() => (taught.has(1) ? 1 : taught.has(-1) ? -1 : 0))
          : await decisionsLeftOut(sides, whole, leftOut, options(done++));
      leftOut.forEach((i, v) => (decisions[i] = values[v]!));
    }
    const counts = Float64Array.from(rows, r => weights[r]!);
    found.push({ ...whole.machine, sigmoid: fitSigmoid(decisions, Uint8Array.from(y, v => Number(v > 0)), counts) }); // prettier-ignore
  }
  return found;
}

/** The fold of each of the rows; both classes are spread evenly. */
function dealt(y: Int8Array, folds: number, random: Random): Int32Array {
  const fold = new Int32Array(y.length);
  const seen = [0, 0];
  for (const i of random.permutation(y.length)) {
    const side = Number(y[i]! > 0);
    fold[i] = seen[side]! % folds;
    seen[side]! += 1;
  }
  return fold;
}
