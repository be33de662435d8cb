import { StudioError } from '../core/errors.ts';
import type { DeviceName } from '../core/model.ts';
import { reference } from '../kernels/reference/index.ts';
import { openWebGpu } from '../kernels/webgpu/device.ts';
import { selfTest } from './device-test.ts';
import type { OpenDevice } from './device.ts';
import { graphicsKernels } from './graphics-kernels.ts';
import { openKernels, openProcessor } from './kernels.ts';

/** From the one that is best when it is there to the one that always is. */
export const deviceOrder = ['webgpu', 'wasm', 'js'] as const satisfies readonly DeviceName[];

const forever = new Promise<string>(() => undefined);

const open = new Map<DeviceName, OpenDevice>();

/** Open exactly this device; throws `device/unavailable` with the reason. */
export async function openNamed(name: DeviceName): Promise<OpenDevice> {
  const known = open.get(name);
  // One that has run out of memory tells of it until it is opened anew.
  if (known && !known.gpu?.failure) return known;
  open.delete(name);
  known?.gpu?.close();
  try {
    const device = await openers[name]();
    const wrong = await selfTest(device.kernels.network);
    if (wrong) throw new Error(wrong);
    open.set(name, device);
    void device.lost.then(() => open.get(name) === device && open.delete(name));
    return device;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError('device/unavailable', `The device "${name}" cannot be used: ${reason}.`, { name, reason });
  }
}

const openers: Record<DeviceName, () => Promise<OpenDevice>> = {
  async webgpu() {
    const gpu = await openWebGpu(graphics());
    const { description, lost } = gpu;
    return { name: 'webgpu', description, kernels: graphicsKernels(gpu, await openProcessor(), {}), gpu, lost };
  },
  async wasm() {
    const kernels = await openKernels();
    if (kernels.device !== 'wasm') throw new Error('WebAssembly does not run here');
    return { name: 'wasm', description: kernels.description, kernels, lost: forever };
  },
  js: () => Promise.resolve({ name: 'js', description: reference.description, kernels: reference, lost: forever }),
};

/** What the browser has of WebGPU. */
export const graphics = (): GPU | undefined => (globalThis.navigator as Navigator | undefined)?.gpu;
