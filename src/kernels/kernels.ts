import type { DistanceKernels } from './distances.ts';
import type { DualKernels } from './dual.ts';
import type { GraphKernels } from './graph.ts';
import type { LinearKernels } from './linear.ts';
import type { NetworkKernels } from './network.ts';
import type { ProductKernels } from './products.ts';
import type { SideBySide } from './side-by-side.ts';
import type { TreeKernels } from './trees.ts';

/**
 * The hot loops behind models. `reference` in plain TypeScript says what is right; the others are faster and property
 * tests in tests/backend/kernels hold them to it. A model asks for a loop and never for a device.
 */
export interface Kernels {
  readonly device: 'js' | 'wasm' | 'webgpu';
  /** What a person knows it by: "this processor, 4 threads, WebAssembly". */
  readonly description: string;
  readonly threads: number;
  /**
   * An array for so many numbers, where the loops reach it without a copy if that can be; what lies in it is undefined.
   * Loops take any other array as well, they only have to copy it. It must be given back, in a `finally`.
   */
  room(length: number): Float64Array;
  /** Nothing may read the array afterwards. Arrays that are no room, or were given back before, are left alone. */
  giveBack(room: Float64Array): void;
  /** Columns laid out in a room by several threads; null where one does it as well. */
  sideBySide(room: Float64Array, width: number): SideBySide | null;
  readonly graph: GraphKernels;
  readonly trees: TreeKernels;
  readonly linear: LinearKernels;
  readonly products: ProductKernels;
  readonly distances: DistanceKernels;
  readonly dual: DualKernels;
  readonly network: NetworkKernels;
}
