import { BoostRun } from '../reference/trees/boost-session.ts';
import type { BoostSettings, TreeKernels, ValidationRows } from '../trees.ts';
import { WasmBoost } from '../wasm/boost-work.ts';
import { COLUMN_BYTES } from '../wasm/leaf-memory.ts';
import type { WasmThreads } from '../wasm/threads.ts';
import type { WasmBins } from '../wasm/tree-bins.ts';
import { treeKernels as onProcessor } from '../wasm/trees.ts';
import { boostShader, CHUNK, DIGIT, DIGITS } from './boost-shader.ts';
import type { WebGpu } from './device.ts';
import { Helper } from './helper.ts';

/**
 * Boosting with the large histograms counted on a graphics device and all else on the processor: search and scores are
 * float64, which WGSL does not have. The trees are the same to the bit. Tables too large for the device's buffers, and
 * leaves of less than `worth` rows times columns, stay on the processor.
 */
export const treeKernels = (gpu: WebGpu, threads: WasmThreads, worth: number, helper = new Helper()): TreeKernels => ({
  ...onProcessor(threads),
  boost(table, settings, validation) {
    const work = fitsDevice(gpu, table.rows, table.width, settings.outputs, worth)
      ? new GraphicsBoost(gpu, threads, table as WasmBins, settings, validation, worth, helper)
      : new WasmBoost(threads, table as WasmBins, settings, validation);
    return new BoostRun(work, table.columns, settings, validation);
  },
});

function fitsDevice({ limits }: WebGpu, rows: number, width: number, outputs: number, worth: number): boolean {
  const largest = Math.max(4 * Math.ceil(width / 4) * rows, 8 * outputs * rows, 4 * DIGITS * 256 * width);
  return (
    rows * width >= worth &&
    largest <= Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize) &&
    width <= limits.maxComputeWorkgroupsPerDimension
  );
}

/** What lies on the device for one session. */
interface OnDevice {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly job: GPUBuffer;
  readonly pairs: GPUBuffer;
  readonly places: GPUBuffer;
  readonly sums: GPUBuffer;
}

class GraphicsBoost extends WasmBoost {
  readonly #gpu: WebGpu;
  readonly #bins: WasmBins;
  readonly #outputs: number;
  readonly #worth: number;
  readonly #helper: Helper;
  readonly #quads: () => Uint8Array;
  readonly #zeros: Int32Array;
  readonly #buffers: GPUBuffer[] = [];
  #device: OnDevice | null = null;
  /** Whether the device has the gradients of this round. */
  #sent = false;
  /** Whether the device has counted all columns of the leaf at hand. */
  #counted = false;

  constructor(
    gpu: WebGpu,
    threads: WasmThreads,
    bins: WasmBins,
    settings: BoostSettings,
    validation: ValidationRows | undefined,
    worth: number,
    helper: Helper,
  ) {
    super(threads, bins, settings, validation);
    this.#gpu = gpu;
    this.#bins = bins;
    this.#outputs = settings.outputs;
    this.#worth = worth;
    this.#helper = helper;
    this.#quads = () => threads.memory.u8(bins.quads, 4 * Math.ceil(bins.width / 4) * bins.rows);
    this.#zeros = new Int32Array(DIGITS * 256 * bins.width);
  }

  override gradients(...given: Parameters<WasmBoost['gradients']>): void {
    this.#sent = false;
    super.gradients(...given);
  }

  /** Columns come in pieces, so that the processor can pause; the device takes all with the first. */
  override async histogram(slot: number, from: number, to: number, first: number, last: number): Promise<void> {
    const isLarge = (to - from) * this.columns >= this.#worth;
    if (isLarge && first === 0) {
      const sums = await this.#helper.ask(() => this.#count(from, to));
      this.#counted = sums !== null;
      if (sums) this.#keep(slot, sums);
    }
    if (!isLarge || !this.#counted) await super.histogram(slot, from, to, first, last);
  }

  async #count(from: number, to: number): Promise<Int32Array> {
    const gpu = this.#gpu;
    const { pipeline, group, job, pairs, places, sums } = (this.#device ??= await this.#open());
    if (!this.#sent) gpu.write(pairs, this.pairsInMemory());
    this.#sent = true;
    gpu.write(places, this.places(from, to));
    gpu.write(job, Uint32Array.of(to - from, this.rows, this.output * this.rows, 0));
    gpu.write(sums, this.#zeros);
    gpu.run([{ pipeline, group, workgroups: [this.columns, Math.ceil((to - from) / CHUNK)] }]);
    return new Int32Array(await gpu.read(sums));
  }

  async #open(): Promise<OnDevice> {
    const gpu = this.#gpu;
    const { rows } = this.#bins;
    const own = (buffer: GPUBuffer): GPUBuffer => {
      this.#buffers.push(buffer);
      return buffer;
    };
    const pipeline = await gpu.pipeline(boostShader, 'count');
    const job = own(gpu.allocate(16, GPUBufferUsage.UNIFORM));
    own(gpu.upload(this.#quads()));
    const pairs = own(gpu.allocate(8 * this.#outputs * rows));
    const places = own(gpu.allocate(4 * rows));
    const sums = own(gpu.allocate(this.#zeros.byteLength));
    const entries = this.#buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = gpu.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    return { pipeline, group, job, pairs, places, sums };
  }

  /** Put digits together into the processor's 64-bit sums: the gradient, then rows times 2^40 plus the hessian. */
  #keep(slot: number, sums: Int32Array): void {
    const words = this.slotInMemory(slot, (COLUMN_BYTES / 4) * this.columns);
    for (let at = 0, word = 0; at < sums.length; at += DIGITS, word += 4) {
      const gradient = sums[at]! + DIGIT * (sums[at + 1]! + DIGIT * sums[at + 2]!);
      const hessian = sums[at + 3]! + DIGIT * (sums[at + 4]! + DIGIT * sums[at + 5]!);
      words[word] = gradient;
      words[word + 1] = Math.floor(gradient / 4294967296);
      words[word + 2] = hessian;
      words[word + 3] = Math.floor(hessian / 4294967296) + 256 * sums[at + 6]!;
    }
  }

  override release(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    super.release();
  }
}
