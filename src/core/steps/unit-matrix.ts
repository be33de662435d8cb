import { blockRows, type NumberBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import type { NamedRef, StepWork, Stream } from '../step.ts';
import {
  centreAndSpread,
  constantSpread,
  finiteValues,
  finiteWeights,
  lowerScaled,
  type Spread,
} from './column-values.ts';
import { eachColumn } from './each-column.ts';

// For steps that look at several columns together: every column less its mean and, unless told otherwise, divided by its
// standard deviation. A gap, and in learning an infinite value, counts as the mean.

export interface UnitMatrix {
  readonly rows: number;
  readonly width: number;
  /** Row-major `[rows, width]`, finite. */
  readonly data: Float64Array;
  /** A column that does not vary has the spread 1. */
  readonly spreads: readonly Spread[];
}

/** The chosen rows (all unless given) of number columns. Means and spreads are of all rows, by their weights if given. */
export async function unitMatrix(
  columns: readonly Stream[],
  work: StepWork,
  scaled = true,
  chosen?: Int32Array,
  weights?: Float64Array,
): Promise<UnitMatrix> {
  const spreads = await eachColumn(columns, work, column => {
    const found = centreAndSpread(finiteValues(column), finiteWeights(column, weights));
    return { mean: found.mean + 0, sd: !scaled || constantSpread(found) ? 1 : found.sd };
  });
  const width = columns.length;
  const rows = chosen?.length ?? (width ? blockRows(columns[0]!.block) : 0);
  const data = new Float64Array(rows * width);
  await eachColumn(columns, work, ({ block }, c) => {
    const { mean, sd } = spreads[c]!;
    for (let r = 0; r < rows; r++) {
      const z = ((block as NumberBlock).data[chosen ? chosen[r]! : r]! / 2 - mean / 2) / (sd / 2);
      data[r * width + c] = Number.isFinite(z) ? z : 0;
    }
  });
  return { rows, width, data, spreads };
}

/** The same of any row, as one block. */
export const lowerUnits = (g: GraphBuilder, inputs: readonly NamedRef[], spreads: readonly Spread[]): Ref =>
  g.concat(
    inputs.map(({ ref }, c) => {
      const { mean, sd } = spreads[c]!;
      return g.where(g.isMissing(ref), g.constant(0), lowerScaled(g, ref, mean, 0, sd));
    }),
  );
