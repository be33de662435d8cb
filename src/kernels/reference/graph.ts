import type { GraphKernels } from '../graph.ts';
import { sumTrees } from './graph-trees.ts';

const typed = new WeakMap<readonly number[], Float64Array>();

/** A list of a graph as a typed array, made once: lists of a graph never change. */
export function numbersOf(list: readonly number[]): Float64Array {
  let known = typed.get(list);
  if (!known) typed.set(list, (known = Float64Array.from(list)));
  return known;
}

export const graphKernels: GraphKernels = {
  sumTrees,

  matmul(x, width, weights, outputs) {
    const w = numbersOf(weights);
    const rows = x.length / width;
    const out = new Float64Array(rows * outputs);
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < width; k++) {
        const value = x[r * width + k]!;
        for (let j = 0; j < outputs; j++) out[r * outputs + j]! += value * w[k * outputs + j]!;
      }
    }
    return out;
  },

  squaredDistances(x, width, centres, count) {
    const c = numbersOf(centres);
    const rows = x.length / width;
    const out = new Float64Array(rows * count);
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < count; k++) {
        let sum = 0;
        for (let j = 0; j < width; j++) {
          const d = x[r * width + j]! - c[k * width + j]!;
          sum += d * d;
        }
        out[r * count + k] = sum;
      }
    }
    return out;
  },
};
