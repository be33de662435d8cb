import type { GraphKernels } from '../graph.ts';
import { numbersOf } from '../reference/graph.ts';
import { WasmTrees } from './graph-trees.ts';
import { rowParts } from './row-parts.ts';
import type { WasmThreads } from './threads.ts';

/** Fewer rows than this are not worth waking another thread. */
const FEWEST_ROWS = 128;

export function graphKernels(threads: WasmThreads): GraphKernels {
  const { memory } = threads;
  const trees = new WasmTrees(threads);

  /** One pass of a compiled function `(x, rows, width, columns, count, out)` over the rows. */
  function pass(name: string, x: Float64Array, width: number, columns: Float64Array, count: number): Float64Array {
    const rows = x.length / width;
    const region = memory.region();
    try {
      const [given, other, out] = [x.length, columns.length, rows * count].map(n => region.allocate(8 * n)) as [
        number,
        number,
        number,
      ];
      memory.f64(given, x.length).set(x);
      memory.f64(other, columns.length).set(columns);
      threads.parallel(
        name,
        rowParts(rows, threads.threads, FEWEST_ROWS).map(({ from, to }) => [
          given + 8 * from * width,
          to - from,
          width,
          other,
          count,
          out + 8 * from * count,
        ]),
      );
      return memory.f64(out, rows * count).slice() as Float64Array<ArrayBuffer>;
    } finally {
      region.close();
    }
  }

  return {
    sumTrees: (x, width, flat) => trees.sum(x, width, flat),
    matmul: (x, width, weights, outputs) => pass('matmul', x, width, numbersOf(weights), outputs),
    squaredDistances: (x, width, centres, count) =>
      pass('squaredDistances', x, width, transposed(numbersOf(centres), width, count), count),
  };
}

/** `[count, width]` to `[width, count]`: the loop runs over the centres, two at a time. */
function transposed(centres: Float64Array, width: number, count: number): Float64Array {
  const out = new Float64Array(centres.length);
  for (let k = 0; k < count; k++) for (let j = 0; j < width; j++) out[j * count + k] = centres[k * width + j]!;
  return out;
}
