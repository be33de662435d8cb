import { StudioError } from '../core/errors.ts';
import type { DeviceName, TensorFlow } from '../core/model.ts';
import { describeAdapter, findAdapter, isSoftware, openWebGpu } from '../kernels/webgpu/device.ts';
import { raceStep, selfTest } from './device-test.ts';
import type { DeviceReport, OpenDevice } from './device.ts';

/** From the one that is best when it is there to the one that always is. */
export const deviceOrder = ['webgpu', 'wasm', 'js'] as const satisfies readonly DeviceName[];

/** A later device of the order is taken only when it is clearly faster, so that the same machine chooses the same. */
const CLEARLY_FASTER = 2;

const forever = new Promise<string>(() => undefined);

let library: Promise<TensorFlow> | undefined;

/** The only place where TensorFlow.js is imported, when it is first needed. */
function loadLibrary(): Promise<TensorFlow> {
  library ??= import('@tensorflow/tfjs-core').then(module => {
    const tf = unwrap(module);
    tf.enableProdMode();
    return tf;
  });
  return library;
}

/** Node gives a CommonJS package a default export that holds everything. */
function unwrap<M extends object>(module: M): M {
  return 'default' in module ? (module.default as M) : module;
}

const open = new Map<DeviceName, OpenDevice>();

/** Open exactly this device and make it the active one; throws `device/unavailable` with the reason. */
export async function openNamed(name: DeviceName): Promise<OpenDevice> {
  const tf = await loadLibrary();
  try {
    const device = open.get(name) ?? (await openers[name](tf));
    const backend = name === 'js' ? 'cpu' : name;
    if (!(await tf.setBackend(backend))) throw new Error('its start failed');
    await tf.ready();
    if (open.get(name) === device) return device;
    const wrong = await selfTest(tf);
    if (wrong) throw new Error(wrong);
    open.set(name, device);
    void device.lost.then(() => open.delete(name));
    return device;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError('device/unavailable', `The device "${name}" cannot be used: ${reason}.`, { name, reason });
  }
}

const openers: Record<DeviceName, (tf: TensorFlow) => Promise<OpenDevice>> = {
  webgpu: openTensorsOnWebGpu,
  async wasm(tensorflow) {
    const wasm = unwrap(await import('@tensorflow/tfjs-backend-wasm'));
    // Threads need headers that a static host cannot send, and a worker made from text, which our policy forbids.
    tensorflow.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (inBrowser()) wasm.setWasmPaths(await wasmAddresses());
    return { name: 'wasm', description: 'this processor, with WebAssembly', tensorflow, lost: forever };
  },
  async js(tensorflow) {
    await import('@tensorflow/tfjs-backend-cpu');
    return { name: 'js', description: 'this processor, with plain JavaScript', tensorflow, lost: forever };
  },
};

const inBrowser = (): boolean => typeof location !== 'undefined';

/** The files as our own build serves them. Node finds them beside the package by itself. */
async function wasmAddresses() {
  const [plain, simd] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
  ]);
  const absolute = (address: string) => new URL(address, location.href).href;
  return {
    'tfjs-backend-wasm.wasm': absolute(plain.default),
    'tfjs-backend-wasm-simd.wasm': absolute(simd.default),
    // Threads are off; the package only insists on an address.
    'tfjs-backend-wasm-threaded-simd.wasm': absolute(simd.default),
  };
}

async function openTensorsOnWebGpu(tensorflow: TensorFlow): Promise<OpenDevice> {
  const gpu = await openWebGpu(graphics());
  const { WebGPUBackend } = unwrap(await import('@tensorflow/tfjs-backend-webgpu'));
  // The package registers a backend of its own, and one whose device was lost may still be there.
  if (tensorflow.engine().registryFactory['webgpu']) tensorflow.removeBackend('webgpu');
  tensorflow.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info), 3);
  return { name: 'webgpu', description: gpu.description, tensorflow, gpu, lost: gpu.lost };
}

const graphics = (): GPU | undefined => (globalThis.navigator as Navigator | undefined)?.gpu;

let reports: Promise<readonly DeviceReport[]> | undefined;

/**
 * Try every device once: is it there, does it compute a known gradient, how fast is a training step. It makes each the
 * active one in turn, so it runs before the first fit (`devicesFrom` sees to that), never beside one.
 */
export function probeDevices(): Promise<readonly DeviceReport[]> {
  reports ??= probeAll();
  return reports;
}

async function probeAll(): Promise<readonly DeviceReport[]> {
  const found: DeviceReport[] = [];
  for (const name of deviceOrder) found.push(await probe(name));
  const usable = found.filter(r => r.ok);
  const chosen = usable.reduce<DeviceReport | undefined>(
    (best, r) => (!best || best.milliseconds! > CLEARLY_FASTER * r.milliseconds! ? r : best),
    undefined,
  );
  return found.map(report => {
    if (!report.ok) return report;
    const time = `a training step takes ${report.milliseconds!.toPrecision(2)} ms`;
    if (report !== chosen) return { ...report, reason: `Works; ${time}.` };
    return {
      ...report,
      chosen: true,
      reason: `Chosen; ${time}${usable.length > 1 ? ', the best of those that work' : ''}.`,
    };
  });
}

async function probe(name: DeviceName): Promise<DeviceReport> {
  const none = { name, ok: false, available: false, chosen: false, milliseconds: null };
  try {
    if (name === 'webgpu') {
      const adapter = await findAdapter(graphics());
      if (isSoftware(adapter.info)) {
        const reason = 'A graphics processor imitated in software; the processor itself is faster.';
        return { ...none, available: true, description: describeAdapter(adapter.info), reason };
      }
    }
    const { description, tensorflow } = await openNamed(name);
    return { ...none, description, ok: true, available: true, reason: '', milliseconds: await raceStep(tensorflow) };
  } catch (error) {
    const reason = error instanceof StudioError ? String(error.details['reason']) : String((error as Error).message);
    return { ...none, description: name, reason: `Not here: ${reason}.` };
  }
}

/** The order in which devices are to be tried: the preferred or the chosen one first, then the others that work. */
export async function devicesFrom(preference?: DeviceName): Promise<DeviceName[]> {
  const found = await probeDevices();
  const chosen = found.find(r => r.chosen)?.name;
  const first = [preference, chosen].filter(name => name !== undefined);
  return [...new Set([...first, ...found.filter(r => r.ok).map(r => r.name)])];
}

/** The preferred device, or the one the probe chose; the next best where that cannot be opened. */
export async function openDevice(preference?: DeviceName): Promise<OpenDevice> {
  let failure: unknown;
  for (const name of await devicesFrom(preference)) {
    try {
      return await openNamed(name);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? new StudioError('device/unavailable', 'No device can train here, not even plain JavaScript.');
}
