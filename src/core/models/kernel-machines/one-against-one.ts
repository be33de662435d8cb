import type { Matrix } from '../../model.ts';
import type { Random } from '../../random.ts';
import { decide, type Machine, type MachineOptions, separate } from './machine.ts';
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
  breathe: () => Promise<unknown>,
): Promise<readonly PairMachine[]> {
  const { x, places, count, bounds, weights, folds } = problem;
  const found: PairMachine[] = [];
  let done = 0;
  for (const [first, second] of pairsOf(count)) {
    const rows = Int32Array.from(places.keys()).filter(r => places[r] === first || places[r] === second);
    const isFirst = (r: number): boolean => places[r] === first;
    const fold = dealt(rows, isFirst, folds, random);
    const fit = (part: Int32Array) => separate(x, part, isFirst, r => bounds[r]!, options(done++));
    const machine = await fit(rows);
    const decisions = new Float64Array(rows.length);
    for (let f = 0; f < folds; f++) {
      const at = Int32Array.from(rows.keys()).filter(i => fold[i] === f);
      const learning = rows.filter((_, i) => fold[i] !== f);
      const sides = new Set(Array.from(learning, isFirst));
      // Rows of one class alone teach nothing but that class.
      if (sides.size < 2) {
        for (const i of at) decisions[i] = sides.has(true) ? 1 : sides.has(false) ? -1 : 0;
        continue;
      }
      const part = await fit(learning);
      const asked = at.map(i => rows[i]!);
      const values = await decide(x, asked, part, options(done).gamma, breathe);
      at.forEach((i, v) => (decisions[i] = values[v]!));
    }
    const sigmoid = fitSigmoid(
      decisions,
      Uint8Array.from(rows, r => Number(isFirst(r))),
      Float64Array.from(rows, r => weights[r]!),
    );
    found.push({ ...machine, sigmoid });
  }
  return found;
}

/** The fold of each of the rows; both classes are spread evenly. */
function dealt(rows: Int32Array, isFirst: (row: number) => boolean, folds: number, random: Random): Int32Array {
  const fold = new Int32Array(rows.length);
  const seen = [0, 0];
  for (const i of random.permutation(rows.length)) {
    const side = Number(isFirst(rows[i]!));
    fold[i] = seen[side]! % folds;
    seen[side]! += 1;
  }
  return fold;
}
