import type { Assignment, DistanceKernels, HeldPoints, Pause, Points } from '../distances.ts';
import type { WebGpu } from './device.ts';
import { NEAREST_CENTRE } from './distances-shader.ts';

/** Below so many products of rows, centres and columns the way to the device and back costs more than it saves. */
const WORTH_IT = 200_000_000;
/** Threads of a workgroup, and workgroups in a row of them. */
const GROUP = 128;
const ACROSS = 32_768;
/** Rounding of float32; numbers smaller than the second may be taken for 0. */
const ROUNDING = 2 ** -24;
const SMALLEST = 2 ** -126;

/**
 * The device proposes the nearest centre of each row in float32 and says where another comes nearer than rounding can
 * tell apart; those rows, and all sums, are left to `exact` in float64. So what comes out is the same to the bit.
 */
export const distanceKernels = (gpu: WebGpu, exact: DistanceKernels, worth = WORTH_IT): DistanceKernels => ({
  async hold(points, weights) {
    const held = await exact.hold(points, weights);
    return fits(gpu, points) ? new GraphicsPoints(gpu, points, held, worth) : held;
  },
});

const fits = ({ limits }: WebGpu, { rows, width }: Points): boolean =>
  4 * rows * width <= Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);

/** What the device holds of the points: centred and scaled columns, and the lengths of the rows. */
interface Uploaded {
  readonly columns: GPUBuffer;
  readonly lengths: GPUBuffer;
  readonly labels: GPUBuffer;
  readonly means: Float64Array;
  readonly scale: number;
}

class GraphicsPoints implements HeldPoints {
  readonly #gpu: WebGpu;
  readonly #points: Points;
  readonly #held: HeldPoints;
  readonly #worth: number;
  #uploaded: Uploaded | undefined;

  constructor(gpu: WebGpu, points: Points, held: HeldPoints, worth: number) {
    this.#gpu = gpu;
    this.#points = points;
    this.#held = held;
    this.#worth = worth;
  }

  async assign(centres: Float64Array, labels: Int32Array, pause: Pause): Promise<Assignment> {
    const proposed = this.#points.rows * centres.length >= this.#worth ? await this.#propose(centres) : undefined;
    return this.#held.assign(centres, labels, pause, proposed);
  }

  toOwn: HeldPoints['toOwn'] = (...given) => this.#held.toOwn(...given);
  variances: HeldPoints['variances'] = () => this.#held.variances();
  seeds: HeldPoints['seeds'] = () => this.#held.seeds();
  nearest: HeldPoints['nearest'] = (...given) => this.#held.nearest(...given);
  within: HeldPoints['within'] = (...given) => this.#held.within(...given);
  distances: HeldPoints['distances'] = queries => this.#held.distances(queries);
  kernelSums: HeldPoints['kernelSums'] = (...given) => this.#held.kernelSums(...given);

  close(): void {
    for (const buffer of [this.#uploaded?.columns, this.#uploaded?.lengths, this.#uploaded?.labels]) buffer?.destroy();
    this.#held.close();
  }

  /** A label for each row of which the device is sure, else -1; undefined where float32 cannot tell anything. */
  async #propose(centres: Float64Array): Promise<Int32Array | undefined> {
    const { rows, width } = this.#points;
    const { columns, lengths, labels, means, scale } = (this.#uploaded ??= upload(this.#gpu, this.#points));
    if (Math.abs(Math.log2(scale)) > 400) return undefined;
    const k = centres.length / width;
    const small = Float32Array.from(centres, (v, i) => (v - means[i % width]!) * scale);
    const squares = new Float64Array(k);
    centres.forEach((v, i) => (squares[Math.floor(i / width)]! += ((v - means[i % width]!) * scale) ** 2));
    const reach = Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0)) * 1.000001;
    // Twice what rounding can do to a score, as in the compiled kernels; sums may run in any order here.
    const bounds = Float32Array.of(
      2.1 * (width + 8) * ROUNDING * reach,
      3.2 * ROUNDING * reach ** 2 + 8 * width * SMALLEST,
      4 * (width + 8) * 2 ** -53,
    );
    if (!bounds.every(Number.isFinite)) return undefined;
    const own = [
      this.#gpu.upload(small),
      this.#gpu.upload(Float32Array.from(squares, s => s / 2)),
      this.#gpu.upload(Uint32Array.of(rows, width, k, ACROSS * GROUP), GPUBufferUsage.UNIFORM),
      this.#gpu.upload(Float32Array.of(...bounds, 0), GPUBufferUsage.UNIFORM),
    ] as const;
    try {
      const pipeline = await this.#gpu.pipeline(NEAREST_CENTRE, 'nearest_centre');
      const buffers = [columns, lengths, ...own, labels];
      const group = this.#gpu.device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      const groups = Math.ceil(rows / GROUP);
      this.#gpu.run([{ pipeline, group, workgroups: [Math.min(ACROSS, groups), Math.ceil(groups / ACROSS)] }]);
      return new Int32Array(await this.#gpu.read(labels, 4 * rows));
    } finally {
      for (const buffer of own) buffer.destroy();
    }
  }
}

function upload(gpu: WebGpu, { rows, width, data }: Points): Uploaded {
  const means = new Float64Array(width);
  for (let r = 0; r < rows; r++) for (let j = 0; j < width; j++) means[j]! += data[r * width + j]! / rows;
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]! - means[i % width]!));
  const scale = most > 0 ? 2 ** -Math.max(-1020, Math.ceil(Math.log2(most))) : 1;
  const columns = new Float32Array(rows * width);
  const lengths = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    let squares = 0;
    for (let j = 0; j < width; j++) {
      const value = (data[r * width + j]! - means[j]!) * scale;
      columns[j * rows + r] = value;
      squares += value * value;
    }
    lengths[r] = Math.sqrt(squares) * 1.000001;
  }
  return { columns: gpu.upload(columns), lengths: gpu.upload(lengths), labels: gpu.allocate(4 * rows), means, scale };
}
