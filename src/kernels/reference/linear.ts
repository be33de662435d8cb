import type { LinearKernels } from '../linear.ts';
import { type PassName, type PassRunner, rangeCut, SlicedPasses } from '../linear-ranges.ts';
import { RowPasses } from '../linear-rows.ts';
import { adjoint, gram, logLoss, logLossBend, moments, scores, squares } from './linear-passes.ts';

const passes = { scores, adjoint, gram, squares, moments, logLoss, logLossBend } as Record<
  PassName,
  (...args: readonly (Float64Array | number)[]) => void
>;

const run: PassRunner<Float64Array> = {
  allocate: length => new Float64Array(length),
  placeOf: values => values,
  view: (place, length) => place.subarray(0, length),
  at: (place, offset) => place.subarray(offset),
  parallel: (name, calls) => calls.forEach(args => passes[name](...args)),
  gramScratch: () => 0,
  release: () => {},
};

/** The definition of right: plain TypeScript, one thread. */
export const linearKernels: LinearKernels = {
  async open(rows, shift, between) {
    const cut = rangeCut(rows);
    return new RowPasses(await SlicedPasses.open(run, rows, cut, shift, between), rows, cut);
  },
};
