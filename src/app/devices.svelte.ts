import { type Piece, pieceMilliseconds, quickest, recipePieces, takesPart } from '../core/device-work.ts';
import type { DeviceName } from '../core/model.ts';
import type { WorkKind } from '../core/work-kind.ts';
import type { DeviceReport } from '../engine/device.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { readPreference, writePreference } from './preference.ts';
import { schemaEdit } from './schema-edit.svelte.ts';
import { trainingWorker } from './services.ts';
import { status } from './status.svelte.ts';

export const DEVICE_KIND: Readonly<Record<DeviceName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  js: 'JavaScript',
};

/** What a piece of each kind of work is called. */
const PIECE: Readonly<Record<WorkKind, string>> = {
  tensors: 'A step of this network',
  histograms: 'Counting all rows once',
  centres: 'Comparing all rows with the centres once',
  neighbours: 'Finding what lies nearest to a thousand rows',
  products: 'Multiplying all columns with each other',
};

const isDevice = (name: string | null): name is DeviceName => name !== null && Object.hasOwn(DEVICE_KIND, name);

/** The devices a recipe's model can run on here. They are tried when a model first needs one, which takes a moment. */
class Devices {
  #reports = $state.raw<Partial<Record<WorkKind, readonly DeviceReport[]>>>({});
  error = $state.raw<unknown>(null);
  /** What a person asked for; null leaves the choice to the studio. */
  preference = $state<DeviceName | null>(null);
  /** What the recipe at hand asks of a device at a time; null where there is no choice. */
  piece = $derived<Piece | null>(
    project.recipe && project.dataset
      ? (recipePieces(project.recipe, schemaEdit.counts?.train ?? project.dataset.rows)[0] ?? null)
      : null,
  );
  /** What is known of the devices for such pieces. */
  reports = $derived<readonly DeviceReport[] | null>((this.piece && this.#reports[this.piece.kind]) ?? null);
  /** The one the studio would take for it. */
  quickest = $derived((this.piece && quickest(this.reports ?? [], this.piece)) ?? null);
  /** The one training will use. */
  current = $derived(
    this.reports?.find(r => r.available && r.name === this.preference && this.#takesPart(r)) ?? this.quickest,
  );
  #checking: WorkKind | null = null;

  constructor() {
    const kept = readPreference('device');
    if (isDevice(kept)) this.preference = kept;
  }

  /** Try every device once for the recipe's kind of work; later calls cost nothing. */
  async check(): Promise<void> {
    const kind = this.piece?.kind;
    if (!kind || this.#checking === kind) return;
    if (this.#reports[kind]) return this.#show();
    this.#checking = kind;
    this.error = null;
    try {
      const found = await runJob('Trying the devices of this machine', () => trainingWorker().devices(kind));
      if (found) this.#reports = { ...this.#reports, [kind]: found };
      this.#show();
    } catch (error) {
      this.error = error;
    } finally {
      this.#checking = null;
    }
  }

  choose(name: DeviceName | null): void {
    this.preference = name;
    writePreference('device', name);
    this.#show();
  }

  /** What there is to say about a device for the recipe at hand, a plain sentence. */
  why(report: DeviceReport): string {
    const { piece } = this;
    if (!piece || report.reason) return report.reason;
    const isTaken = report === this.quickest;
    if (!report.cost) return isTaken ? 'Nothing here is faster. The studio takes it.' : 'It works here, but slower.';
    const time = `${PIECE[piece.kind]} takes about ${pieceMilliseconds(report.cost, piece.operations).toPrecision(2)} ms.`;
    if (!this.#takesPart(report)) return `${time} With so few rows the way to it and back takes longer than it saves.`;
    return isTaken ? `${time} The studio takes it.` : time;
  }

  #takesPart(report: DeviceReport): boolean {
    return this.piece !== null && takesPart(report.name, this.reports ?? [], this.piece);
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
