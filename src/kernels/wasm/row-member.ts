import type { Nearest, Points } from '../distances.ts';
import { type RangeCut, type RangePasses, SlicedPasses } from '../linear-ranges.ts';
import { type AssignedChunks, WasmPoints } from './distances.ts';
import { passRunner } from './linear.ts';
import type { WasmSeeds } from './seeds.ts';
import type { WasmThreads } from './threads.ts';

/** Go over some rows; they come in pieces, as calls of `rows`, before the first pass. */
export type RowsJob = PointsJob | RangesJob;

interface Rows {
  readonly module: WebAssembly.Module;
  readonly rows: number;
  readonly width: number;
}

export interface PointsJob extends Rows {
  readonly kind: 'points';
  readonly weights: Float64Array | undefined;
  /** Rows of a chunk. */
  readonly chunk: number;
}

export interface RangesJob extends Rows {
  readonly kind: 'ranges';
  readonly cut: RangeCut;
}

/** A method of `PointShare` or `RangePasses` and what it is given; of `rows` a place and the numbers from there on. */
export interface RowCall {
  readonly method: string;
  readonly given: readonly unknown[];
}

const unhurried = (): Promise<void> => Promise.resolve();

/** What a worker does with points. */
export class PointShare {
  readonly #points: WasmPoints;
  #seeds: WasmSeeds | undefined;

  constructor(points: WasmPoints) {
    this.#points = points;
  }

  assign(centres: Float64Array, labels: Int32Array, proposed: Int32Array | undefined): Promise<AssignedChunks> {
    return this.#points.assignChunks(centres, labels, unhurried, proposed);
  }

  toOwn(centres: Float64Array, labels: Int32Array): Promise<Float64Array> {
    return this.#points.toOwn(centres, labels, unhurried);
  }

  nearest(count: number, queries: Points | undefined, first: number, last: number): Promise<Nearest> {
    return this.#points.nearestOf(count, unhurried, queries, first, last);
  }

  /** Of new centres if it is said how far rows are from those taken before, else of the same as before. */
  offer(candidates: Float64Array, nearest: Float64Array | undefined): Promise<Float64Array> {
    if (nearest) {
      this.#seeds?.close();
      this.#seeds = this.#points.ownSeeds();
      this.#seeds.nearest.set(nearest);
    }
    return this.#seeds!.offerChunks(candidates, unhurried);
  }

  async take(candidate: number): Promise<Float64Array> {
    await this.#seeds!.take(candidate);
    return this.#seeds!.nearest;
  }
}

/** The life of a worker that goes over rows. */
export function openRows(threads: WasmThreads, job: RowsJob): (call: RowCall) => Promise<unknown> {
  const data = new Float64Array(job.rows * job.width);
  let work: PointShare | RangePasses | undefined;
  return async ({ method, given }) => {
    if (method === 'rows') {
      data.set(given[1] as Float64Array, given[0] as number);
      return null;
    }
    work ??= await opened(threads, job, data);
    const pass = work[method as keyof typeof work] as (...given: readonly unknown[]) => unknown;
    return ownOf(threads, await pass.apply(work, [...given]));
  };
}

async function opened(threads: WasmThreads, job: RowsJob, data: Float64Array): Promise<PointShare | RangePasses> {
  const given = { rows: job.rows, width: job.width, data };
  if (job.kind === 'points') return new PointShare(new WasmPoints(threads, given, job.weights, job.chunk));
  return SlicedPasses.open(passRunner(threads), given, job.cut, new Float64Array(job.width), unhurried);
}

/** The answer with arrays of its own where they are parts of the kernels' memory. */
function ownOf(threads: WasmThreads, value: unknown): unknown {
  const own = (part: unknown): unknown =>
    ArrayBuffer.isView(part) && part.buffer === threads.memory.memory.buffer
      ? (part as Float64Array | Int32Array).slice()
      : part;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return own(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, own(part)]));
}
