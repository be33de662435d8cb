import type { NumberRows } from '../linear.ts';
import type { ProductKernels } from '../products.ts';
import type { WebGpu } from './device.ts';
import { Helper } from './helper.ts';
import { BITS, DIGITS, PLACES, productsShader, STRETCH, TILE } from './products-shader.ts';

/** Numbers sent at once, and numbers of sums that stretches may have together. */
const SENT = 1 << 22;
const SUMS = 1 << 24;
/** Stretches at once, at most, and on a device imitated in software, where each takes long. */
const MOST = 64;
const MOST_IN_SOFTWARE = 2;
/** Column sums in a row of workgroups. */
const GROUPS = 4096;

/**
 * The device adds up products without rounding, in whole numbers, so its sums are those of any other graphics device; small
 * tables, numbers that are not finite, and all that follows once it fails are left to `own`.
 */
export const productKernels = (
  gpu: WebGpu,
  own: ProductKernels,
  worth: number,
  helper = new Helper(),
): ProductKernels => ({
  async gram(table, between) {
    const { rows, width } = table;
    const exponents = rows * width * width >= worth && fits(gpu, width) ? exponentsOf(table) : null;
    if (!exponents) return own.gram(table, between);
    const sums = await helper.ask(() => ExactSums.open(gpu, width));
    try {
      for (let from = 0; sums && from < rows; from += sums.rows) {
        await between('Comparing columns with each other', from, rows);
        const sent = await helper.ask(() => sums.add(table, exponents, from));
        if (!sent) return await own.gram(table, between);
      }
      const found = sums && (await helper.ask(() => sums.read(exponents)));
      return found ?? (await own.gram(table, between));
    } finally {
      sums?.close();
    }
  },
});

const fits = ({ limits }: WebGpu, width: number): boolean =>
  Math.max(8 * PLACES * width ** 2, 8 * STRETCH * width) <=
  Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);

/** For each column the least whole number that its numbers lie below as a power of two; null where one is not finite. */
function exponentsOf({ rows, width, data }: NumberRows): Int32Array | null {
  // The order of the upper halves of float64 numbers without their signs is that of their sizes.
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * rows * width);
  const most = new Uint32Array(width);
  for (let r = 0, at = 1; r < rows; r++)
    for (let j = 0; j < width; j++, at += 2) {
      const size = words[at]! & 0x7fffffff;
      if (size > most[j]!) most[j] = size;
    }
  if (most.some(size => size >= 0x7ff00000)) return null;
  return Int32Array.from(most, size => (size >>> 20) - 1022);
}

/** Buffers of one table and the three programs. */
class ExactSums {
  /** Rows sent at once. */
  readonly rows: number;
  readonly #gpu: WebGpu;
  readonly #width: number;
  readonly #buffers: readonly GPUBuffer[];
  readonly #pipelines: readonly GPUComputePipeline[];
  readonly #group: GPUBindGroup;

  static async open(gpu: WebGpu, width: number): Promise<ExactSums> {
    const most = gpu.software ? MOST_IN_SOFTWARE : MOST;
    const stretches = Math.max(1, Math.min(most, Math.floor(SENT / width / STRETCH), Math.floor(SUMS / PLACES / width ** 2))); // prettier-ignore
    const buffers = await gpu.claim(() => [
      gpu.allocate(16, GPUBufferUsage.UNIFORM),
      gpu.allocate(8 * stretches * STRETCH * width),
      gpu.allocate(4 * width),
      gpu.allocate(stretches * STRETCH * DIGITS * width),
      gpu.allocate(4 * stretches * PLACES * width ** 2),
      gpu.allocate(8 * PLACES * width ** 2),
    ]);
    const layout = gpu.device.createBindGroupLayout({
      entries: buffers.map((_, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: binding === 0 ? 'uniform' : binding < 3 ? 'read-only-storage' : 'storage' },
      })),
    });
    const code = productsShader(gpu.dotOfBytes ? 'builtIn' : 'written');
    const pipelineLayout = gpu.device.createPipelineLayout({ label: 'products', bindGroupLayouts: [layout] });
    try {
      const programs = ['split', 'products', 'add_up'].map(name => gpu.pipeline(code, name, pipelineLayout));
      const group = gpu.device.createBindGroup({
        layout,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      return new ExactSums(gpu, width, stretches * STRETCH, buffers, await Promise.all(programs), group);
    } catch (error) {
      for (const buffer of buffers) buffer.destroy();
      throw error;
    }
  }

  private constructor(
    gpu: WebGpu,
    width: number,
    rows: number,
    buffers: readonly GPUBuffer[],
    pipelines: readonly GPUComputePipeline[],
    group: GPUBindGroup,
  ) {
    this.rows = rows;
    this.#gpu = gpu;
    this.#width = width;
    this.#buffers = buffers;
    this.#pipelines = pipelines;
    this.#group = group;
  }

  /** The products of the rows from here on, as many as are sent at once. True when it is done. */
  async add({ rows, data }: NumberRows, exponents: Int32Array, from: number): Promise<true> {
    const width = this.#width;
    const end = Math.min(rows, from + this.rows);
    const stretches = Math.ceil((end - from) / STRETCH);
    const [sizes, numbers, own] = this.#buffers;
    this.#gpu.write(sizes!, Uint32Array.of(end - from, width, stretches, 0));
    this.#gpu.write(numbers!, new Uint8Array(data.buffer, data.byteOffset + 8 * from * width, 8 * (end - from) * width)); // prettier-ignore
    this.#gpu.write(own!, exponents);
    const tiles = Math.ceil(width / TILE);
    const sizesOf = [
      [Math.ceil(width / 64), (stretches * STRETCH) / 4],
      [tiles, tiles, stretches],
      [Math.min(GROUPS, Math.ceil((PLACES * width ** 2) / 64))],
    ] as const;
    this.#gpu.run(this.#pipelines.map((pipeline, i) => ({ pipeline, group: this.#group, workgroups: sizesOf[i]! })));
    await this.#gpu.settled();
    return true;
  }

  /** The sums as float64, rounded when all places are put together. */
  async read(exponents: Int32Array): Promise<Float64Array> {
    const width = this.#width;
    const words = new Uint32Array(await this.#gpu.read(this.#buffers[5]!));
    const out = new Float64Array(width * width);
    for (let i = 0; i < width; i++)
      for (let j = i; j < width; j++) {
        const sum = together(words, i * width + j, width * width);
        // In two steps, for the power of two alone may be beyond float64.
        const power = exponents[i]! + exponents[j]! - 2 * BITS;
        const sized = sum * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
        out[i * width + j] = sized;
        out[j * width + i] = sized;
      }
    return out;
  }

  close(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}

/** The sum over the places of a whole number times its power of 256; what additions round away (Knuth's TwoSum) comes last. */
function together(words: Uint32Array, at: number, apart: number): number {
  let sum = 0;
  let lost = 0;
  for (let place = 0; place < PLACES; place++) {
    const word = 2 * (place * apart + at);
    const value = ((words[word + 1]! | 0) * 4294967296 + words[word]!) * 256 ** (2 * (DIGITS - 1) - place);
    const next = sum + value;
    const added = next - sum;
    lost += sum - (next - added) + (value - added);
    sum = next;
  }
  return sum + lost;
}
