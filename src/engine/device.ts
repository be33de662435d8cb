import { StudioError, throwIfCancelled } from '../core/errors.ts';
import type { DeviceName, TensorDevice } from '../core/model.ts';
import type { WebGpu } from '../kernels/webgpu/device.ts';

/** A device in use. One is active at a time in a worker or process: opening another makes that one active. */
export interface OpenDevice extends TensorDevice {
  /** The graphics device that TensorFlow.js holds; kernels of our own run on it too. */
  readonly gpu?: WebGpu;
  /** Settles with the reason when the device is gone; never for those that cannot be lost. */
  readonly lost: Promise<string>;
}

/** What the status bar says about a device. */
export interface DeviceReport {
  readonly name: DeviceName;
  readonly description: string;
  /** It is there, is no software imitation, and computes a known gradient correctly. */
  readonly ok: boolean;
  /** It can be asked for by name, though the studio would not choose it: a software imitation is correct but slow. */
  readonly available: boolean;
  /** True for the one that training uses when nobody asks for another. */
  readonly chosen: boolean;
  /** Why it was chosen, or was not; a plain sentence. */
  readonly reason: string;
  /** Time of one training step in the race; null when it did not run. */
  readonly milliseconds: number | null;
}

export interface Attempt {
  readonly device: TensorDevice;
  /** The last checkpoint, for `FitContext.resume`. */
  readonly resume: unknown;
  /** For `FitContext.checkpoint`. */
  checkpoint(state: unknown): void;
  /** For `FitContext.signal`: aborted by the caller, or because the device was lost. */
  readonly signal: AbortSignal;
}

export interface FitOnDevices {
  /** Devices in the order in which they are tried. */
  readonly order: readonly DeviceName[];
  /** Opens exactly the named device or throws. */
  open(name: DeviceName): Promise<OpenDevice>;
  readonly resume?: unknown;
  readonly signal?: AbortSignal | undefined;
  checkpoint?(state: unknown): void;
  /** Training goes on elsewhere; `reason` is a plain sentence for the screen and the run's record. */
  onSwitch?(from: DeviceName, to: DeviceName, reason: string): void;
}

/** How long a fit on a lost device may take to notice; after that it is left behind. */
const GRACE = 3000;

/**
 * Run a fit; when its device is lost, runs out of memory, or yields a loss that is no number, go on from the last
 * checkpoint on the next one. A second device that diverges too settles it: then the fit is at fault, and its error is
 * thrown. Errors about data, parameters, and cancellation are thrown at once.
 */
export async function fitOnDevices<T>(run: (attempt: Attempt) => Promise<T>, options: FitOnDevices): Promise<T> {
  let resume = options.resume;
  let failure: unknown;
  let last: DeviceName | undefined;
  let diverged = 0;
  for (const name of options.order) {
    throwIfCancelled(options.signal);
    let device: OpenDevice;
    try {
      device = await options.open(name);
    } catch (error) {
      failure ??= error;
      continue;
    }
    if (last) options.onSwitch?.(last, device.name, `${sentence(failure)} Training goes on from its last checkpoint.`);
    last = device.name;
    try {
      return await attempt(run, device, resume, options, state => (resume = state));
    } catch (error) {
      throwIfCancelled(options.signal);
      if (isDiverged(error)) diverged++;
      if (diverged > 1 || (error instanceof StudioError && !isDiverged(error) && error.code !== 'device/lost')) {
        throw error;
      }
      failure = error;
    }
  }
  if (isDiverged(failure)) throw failure;
  throw new StudioError('device/none-left', `No device could finish the training. ${sentence(failure)}`, {
    tried: options.order,
  });
}

async function attempt<T>(
  run: (attempt: Attempt) => Promise<T>,
  device: OpenDevice,
  resume: unknown,
  options: FitOnDevices,
  keep: (state: unknown) => void,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  options.signal?.addEventListener('abort', abort);
  let over = false;
  const fit = run({
    device,
    resume,
    signal: controller.signal,
    checkpoint(state) {
      // What a dying device hands out late is not to be trusted.
      if (over) return;
      keep(state);
      options.checkpoint?.(state);
    },
  });
  const loss = device.lost.then(reason => {
    throw new StudioError('device/lost', `The device ${device.description} was lost: ${reason}.`);
  });
  try {
    return await Promise.race([fit, loss]);
  } catch (error) {
    over = true;
    abort();
    const settled = fit.then(nothing, nothing);
    await Promise.race([settled, new Promise(resolve => setTimeout(resolve, GRACE))]);
    throw error;
  } finally {
    loss.catch(nothing);
    options.signal?.removeEventListener('abort', abort);
  }
}

const nothing = (): void => undefined;

const isDiverged = (error: unknown): boolean => error instanceof StudioError && error.code === 'fit/diverged';

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
