import type { Points } from '../distances.ts';
import type { WebGpu } from './device.ts';
import { NEAREST_ROWS, TILE } from './nearest-shader.ts';
import { DOUBLE, ROUNDING, shrink, type Shrinking, SMALLEST } from './small-points.ts';

/** Groups of rows are at least so many times the neighbours asked for, where there are rows enough. */
const GROUPS = 8;
/** Numbers of an answer, and multiplications, of one group of queries: some milliseconds. */
const ANSWER = 4_000_000;
const AT_ONCE = 4e9;
/** The same on a device imitated in software. */
const AT_ONCE_IN_SOFTWARE = 2e7;
/** Where a query lies this far outside, float32 has no room for the bounds. */
const FARTHEST = 1e15;

/** For each query the rows that may be among its nearest, or null where there are too many to list. */
export type Candidates = readonly (Uint32Array | null)[];

/** How many queries are looked up at once, with how many groups of rows and places in a list. */
export interface NearestPlan {
  readonly queries: number;
  readonly groups: number;
  /** Tiles of a group. */
  readonly tiles: number;
  readonly places: number;
}

/** How to look for the `count` nearest; null where there are too few rows for a bound, or too many for the device. */
export function nearestPlan(gpu: WebGpu, { rows, width }: Points, count: number): NearestPlan | null {
  const all = Math.ceil(rows / TILE);
  const tiles = Math.max(1, Math.floor(all / (GROUPS * count)));
  const groups = Math.ceil(all / tiles);
  const places = 2 * count + 64;
  const limit = Math.min(gpu.limits.maxBufferSize, gpu.limits.maxStorageBufferBindingSize);
  if (groups < 2 * count || 4 * all * TILE * width > limit) return null;
  const most = Math.min(
    ANSWER / Math.max(groups, places),
    (gpu.software ? AT_ONCE_IN_SOFTWARE : AT_ONCE) / (rows * width),
    limit / (4 * width),
  );
  if (groups > gpu.limits.maxComputeWorkgroupsPerDimension) return null;
  return { queries: TILE * Math.max(1, Math.floor(most / TILE)), groups, tiles, places };
}

/** How many rows are looked at together for those within a radius. */
export function withinPlan(gpu: WebGpu, { rows, width }: Points): number {
  const tiles = Math.ceil(rows / TILE);
  const limit = Math.min(gpu.limits.maxBufferSize, gpu.limits.maxStorageBufferBindingSize);
  const most = Math.min(ANSWER / (WORDS * tiles), (gpu.software ? AT_ONCE_IN_SOFTWARE : AT_ONCE) / (rows * width));
  if (tiles > gpu.limits.maxComputeWorkgroupsPerDimension || 4 * tiles * TILE * width > limit) return 0;
  return TILE * Math.max(1, Math.floor(most / TILE));
}

/** Words of a tile in an answer of `near`: bits of rows that surely are within, then of those that may be. */
export const WORDS = 2 * (TILE / 32);

/**
 * The rows on a graphics device; where groups of them are compared, in an order in which neighbours in the table are far
 * apart, as they fill groups evenly.
 */
export class NearestRows {
  readonly #gpu: WebGpu;
  readonly #points: Points;
  readonly #shrinking: Shrinking;
  readonly #count: number;
  readonly #step: number;
  readonly #columns: GPUBuffer;
  readonly #lengths: GPUBuffer;

  /** `order`: the rows in their own. */
  constructor(gpu: WebGpu, points: Points, shrinking: Shrinking, order: 'mixed' | 'own' = 'mixed') {
    this.#gpu = gpu;
    this.#points = points;
    this.#shrinking = shrinking;
    this.#count = TILE * Math.ceil(points.rows / TILE);
    this.#step = order === 'mixed' ? coprime(points.rows) : 1;
    const { columns, lengths } = shrink(points, shrinking, this.#count, i => this.#rowAt(i));
    this.#columns = gpu.upload(columns);
    this.#lengths = gpu.upload(lengths);
  }

  #rowAt(place: number): number {
    const { rows } = this.#points;
    return place < rows ? (place * this.#step) % rows : place;
  }

  /**
   * The candidates for the `count` nearest rows of the queries [from, to), at most as many as planned. Among `count` groups
   * there are as many rows, so the `count`-th least of what the groups do not exceed bounds the distance from above.
   */
  async candidates(queries: Points, from: number, to: number, count: number, plan: NearestPlan): Promise<Candidates> {
    const gpu = this.#gpu;
    const { rows, width } = this.#points;
    const asked = TILE * Math.ceil((to - from) / TILE);
    const small = shrink(queries, this.#shrinking, asked, i => (from + i < to ? from + i : queries.rows));
    if (small.lengths.some(length => !(length < FARTHEST))) return Array.from({ length: to - from }, () => null);
    const own: GPUBuffer[] = [];
    const keep = (buffer: GPUBuffer): GPUBuffer => {
      own.push(buffer);
      return buffer;
    };
    try {
      const sizes = (most: number): GPUBuffer =>
        keep(gpu.upload(Uint32Array.of(rows, this.#count, to - from, asked, width, plan.tiles, most, 0), GPUBufferUsage.UNIFORM)); // prettier-ignore
      const bounds = boundsOf(width);
      const [columns, lengths] = [keep(gpu.upload(small.columns)), keep(gpu.upload(small.lengths))];
      const known = [this.#columns, this.#lengths, columns, lengths];
      const bounding = keep(gpu.upload(bounds, GPUBufferUsage.UNIFORM));
      const workgroups = [plan.groups, asked / TILE] as const;

      const least = keep(gpu.allocate(4 * asked * plan.groups));
      await this.#run('bound_groups', [...known, sizes(plan.groups), bounding, least], workgroups);
      const found = new Float32Array(await gpu.read(least));
      const limits = Float32Array.from({ length: asked }, (_, q) => {
        return found.subarray(q * plan.groups, (q + 1) * plan.groups).sort()[count - 1]!;
      });

      const lists = keep(gpu.allocate(4 * asked * plan.places));
      const counts = keep(gpu.allocate(4 * asked));
      const given = [...known, sizes(plan.places), bounding, keep(gpu.upload(limits)), lists, counts];
      await this.#run('candidates', given, workgroups);
      const numbers = new Uint32Array(await gpu.read(counts));
      const places = new Uint32Array(await gpu.read(lists));
      return Array.from({ length: to - from }, (_, q) => {
        const at = q * plan.places;
        return numbers[q]! > plan.places ? null : places.subarray(at, at + numbers[q]!).map(p => this.#rowAt(p));
      });
    } finally {
      for (const buffer of own) buffer.destroy();
    }
  }

  /**
   * For each of the points [from, to), tile after tile, the words that say which rows are within the squared radius (scaled
   * as the points are). Null where float32 has no room for it.
   */
  async near(radius: number, from: number, to: number): Promise<Uint32Array | null> {
    const gpu = this.#gpu;
    const { rows, width } = this.#points;
    const asked = TILE * Math.ceil((to - from) / TILE);
    const small = shrink(this.#points, this.#shrinking, asked, i => (from + i < to ? from + i : rows));
    if (!(radius < FARTHEST)) return null;
    // A score is half of what a squared distance is beyond the square of the query's length; float64 has rounded both.
    const rounding = 8 * (width + 8) * DOUBLE;
    const limits = new Float32Array(2 * asked);
    small.squares.forEach((square, q) => {
      limits[2 * q] = outward((radius * (1 - rounding) - square * (1 + rounding)) / 2, -1);
      limits[2 * q + 1] = outward((radius * (1 + rounding) - square * (1 - rounding)) / 2, 1);
    });
    const bounds = boundsOf(width);
    const words = WORDS * asked * (this.#count / TILE);
    const own = await gpu.claim(() => [
      gpu.upload(small.columns), gpu.upload(small.lengths),
      gpu.upload(Uint32Array.of(rows, this.#count, to - from, asked, width, 1, 0, 0), GPUBufferUsage.UNIFORM),
      gpu.upload(bounds, GPUBufferUsage.UNIFORM), gpu.upload(limits), gpu.allocate(4 * words),
    ]); // prettier-ignore
    try {
      await this.#run('within', [this.#columns, this.#lengths, ...own], [this.#count / TILE, asked / TILE]);
      return new Uint32Array(await gpu.read(own.at(-1)!));
    } finally {
      for (const buffer of own) buffer.destroy();
    }
  }

  async #run(entry: string, buffers: readonly GPUBuffer[], workgroups: readonly [number, number]): Promise<void> {
    const pipeline = await this.#gpu.pipeline(NEAREST_ROWS, entry);
    const group = this.#gpu.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    this.#gpu.run([{ pipeline, group, workgroups }]);
  }

  close(): void {
    this.#columns.destroy();
    this.#lengths.destroy();
  }
}

/** By how much rounding can move a score, see the program. */
const boundsOf = (width: number): Float32Array =>
  Float32Array.of(1.2 * (width + 8) * ROUNDING, 4 * (width + 8) * DOUBLE, 4e-6, 8 * width * SMALLEST);

/** A number moved up (1) or down (-1) by more than float32 rounds it. */
const outward = (value: number, side: 1 | -1): number => value + side * (Math.abs(value) * 2 ** -22 + 2 ** -100);

/** A step through `rows` that meets each of them once, about the golden section of them. */
function coprime(rows: number): number {
  const common = (a: number, b: number): number => (b ? common(b, a % b) : a);
  let step = Math.max(1, Math.round(rows * 0.6180339887));
  while (common(step, rows) !== 1) step++;
  return step;
}
