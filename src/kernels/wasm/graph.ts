import type { FlatTrees, GraphKernels } from '../graph.ts';
import { numbersOf } from '../reference/graph.ts';
import { transposed } from './graph-instructions.ts';
import { openProgram } from './graph-program.ts';
import { treesBytes, writeTrees } from './graph-trees.ts';
import { Held } from './held.ts';
import type { Region } from './memory.ts';
import { rowParts } from './row-parts.ts';
import type { WasmThreads } from './threads.ts';

/** Fewer rows than this are not worth waking another thread. */
const FEWEST_ROWS = 128;

export function graphKernels(threads: WasmThreads): GraphKernels {
  const { memory } = threads;
  const held = new Held(memory);

  /** One pass of a compiled function over the rows; `args` are what comes between them and the output. */
  function pass(name: string, x: Float64Array, width: number, outputs: number, args: (region: Region) => number[]) {
    const rows = x.length / width;
    const region = memory.region();
    try {
      const given = region.allocate(8 * x.length);
      const out = region.allocate(8 * rows * outputs);
      const between = args(region);
      memory.f64(given, x.length).set(x);
      memory.f64(out, rows * outputs).fill(0);
      threads.parallel(
        name,
        rowParts(rows, threads.threads, FEWEST_ROWS).map(({ from, to }) => [
          given + 8 * from * width,
          to - from,
          width,
          ...between,
          outputs,
          out + 8 * from * outputs,
        ]),
      );
      return memory.f64(out, rows * outputs).slice() as Float64Array<ArrayBuffer>;
    } finally {
      region.close();
    }
  }

  const columns =
    (list: Float64Array) =>
    (region: Region): number[] => {
      const at = region.allocate(8 * list.length);
      memory.f64(at, list.length).set(list);
      return [at];
    };

  return {
    sumTrees(x, width, flat) {
      const { roots, nodes, sets, leaf } = heldTrees(flat);
      return pass('sumTrees', x, width, flat.outputs, () => [roots, flat.roots.length, nodes, sets, leaf]);
    },
    matmul: (x, width, weights, outputs) => pass('matmul', x, width, outputs, columns(numbersOf(weights))),
    squaredDistances: (x, width, centres, count) =>
      pass('squaredDistances', x, width, count, columns(transposed(numbersOf(centres), width, count))),
    open: (program, rows) => openProgram(threads, held, program, rows),
  };

  function heldTrees(flat: FlatTrees) {
    return held.hold(flat, treesBytes(flat), region => writeTrees(memory, region, flat));
  }
}
