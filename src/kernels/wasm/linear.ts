import type { Between, LinearKernels, NumberRows } from '../linear.ts';
import {
  type PassName,
  type PassRunner,
  type RangeCut,
  rangeCut,
  type RangePasses,
  SlicedPasses,
} from '../linear-ranges.ts';
import { RowPasses } from '../linear-rows.ts';
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
export function passRunner(threads: WasmThreads): PassRunner<number> {
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

/** What passes were opened with. */
export interface Opened {
  readonly rows: NumberRows;
  readonly cut: RangeCut;
  readonly shift: Float64Array;
  readonly between: Between;
}

/** Tables beyond the 4 GiB that WebAssembly can address go through the reference. */
export const linearKernels = (
  threads: WasmThreads,
  wrap = (passes: SlicedPasses<number>, _: Opened): RangePasses => passes,
): LinearKernels => ({
  async open(rows, shift, between) {
    const run = passRunner(threads);
    const cut = rangeCut(rows);
    try {
      const passes = await SlicedPasses.open(run, rows, cut, shift, between);
      return new RowPasses(wrap(passes, { rows, cut, shift, between }), rows, cut);
    } catch (error) {
      run.release();
      if (!(error instanceof RangeError)) throw error;
      return reference.open(rows, shift, between);
    }
  },
});
