import { StudioError, throwIfCancelled } from '../core/errors.ts';
import type { DeviceName } from '../core/model.ts';
import type { PieceCost } from '../core/device-work.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { WebGpu } from '../kernels/webgpu/device.ts';

/** A device in use. */
export interface OpenDevice {
  readonly name: DeviceName;
  /** What a person knows it by: the adapter's description, or "this processor". */
  readonly description: string;
  readonly kernels: Kernels;
  /** The graphics device, where it is one. */
  readonly gpu?: WebGpu;
  /** Settles with the reason when the device is gone; never for those that cannot be lost. */
  readonly lost: Promise<string>;
}

/** What there is to say about a device. */
export interface DeviceReport {
  readonly name: DeviceName;
  readonly description: string;
  /** It is there, is no software imitation, and computes a known gradient correctly. */
  readonly ok: boolean;
  /** It can be asked for by name, though the studio would not choose it: a software imitation is correct but slow. */
  readonly available: boolean;
  /** Why it is not chosen, a plain sentence; empty where it takes part in the race. */
  readonly reason: string;
  /** What a piece of the work in question costs; null when it was not measured, as where there is nothing to race. */
  readonly cost: PieceCost | null;
}

export interface Attempt {
  readonly device: OpenDevice;
  /** How often memory ran short here: models that work in batches keep fewer rows in memory together each time. */
  readonly shrink: number;
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
  /** How often a device that is short of memory is asked for less before it is given up. */
  readonly shrinks: number;
  readonly resume?: unknown;
  readonly signal?: AbortSignal | undefined;
  checkpoint?(state: unknown): void;
  /** Training goes on elsewhere, or on the same device with less memory; `reason` says why in plain sentences. */
  onSwitch?(from: DeviceName, to: DeviceName, reason: string): void;
}

/** How long a fit on a lost device may take to notice; after that it is left behind. */
const GRACE = 3000;

/**
 * Run a fit; when its device runs out of memory, go on from the last checkpoint with fewer rows in memory together; when
 * that does not help, or the device is lost, or yields a loss that is no number, go on on the next one. A second device
 * that diverges too settles it: then the fit is at fault, and its error is thrown. Errors about data, parameters, and
 * cancellation are thrown at once.
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
    const then = `Training goes on from its last checkpoint on ${device.description}.`;
    if (last) options.onSwitch?.(last, device.name, `${sentence(failure)} ${then}`);
    last = device.name;
    try {
      return await onDevice(
        run,
        device,
        () => resume,
        options,
        state => (resume = state),
      );
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

async function onDevice<T>(
  run: (attempt: Attempt) => Promise<T>,
  opened: OpenDevice,
  resume: () => unknown,
  options: FitOnDevices,
  keep: (state: unknown) => void,
): Promise<T> {
  let device = opened;
  for (let shrink = 0; ; shrink++) {
    try {
      return await attempt(run, device, shrink, resume(), options, keep);
    } catch (error) {
      throwIfCancelled(options.signal);
      if (!isShortOfMemory(error) || shrink === options.shrinks) throw error;
      // One that has failed as a whole is opened anew; where that fails too, the next one is tried.
      device = await options.open(device.name).catch(() => {
        throw error;
      });
      options.onSwitch?.(
        device.name,
        device.name,
        `The memory of ${device.description} was short. Training goes on from its last checkpoint with fewer rows in memory together; each step still learns from a whole batch.`,
      );
    }
  }
}

const isShortOfMemory = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof StudioError) && /memory|allocation|more than its/i.test(error.message);

async function attempt<T>(
  run: (attempt: Attempt) => Promise<T>,
  device: OpenDevice,
  shrink: number,
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
    shrink,
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
