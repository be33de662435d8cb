import fc from 'fast-check';
import { randomStream } from '../../../src/core/random.ts';
import type { BoostSettings, GrownTree, TreeKernels, TreeLimits, TreeTable } from '../../../src/kernels/trees.ts';

export interface TreeData {
  readonly table: TreeTable;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** Ties, gaps, extremes and missing values. */
const number = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 5, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, NaN, 1e300, -1e300, -0, 5e-324) },
);

export const treeData = (limit: { rows: number; width: number }): fc.Arbitrary<TreeData> =>
  fc
    .record({ rows: fc.integer({ min: 1, max: limit.rows }), width: fc.integer({ min: 1, max: limit.width }) })
    .chain(({ rows, width }) =>
      fc
        .record({
          levels: fc.array(fc.constantFrom(0, 0, 0, 2, 7, 300), { minLength: width, maxLength: width }),
          values: fc.array(number, { minLength: rows * width, maxLength: rows * width }),
          noise: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: rows, maxLength: rows }),
          weights: fc.option(
            fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: rows, maxLength: rows }),
          ),
        })
        .map(({ levels, values, noise, weights }) => {
          const data = Float64Array.from(values, (v, i) => {
            const count = levels[i % width]!;
            return count && !Number.isNaN(v) ? Math.abs(Math.round(v * 1000)) % count : v;
          });
          const known = (v: number): number => (Math.abs(v) < 100 ? v : 0);
          const y = Float64Array.from(noise, (e, r) => known(data[r * width]!) - known(data[(r + 1) * width - 1]!) + e);
          return {
            table: { rows, width, data, levels, ...(weights && { weights: Float64Array.from(weights) }) },
            y,
            weights: weights ? Float64Array.from(weights) : undefined,
          };
        }),
    );

/** So many rows that work is shared, with gaps, ties and a column of categories. */
export function manyRows(rows: number, width: number): TreeData {
  const random = randomStream(rows, 'many rows');
  const levels = Array.from({ length: width }, (_, c) => (c === 1 ? 9 : 0));
  const data = Float64Array.from({ length: rows * width }, (_, i) => {
    if (random.next() < 0.05) return NaN;
    return levels[i % width] ? random.integer(9) : i % width === 2 ? random.integer(5) : random.normal();
  });
  const y = Float64Array.from({ length: rows }, (_, r) => {
    const at = (c: number): number => data[r * width + (c % width)]! || 0;
    return at(0) * (at(1) > 4 ? 1 : -1) + at(2) + random.normal() / 2;
  });
  return { table: { rows, width, data, levels }, y, weights: undefined };
}

/** The target as a loss wants it. */
export function targetFor(loss: BoostSettings['loss'], y: Float64Array): Float64Array {
  if (loss === 'log') return y.map(v => (v > 0 ? 1 : 0));
  if (loss === 'softmax') return y.map(v => (v > 1 ? 2 : v > 0 ? 1 : 0));
  return loss === 'poisson' || loss === 'gamma' ? y.map(v => Math.abs(v) + 0.1) : y;
}

export const limits: TreeLimits = {
  leaves: 8,
  depth: Infinity,
  rowsPerLeaf: 2,
  hessianPerLeaf: 1e-3,
  gain: 0,
  l2: 0.1,
};

export interface Boosted {
  readonly trees: readonly GrownTree[];
  readonly losses: readonly number[];
  readonly scores: readonly Float64Array[];
  readonly rows: readonly Int32Array[];
}

/** Some rounds of boosting; everything that must not depend on who did it. */
export async function boost(
  kernels: TreeKernels,
  { table, y, weights }: TreeData,
  given: Partial<BoostSettings> & Pick<BoostSettings, 'loss'>,
  { rounds = 3, mostBins = 255 } = {},
): Promise<Boosted> {
  const outputs = given.loss === 'softmax' ? 3 : 1;
  const target = targetFor(given.loss, y);
  const base = Array.from({ length: outputs }, (_, k) => 0.1 * k);
  const settings = { outputs, base, y: target, weights, limits, seed: 7, ...given };
  const binned = await kernels.bin(table, mostBins);
  const later = await kernels.binLike(table, binned);
  const session = kernels.boost(binned, settings, { table: later, y: target, weights });
  const trees: GrownTree[] = [];
  const losses = [await session.gradients()];
  const rows: Int32Array[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let output = 0; output < outputs; output++) {
      const tree = await session.grow(output, round * outputs + output);
      trees.push(tree);
      rows.push(...Array.from(tree.leafRows, (_, leaf) => session.rowsOf(leaf)));
      await session.add(output, tree, tree.leaf.map(v => 0.3 * v)); // prettier-ignore
    }
    losses.push(await session.validationLoss(), await session.gradients());
  }
  const scores = base.map((_, output) => session.scores(output));
  session.release();
  later.release();
  binned.release();
  return { trees, losses, scores, rows };
}

/** The leaf of a row by raw values alone, as the graph finds it. */
export function leafOf(tree: GrownTree, row: Float64Array): number {
  let at = tree.feature.length ? 0 : -1;
  while (at >= 0) {
    const value = row[tree.feature[at]!]!;
    const set = tree.sets[at];
    const yes = Number.isNaN(value) ? tree.missing[at] === 1 : set ? set.includes(value) : value <= tree.threshold[at]!;
    at = yes ? tree.yes[at]! : tree.no[at]!;
  }
  return -1 - at;
}
