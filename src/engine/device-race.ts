import { type Piece, quickest, takesPart, worthSending } from '../core/device-work.ts';
import { StudioError } from '../core/errors.ts';
import type { DeviceName } from '../core/model.ts';
import type { WorkKind } from '../core/work-kind.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { describeAdapter, findAdapter, isSoftware } from '../kernels/webgpu/device.ts';
import { deviceOrder, graphics, openNamed } from './backend.ts';
import { raceSteps } from './device-test.ts';
import { trials } from './device-trials.ts';
import type { DeviceReport, OpenDevice } from './device.ts';
import { graphicsKernels } from './graphics-kernels.ts';
import { openKernels, openProcessor } from './kernels.ts';

const reports = new Map<WorkKind, Promise<readonly DeviceReport[]>>();

/** Try every device once for a kind of work: is it there, does it compute what is known, how fast is it. */
export function probeDevices(kind: WorkKind): Promise<readonly DeviceReport[]> {
  const known = reports.get(kind);
  if (known) return known;
  const probing = probeAll(kind);
  reports.set(kind, probing);
  return probing;
}

async function probeAll(kind: WorkKind): Promise<readonly DeviceReport[]> {
  const found: DeviceReport[] = [];
  for (const name of deviceOrder) found.push(await probe(name));
  if (kind === 'tensors') {
    for (const [i, report] of found.entries()) {
      if (report.ok) found[i] = { ...report, cost: await raceSteps((await openNamed(report.name)).kernels.network) };
    }
    return found;
  }
  const [graphic, compiled, plain] = found as [DeviceReport, DeviceReport, DeviceReport];
  // On the processor itself compiled loops are always faster; only a graphics processor makes it a race.
  if (!graphic.ok || !compiled.ok) return found;
  const own = await trials[kind]((await openNamed('wasm')).kernels);
  const timed = { ...compiled, cost: own.cost };
  try {
    const kernels = graphicsKernels((await openNamed('webgpu')).gpu!, await openProcessor(), { [kind]: 0 });
    const there = await trials[kind](kernels);
    if (kernels.failure) throw new Error(kernels.failure);
    if (there.answer !== own.answer) throw new Error('what it computed differs from the processor');
    return [{ ...graphic, cost: there.cost }, timed, plain];
  } catch (error) {
    const reason = `Not for this: ${error instanceof Error ? error.message : String(error)}.`;
    return [{ ...graphic, ok: false, available: false, reason }, timed, plain];
  }
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
    const { description } = await openNamed(name);
    return { ...none, description, ok: true, available: true, reason: '' };
  } catch (error) {
    const reason = error instanceof StudioError ? String(error.details['reason']) : String((error as Error).message);
    return { ...none, description: name, reason: `Not here: ${reason}.` };
  }
}

/**
 * The order in which devices are to be tried: the preferred one first, then the one that does a piece of the work soonest,
 * then the others that work. A device that would do nothing of such a piece is left out.
 */
export async function devicesFrom(preference: DeviceName | undefined, piece: Piece): Promise<DeviceName[]> {
  const found = await probeDevices(piece.kind);
  const first = [preference, quickest(found, piece)?.name].filter(name => name !== undefined);
  const order = [...first, ...found.filter(r => r.ok).map(r => r.name)].filter(name => takesPart(name, found, piece));
  return [...new Set(order)];
}

/**
 * The kernels for work that the processor shares with a graphics device: each kind on the preferred device, or the quickest,
 * or the next best where that cannot be opened; those of the processor where there is no such work. A device that is lost on
 * the way leaves everything to the processor.
 */
export async function kernelsFor(preference: DeviceName | undefined, pieces: readonly Piece[]): Promise<Kernels> {
  const opened = await Promise.all(pieces.map(piece => openDevice(preference, piece)));
  const sent = pieces.filter((_, i) => opened[i]!.gpu);
  const graphic = opened.find(device => device.gpu);
  return graphic ? kernelsOn(graphic, sent) : (opened[0]?.kernels ?? openKernels());
}

/** Those of an open device, which is sent what is large enough of these pieces if it is a graphics device. */
export async function kernelsOn({ gpu, kernels }: OpenDevice, pieces: readonly Piece[]): Promise<Kernels> {
  if (!gpu) return kernels;
  const worth: Record<string, number> = {};
  for (const { kind } of pieces) worth[kind] = worthSending(await probeDevices(kind));
  return graphicsKernels(gpu, await openProcessor(), worth);
}

/** The preferred device, or the quickest; the next best where that cannot be opened. */
export async function openDevice(preference: DeviceName | undefined, piece: Piece): Promise<OpenDevice> {
  let failure: unknown;
  for (const name of await devicesFrom(preference, piece)) {
    try {
      return await openNamed(name);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? new StudioError('device/unavailable', 'No device can train here, not even plain JavaScript.');
}
