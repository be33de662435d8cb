import type { LinearKernels } from '../linear.ts';
import { RowPasses, type PassName, type PassRunner } from '../linear-rows.ts';
import { linearKernels as reference } from '../reference/linear.ts';
import type { WasmThreads } from './threads.ts';

const exportNames: Record<PassName, string> = {
  scores: 'linearScores',
  adjoint: 'linearAdjoint',
  gram: 'linearGram',
  squares: 'linearSquares',
  moments: 'linearMoments',
  logLoss: 'linearLogLoss',
  logLossBend: 'linearLogLossBend',
};

/** Addresses of float64 numbers; everything lies in one region that `release` closes. */
function runner(threads: WasmThreads): PassRunner<number> {
  const { memory } = threads;
  const region = memory.region();
  return {
    placeOf: values => memory.addressOf(values),
    allocate: length => region.allocate(8 * length),
    view: (place, length) => memory.f64(place, length) as Float64Array,
    at: (place, offset) => place + 8 * offset,
    parallel: (name, calls) => threads.parallel(exportNames[name], calls),
    gramScratch: stride => threads.call('linearGramScratch', stride),
    release: () => region.close(),
  };
}

/** Tables beyond the 4 GiB that WebAssembly can address go through the reference. */
export const linearKernels = (threads: WasmThreads): LinearKernels => ({
  async open(rows, shift, between) {
    const run = runner(threads);
    try {
      return await RowPasses.open(run, rows, shift, between);
    } catch (error) {
      run.release();
      if (!(error instanceof RangeError)) throw error;
      return reference.open(rows, shift, between);
    }
  },
});
