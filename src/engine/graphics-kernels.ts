import type { WorkKind } from '../core/work-kind.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { NetworkKernels } from '../kernels/network.ts';
import type { WebGpu } from '../kernels/webgpu/device.ts';
import { distanceKernels } from '../kernels/webgpu/distances.ts';
import { Helper } from '../kernels/webgpu/helper.ts';
import { networkKernels } from '../kernels/webgpu/network.ts';
import { productKernels } from '../kernels/webgpu/products.ts';
import { treeKernels } from '../kernels/webgpu/trees.ts';
import type { Processor } from './kernels.ts';

export interface GraphicsKernels extends Kernels {
  /** Why the device does not help any more, a plain clause; null while it does. */
  readonly failure: string | null;
}

/** Operations from which a piece of a kind is sent to the device; none of the kinds that are left out are. */
export type Worth = Readonly<Partial<Record<Exclude<WorkKind, 'tensors'>, number>>>;

/**
 * A graphics device and the processor beside it: networks train on the device alone; of all other kinds of work it is sent
 * the pieces that are worth it, as long as it answers. What it has no kernels for runs on the processor.
 */
export function graphicsKernels(gpu: WebGpu, { kernels: own, threads }: Processor, worth: Worth): GraphicsKernels {
  const helper = new Helper();
  const { histograms, centres = Infinity, neighbours = Infinity, products = Infinity } = worth;
  return {
    ...own,
    device: 'webgpu',
    get failure() {
      return helper.failure;
    },
    get description() {
      if (helper.failure === null) return gpu.description;
      return `${gpu.description}, then ${own.description}, because ${helper.failure}`;
    },
    trees: threads && histograms !== undefined ? treeKernels(gpu, threads, histograms, helper) : own.trees,
    distances: distanceKernels(gpu, own.distances, { centres, neighbours }, helper),
    products: productKernels(gpu, own.products, products, helper),
    network: onGraphics(gpu),
  };
}

/** Fused kernels; what they do not cover goes through TensorFlow.js on the same device. */
function onGraphics(gpu: WebGpu): NetworkKernels {
  const fused = networkKernels(gpu);
  return {
    async open(setup) {
      const why = fused.refuses?.(setup.plan) ?? null;
      if (why === null) return fused.open(setup);
      const { tensorsOnWebGpu } = await import('./tensorflow.ts');
      return (await tensorsOnWebGpu(gpu, why)).open(setup);
    },
  };
}
