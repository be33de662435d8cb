import type { DeviceName } from '../core/model.ts';
import { quickest, recipeWork, stepMilliseconds } from '../core/step-cost.ts';
import type { DeviceReport } from '../engine/device.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { readPreference, writePreference } from './preference.ts';
import { trainingWorker } from './services.ts';
import { status } from './status.svelte.ts';

export const DEVICE_KIND: Readonly<Record<DeviceName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  js: 'JavaScript',
};

const isDevice = (name: string | null): name is DeviceName => name !== null && Object.hasOwn(DEVICE_KIND, name);

/** The devices tensors can be computed on here. They are tried when a model first needs one, which takes a moment. */
class Devices {
  reports = $state.raw<readonly DeviceReport[] | null>(null);
  error = $state.raw<unknown>(null);
  /** What a person asked for; null leaves the choice to the studio. */
  preference = $state<DeviceName | null>(null);
  /** Multiplications and additions of a step of the recipe at hand. */
  #work = $derived(project.recipe ? recipeWork(project.recipe) : 0);
  /** The one the studio would take for it. */
  quickest = $derived(quickest(this.reports ?? [], this.#work) ?? null);
  /** The one training will use. */
  current = $derived(this.reports?.find(r => r.available && r.name === this.preference) ?? this.quickest);
  #checking = false;

  constructor() {
    const kept = readPreference('device');
    if (isDevice(kept)) this.preference = kept;
  }

  /** Try every device once; later calls cost nothing. */
  async check(): Promise<void> {
    if (this.reports || this.#checking) return;
    this.#checking = true;
    this.error = null;
    try {
      this.reports = (await runJob('Trying the devices of this machine', () => trainingWorker().devices())) ?? null;
      this.#show();
    } catch (error) {
      this.error = error;
    } finally {
      this.#checking = false;
    }
  }

  choose(name: DeviceName | null): void {
    this.preference = name;
    writePreference('device', name);
    this.#show();
  }

  /** What there is to say about a device for the recipe at hand, a plain sentence. */
  why(report: DeviceReport): string {
    if (!report.cost) return report.reason;
    const time = `A step of this network takes about ${stepMilliseconds(report.cost, this.#work).toPrecision(2)} ms.`;
    return report === this.quickest ? `${time} The studio takes it.` : time;
  }

  #show(): void {
    const device = this.current;
    if (!device) return;
    const why = device.name === this.preference ? 'You chose it.' : this.why(device);
    const name = device.name === 'webgpu' ? device.description : 'this processor';
    status.device = { kind: DEVICE_KIND[device.name], name, why };
  }
}

export const devices = new Devices();
