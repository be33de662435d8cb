import type { DistanceKernels } from './distances.ts';
import type { GraphKernels } from './graph.ts';
import type { LinearKernels } from './linear.ts';
import type { NetworkKernels } from './network.ts';
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
  readonly graph: GraphKernels;
  readonly trees: TreeKernels;
  readonly linear: LinearKernels;
  readonly distances: DistanceKernels;
  readonly network: NetworkKernels;
}
