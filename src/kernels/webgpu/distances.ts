import type { Assignment, DistanceKernels, HeldPoints, Nearest, Neighbourhoods, Pause, Points } from '../distances.ts'; // prettier-ignore
import type { WebGpu } from './device.ts';
import { NEAREST_CENTRE } from './distances-shader.ts';
import { Helper } from './helper.ts';
import { nearestOf, nearestOfSome } from './nearest-exact.ts';
import { neighbourhoods, type NearRows } from './near-exact.ts';
import { nearestPlan, NearestRows, withinPlan } from './nearest-rows.ts';
import { DOUBLE, ROUNDING, shrink, type Shrinking, shrinkingOf, SMALLEST } from './small-points.ts';

/** Products of rows, centres (or queries) and columns from which the way to the device and back is worth it. */
export interface DistanceWorth {
  readonly centres: number;
  readonly neighbours: number;
}

/** Threads of a workgroup, and workgroups in a row of them. */
const GROUP = 128;
const ACROSS = 32_768;

/**
 * The device proposes in float32: the nearest centre of each row, the rows that may be among the nearest of another, those
 * that may be within a radius of it. It says
 * where rounding could decide, and there, as in all sums, `exact` has the word in float64. So what comes out is the same to
 * the bit. Distances themselves are asked of `exact` alone, for all their digits are wanted.
 */
export const distanceKernels = (
  gpu: WebGpu,
  exact: DistanceKernels,
  worth: DistanceWorth,
  helper = new Helper(),
): DistanceKernels => ({
  async hold(points, weights) {
    const held = await exact.hold(points, weights);
    return fits(gpu, points) ? new GraphicsPoints(gpu, points, held, worth, helper) : held;
  },
});

const fits = ({ limits }: WebGpu, { rows, width }: Points): boolean =>
  4 * rows * width <= Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);

/** What the device holds of the points: centred and scaled columns, and the lengths of the rows. */
interface Uploaded {
  readonly columns: GPUBuffer;
  readonly lengths: GPUBuffer;
  readonly labels: GPUBuffer;
}

class GraphicsPoints implements HeldPoints {
  readonly #gpu: WebGpu;
  readonly #points: Points;
  readonly #held: HeldPoints;
  readonly #worth: DistanceWorth;
  readonly #helper: Helper;
  #shrinking: Shrinking | undefined;
  #uploaded: Uploaded | undefined;
  #rows: NearestRows | undefined;
  #inOrder: NearestRows | undefined;
  /** What is known of the rows near some others; null where the device does not help with that. */
  #near: NearRows | null | undefined;

  constructor(gpu: WebGpu, points: Points, held: HeldPoints, worth: DistanceWorth, helper: Helper) {
    this.#gpu = gpu;
    this.#points = points;
    this.#held = held;
    this.#worth = worth;
    this.#helper = helper;
  }

  async assign(centres: Float64Array, labels: Int32Array, pause: Pause): Promise<Assignment> {
    const isWorthIt = this.#points.rows * centres.length >= this.#worth.centres && !this.#shrunk().hopeless;
    const bounds = isWorthIt ? this.#boundsOf(centres) : null;
    const proposed = bounds && (await this.#helper.ask(() => this.#propose(centres, bounds)));
    return this.#held.assign(centres, labels, pause, proposed ?? undefined);
  }

  async nearest(count: number, pause: Pause, queries?: Points): Promise<Nearest> {
    const points = this.#points;
    const asked = queries ?? points;
    // Of its own queries each finds itself too.
    const wanted = queries ? count : count + 1;
    const isWorthIt = asked.rows * points.rows * points.width >= this.#worth.neighbours && !this.#shrunk().hopeless;
    const plan = isWorthIt ? nearestPlan(this.#gpu, points, wanted) : null;
    if (!plan) return this.#held.nearest(count, pause, queries);
    const out = { indices: new Int32Array(asked.rows * count), distances: new Float64Array(asked.rows * count) };
    const left: number[] = [];
    for (let from = 0; from < asked.rows; from += plan.queries) {
      await pause(from, asked.rows);
      const to = Math.min(asked.rows, from + plan.queries);
      const found = await this.#helper.ask(async () => {
        this.#rows ??= new NearestRows(this.#gpu, points, this.#shrunk());
        return this.#rows.candidates(asked, from, to, wanted, plan);
      });
      if (!found) return this.#held.nearest(count, pause, queries);
      for (const [i, rows] of found.entries()) {
        if (!rows || !nearestOf(points, asked, from + i, rows, queries === undefined, count, out)) left.push(from + i);
      }
    }
    if (left.length) await nearestOfSome(this.#held, asked, left, queries === undefined, count, pause, out);
    return out;
  }

  toOwn: HeldPoints['toOwn'] = (...given) => this.#held.toOwn(...given);
  variances: HeldPoints['variances'] = () => this.#held.variances();
  seeds: HeldPoints['seeds'] = () => this.#held.seeds();
  async within(radius: number, from: number, to: number): Promise<Neighbourhoods> {
    const { rows } = this.#points;
    const known = this.#near;
    if (known?.radius !== radius || from < known.from || to > known.to) {
      const isWorthIt = this.#near !== null && this.#ahead() >= to - from && !this.#shrunk().hopeless;
      this.#near = isWorthIt ? await this.#lookAhead(radius, from, Math.min(rows, from + this.#ahead())) : null;
    }
    return this.#near ? neighbourhoods(this.#points, this.#near, from, to) : this.#held.within(radius, from, to);
  }

  /** Of how many rows the neighbours are found together; 0 where that is not worth it. */
  #ahead(): number {
    const { rows, width } = this.#points;
    const count = withinPlan(this.#gpu, this.#points);
    return Math.min(count, rows) * rows * width >= this.#worth.neighbours ? count : 0;
  }

  async #lookAhead(radius: number, from: number, to: number): Promise<NearRows | null> {
    const scaled = radius * this.#shrunk().scale ** 2;
    const words = await this.#helper.ask(() => {
      this.#inOrder ??= new NearestRows(this.#gpu, this.#points, this.#shrunk(), 'own');
      return this.#inOrder.near(scaled, from, to);
    });
    return words && { radius, from, to, words };
  }

  distances: HeldPoints['distances'] = queries => this.#held.distances(queries);
  kernelSums: HeldPoints['kernelSums'] = (...given) => this.#held.kernelSums(...given);

  close(): void {
    for (const buffer of Object.values<GPUBuffer>({ ...this.#uploaded })) buffer.destroy();
    this.#rows?.close();
    this.#inOrder?.close();
    this.#held.close();
  }

  #shrunk(): Shrinking {
    return (this.#shrinking ??= shrinkingOf(this.#points));
  }

  /** Half the squared lengths of the centres, and the bounds of rounding; null where those are beyond float32. */
  #boundsOf(centres: Float64Array): { readonly halves: Float32Array; readonly bounds: Float32Array } | null {
    const { width } = this.#points;
    const { means, scale } = this.#shrunk();
    const squares = new Float64Array(centres.length / width);
    centres.forEach((v, i) => (squares[Math.floor(i / width)]! += ((v - means[i % width]!) * scale) ** 2));
    const reach = Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0)) * 1.000001;
    // Twice what rounding can do to a score, as in the compiled kernels; sums may run in any order here.
    const bounds = Float32Array.of(
      2.1 * (width + 8) * ROUNDING * reach,
      3.2 * ROUNDING * reach ** 2 + 8 * width * SMALLEST,
      4 * (width + 8) * DOUBLE,
      0,
    );
    return bounds.every(Number.isFinite) ? { halves: Float32Array.from(squares, s => s / 2), bounds } : null;
  }

  /** A label for each row of which the device is sure, else -1. */
  async #propose(
    centres: Float64Array,
    { halves, bounds }: { readonly halves: Float32Array; readonly bounds: Float32Array },
  ): Promise<Int32Array> {
    const { rows, width } = this.#points;
    const { columns, lengths, labels } = (this.#uploaded ??= this.#upload());
    const { means, scale } = this.#shrunk();
    const own = [
      this.#gpu.upload(Float32Array.from(centres, (v, i) => (v - means[i % width]!) * scale)),
      this.#gpu.upload(halves),
      this.#gpu.upload(Uint32Array.of(rows, width, halves.length, ACROSS * GROUP), GPUBufferUsage.UNIFORM),
      this.#gpu.upload(bounds, GPUBufferUsage.UNIFORM),
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

  #upload(): Uploaded {
    const { columns, lengths } = shrink(this.#points, this.#shrunk());
    const gpu = this.#gpu;
    return { columns: gpu.upload(columns), lengths: gpu.upload(lengths), labels: gpu.allocate(4 * this.#points.rows) };
  }
}
