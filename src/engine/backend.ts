import { StudioError } from '../core/errors.ts';
import type { DeviceName } from '../core/model.ts';
import { quickest } from '../core/step-cost.ts';
import type { NetworkKernels } from '../kernels/network.ts';
import { reference } from '../kernels/reference/index.ts';
import { describeAdapter, findAdapter, isSoftware, openWebGpu, type WebGpu } from '../kernels/webgpu/device.ts';
import { distanceKernels } from '../kernels/webgpu/distances.ts';
import { networkKernels } from '../kernels/webgpu/network.ts';
import { raceSteps, selfTest } from './device-test.ts';
import type { DeviceReport, OpenDevice } from './device.ts';
import { openKernels } from './kernels.ts';

/** From the one that is best when it is there to the one that always is. */
export const deviceOrder = ['webgpu', 'wasm', 'js'] as const satisfies readonly DeviceName[];

const forever = new Promise<string>(() => undefined);

const open = new Map<DeviceName, OpenDevice>();

/** Open exactly this device; throws `device/unavailable` with the reason. */
export async function openNamed(name: DeviceName): Promise<OpenDevice> {
  const known = open.get(name);
  if (known) return known;
  try {
    const device = await openers[name]();
    const wrong = await selfTest(device.kernels.network);
    if (wrong) throw new Error(wrong);
    open.set(name, device);
    void device.lost.then(() => open.delete(name));
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
    // What has no kernels of its own there runs on the processor.
    const own = await openKernels();
    const distances = distanceKernels(gpu, own.distances);
    const kernels = { ...own, device: 'webgpu' as const, description, distances, network: onGraphics(gpu) };
    return { name: 'webgpu', description, kernels, gpu, lost };
  },
  async wasm() {
    const kernels = await openKernels();
    if (kernels.device !== 'wasm') throw new Error('WebAssembly does not run here');
    return { name: 'wasm', description: kernels.description, kernels, lost: forever };
  },
  js: () => Promise.resolve({ name: 'js', description: reference.description, kernels: reference, lost: forever }),
};

const graphics = (): GPU | undefined => (globalThis.navigator as Navigator | undefined)?.gpu;

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

let reports: Promise<readonly DeviceReport[]> | undefined;

/** Try every device once: is it there, does it compute a known gradient, how fast is a training step. */
export function probeDevices(): Promise<readonly DeviceReport[]> {
  reports ??= probeAll();
  return reports;
}

async function probeAll(): Promise<readonly DeviceReport[]> {
  const found: DeviceReport[] = [];
  for (const name of deviceOrder) found.push(await probe(name));
  return found;
}

async function probe(name: DeviceName): Promise<DeviceReport> {
  const none = { name, ok: false, available: false, cost: null };
  try {
    if (name === 'webgpu') {
      const { info } = await findAdapter(graphics());
      if (isSoftware(info)) {
        const reason = 'A graphics processor imitated in software; the processor itself is faster.';
        return { ...none, available: true, description: describeAdapter(info), reason };
      }
    }
    const { description, kernels } = await openNamed(name);
    return { ...none, description, ok: true, available: true, reason: '', cost: await raceSteps(kernels.network) };
  } catch (error) {
    const reason = error instanceof StudioError ? String(error.details['reason']) : String((error as Error).message);
    return { ...none, description: name, reason: `Not here: ${reason}.` };
  }
}

/**
 * The order in which devices are to be tried: the preferred one first, then the one that does a step of so many operations
 * soonest, then the others that work.
 */
export async function devicesFrom(preference: DeviceName | undefined, work: number): Promise<DeviceName[]> {
  const found = await probeDevices();
  const chosen = quickest(found, work)?.name;
  const first = [preference, chosen].filter(name => name !== undefined);
  return [...new Set([...first, ...found.filter(r => r.ok).map(r => r.name)])];
}

/** The preferred device, or the quickest; the next best where that cannot be opened. */
export async function openDevice(preference?: DeviceName, work = 0): Promise<OpenDevice> {
  let failure: unknown;
  for (const name of await devicesFrom(preference, work)) {
    try {
      return await openNamed(name);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? new StudioError('device/unavailable', 'No device can train here, not even plain JavaScript.');
}
