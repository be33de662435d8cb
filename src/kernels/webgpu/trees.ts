import { BoostRun } from '../reference/trees/boost-session.ts';
import type { BoostSettings, TreeKernels, ValidationRows } from '../trees.ts';
import { COLUMN_BYTES } from '../wasm/boost-memory.ts';
import { WasmBoost } from '../wasm/boost-work.ts';
import type { WasmThreads } from '../wasm/threads.ts';
import type { WasmBins } from '../wasm/tree-bins.ts';
import { treeKernels as onProcessor } from '../wasm/trees.ts';
import { boostShader, CHUNK, DIGIT, DIGITS } from './boost-shader.ts';
import type { WebGpu } from './device.ts';

/** Rows times columns of a leaf from which sending its rows to the device and waiting for the answer is worth it. */
const WORTH_SENDING = 4_000_000;

/**
 * Boosting with the large histograms counted on a graphics device and all else on the processor: search and scores are
 * float64, which WGSL does not have. The trees are the same to the bit. Tables too large for the device's buffers, and
 * small ones, stay on the processor.
 */
export const treeKernels = (gpu: WebGpu, threads: WasmThreads, worth = WORTH_SENDING): TreeKernels => ({
  ...onProcessor(threads),
  boost(table, settings, validation) {
    const work = fitsDevice(gpu, table.rows, table.width, settings.outputs, worth)
      ? new GraphicsBoost(gpu, threads, table as WasmBins, settings, validation, worth)
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

class GraphicsBoost extends WasmBoost {
  readonly #gpu: WebGpu;
  readonly #worth: number;
  readonly #pipeline: Promise<GPUComputePipeline>;
  readonly #job: GPUBuffer;
  readonly #quads: GPUBuffer;
  readonly #pairs: GPUBuffer;
  readonly #places: GPUBuffer;
  readonly #sums: GPUBuffer;
  readonly #zeros: Int32Array;
  /** Whether the device has the gradients of this round. */
  #sent = false;

  constructor(
    gpu: WebGpu,
    threads: WasmThreads,
    bins: WasmBins,
    settings: BoostSettings,
    validation: ValidationRows | undefined,
    worth: number,
  ) {
    super(threads, bins, settings, validation);
    this.#gpu = gpu;
    this.#worth = worth;
    this.#pipeline = gpu.pipeline(boostShader, 'count');
    this.#pipeline.catch(() => undefined);
    this.#job = gpu.allocate(16, GPUBufferUsage.UNIFORM);
    this.#quads = gpu.upload(threads.memory.u8(bins.quads, 4 * Math.ceil(bins.width / 4) * bins.rows));
    this.#pairs = gpu.allocate(8 * settings.outputs * bins.rows);
    this.#places = gpu.allocate(4 * bins.rows);
    this.#zeros = new Int32Array(DIGITS * 256 * bins.width);
    this.#sums = gpu.allocate(this.#zeros.byteLength);
  }

  override gradients(...given: Parameters<WasmBoost['gradients']>): void {
    this.#sent = false;
    super.gradients(...given);
  }

  override async histogram(slot: number, from: number, to: number, first: number, last: number): Promise<void> {
    // Columns come in pieces, so that the processor can pause; the device takes all with the first.
    if ((to - from) * this.columns < this.#worth) {
      super.histogram(slot, from, to, first, last);
      return;
    }
    if (first > 0) return;
    await this.#count(from, to);
    this.#keep(slot, new Int32Array(await this.#gpu.read(this.#sums)));
  }

  async #count(from: number, to: number): Promise<void> {
    const gpu = this.#gpu;
    const pipeline = await this.#pipeline;
    if (!this.#sent) gpu.write(this.#pairs, this.pairsInMemory());
    this.#sent = true;
    gpu.write(this.#places, this.places(from, to));
    gpu.write(this.#job, Uint32Array.of(0, to - from, this.rows, this.output * this.rows));
    gpu.write(this.#sums, this.#zeros);
    const buffers = [this.#job, this.#quads, this.#pairs, this.#places, this.#sums];
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = gpu.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    gpu.run([{ pipeline, group, workgroups: [this.columns, Math.ceil((to - from) / CHUNK)] }]);
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
    for (const buffer of [this.#job, this.#quads, this.#pairs, this.#places, this.#sums]) buffer.destroy();
    super.release();
  }
}
