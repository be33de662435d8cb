import type { PieceCost } from '../core/device-work.ts';
import type { WorkKind } from '../core/work-kind.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { costOf } from './device-test.ts';

/** What a small and a large piece took, and what came out, which must be the same everywhere. */
export interface Trial {
  readonly cost: PieceCost;
  readonly answer: string;
}

/** A short race for each kind of work that a graphics device shares with the processor. */
export const trials: Readonly<Record<Exclude<WorkKind, 'tensors'>, (kernels: Kernels) => Promise<Trial>>> = {
  /** A first split, from gradients to histograms of all rows. */
  histograms: kernels =>
    trial([4096, 65_536], 16, async (rows, width) => {
      const table = await kernels.trees.bin({ rows, width, data: noise(rows * width) }, 255);
      const session = kernels.trees.boost(table, {
        loss: 'squared',
        outputs: 1,
        base: [0],
        y: noise(rows),
        limits: { leaves: 2, depth: Infinity, rowsPerLeaf: 1, hessianPerLeaf: 0, gain: 0, l2: 0 },
        seed: 1,
      });
      return {
        operations: rows * width,
        async run() {
          await session.gradients();
          const { feature, threshold, leaf } = await session.grow(0, 0);
          return [...feature, ...threshold, ...leaf];
        },
        close() {
          session.release();
          table.release();
        },
      };
    }),

  /** One comparison of all rows with 16 centres. */
  centres: kernels =>
    trial([4096, 65_536], 16, async (rows, width) => {
      const held = await kernels.distances.hold({ rows, width, data: noise(rows * width) });
      return {
        operations: 16 * rows * width,
        async run() {
          const { sums } = await held.assign(noise(16 * width), new Int32Array(rows).fill(-1), nothing);
          return [...sums];
        },
        close: () => held.close(),
      };
    }),

  /** The 10 nearest rows of 256. */
  neighbours: kernels =>
    trial([2048, 16_384], 16, async (rows, width) => {
      const held = await kernels.distances.hold({ rows, width, data: noise(rows * width) });
      const queries = { rows: 256, width, data: noise(256 * width, 7) };
      return {
        operations: 256 * rows * width,
        run: async () => [...(await held.nearest(10, nothing, queries)).indices],
        close: () => held.close(),
      };
    }),

  /** The products of all columns, of whole numbers, so that no sum is rounded anywhere. */
  products: kernels =>
    trial([2048, 16_384], 64, (rows, width) => {
      const data = noise(rows * width).map(v => Math.round(1024 * v));
      return Promise.resolve({
        operations: rows * width ** 2,
        run: async () => [...(await kernels.products.gram({ rows, width, data }, nothing))],
        close: nothing,
      });
    }),
};

interface Runner {
  readonly operations: number;
  run(): Promise<readonly number[]>;
  close(): void;
}

/** The quickest of some runs, the first of which brings the rows to the device and compiles. */
const RUNS = 4;

async function trial(
  sizes: readonly [number, number],
  width: number,
  open: (rows: number, width: number) => Promise<Runner>,
): Promise<Trial> {
  const points: [number, number][] = [];
  const answers: (readonly number[])[] = [];
  for (const rows of sizes) {
    const runner = await open(rows, width);
    try {
      let least = Infinity;
      for (let i = 0; i < RUNS; i++) {
        const started = performance.now();
        const answer = await runner.run();
        if (i === 0) answers.push(answer);
        else least = Math.min(least, performance.now() - started);
      }
      points.push([runner.operations, least]);
    } finally {
      runner.close();
    }
  }
  return { cost: costOf(points[0]!, points[1]!), answer: JSON.stringify(answers) };
}

const nothing = () => Promise.resolve();

/** Numbers without a pattern, always the same. */
const noise = (length: number, seed = 1): Float64Array =>
  Float64Array.from({ length }, (_, i) => {
    const x = Math.sin((i + seed) * 12.9898) * 43758.5453;
    return x - Math.floor(x);
  });
