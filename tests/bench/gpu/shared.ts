import type { Kernels } from '../../../src/kernels/kernels.ts';

/** Work that a graphics device shares with the processor: each must give the same answer on both. */
export interface SharedWork {
  readonly name: string;
  /** Values counted, or multiplications and additions, of one run. */
  readonly work: number;
  open(kernels: Pick<Kernels, 'trees' | 'distances' | 'products'>): Promise<SharedRun>;
}

export interface SharedRun {
  /** Does the work once and gives what came out. */
  run(): Promise<readonly number[]>;
  close(): void;
}

const count = (n: number): string => n.toLocaleString('en');
const nothing = () => Promise.resolve();

/** Numbers without a pattern, always the same, about -2 to 2. */
const noise = (length: number, seed: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => {
    const x = Math.sin((i + seed) * 12.9898) * 43758.5453;
    return 4 * (x - Math.floor(x)) - 2;
  });

const boosting = (rows: number, width: number): SharedWork => ({
  name: `boosting, a tree of 31 leaves, ${count(rows)} × ${width}`,
  work: rows * width,
  async open({ trees }) {
    const data = noise(rows * width, 1);
    const table = await trees.bin({ rows, width, data }, 255);
    const y = Float64Array.from({ length: rows }, (_, r) => (data[r * width]! * data[r * width + 1]! > 0 ? 1 : 0));
    const limits = { leaves: 31, depth: Infinity, rowsPerLeaf: 20, hessianPerLeaf: 1e-3, gain: 0, l2: 0 };
    const session = trees.boost(table, { loss: 'log', outputs: 1, base: [0], y, limits, seed: 1 });
    return {
      async run() {
        await session.gradients();
        const { feature, bin, leaf } = await session.grow(0, 0);
        return [...feature, ...bin, ...leaf];
      },
      close() {
        session.release();
        table.release();
      },
    };
  },
});

const kMeans = (rows: number, width: number, k: number): SharedWork => ({
  name: `k-means, an iteration, k ${k}, ${count(rows)} × ${width}`,
  work: rows * width * k,
  async open({ distances }) {
    const held = await distances.hold({ rows, width, data: noise(rows * width, 2) });
    return {
      async run() {
        const { sums } = await held.assign(noise(k * width, 3), new Int32Array(rows).fill(-1), nothing);
        return [...sums];
      },
      close: () => held.close(),
    };
  },
});

const nearest = (rows: number, width: number, queries: number, k: number): SharedWork => ({
  name: `${k} nearest of ${count(queries)}, ${count(rows)} × ${width}`,
  work: queries * rows * width,
  async open({ distances }) {
    const held = await distances.hold({ rows, width, data: noise(rows * width, 4) });
    const asked = { rows: queries, width, data: noise(queries * width, 5) };
    return {
      run: async () => [...(await held.nearest(k, nothing, asked)).indices],
      close: () => held.close(),
    };
  },
});

/** Of whole numbers, so that no sum is rounded on either side. */
const products = (rows: number, width: number): SharedWork => ({
  name: `products of all columns, ${count(rows)} × ${width}`,
  work: rows * width ** 2,
  open({ products: kernels }) {
    const data = noise(rows * width, 6).map(v => Math.round(1024 * v));
    return Promise.resolve({
      run: async () => [...(await kernels.gram({ rows, width, data }, nothing))],
      close: () => undefined,
    });
  },
});

/** The smallest first; a software adapter is given only those. */
export const sharedWork = {
  small: [boosting(16_000, 28), kMeans(20_000, 28, 8), nearest(10_000, 8, 64, 10), products(8192, 28)],
  large: [
    boosting(160_000, 28),
    boosting(1_000_000, 10),
    kMeans(200_000, 28, 8),
    kMeans(200_000, 28, 64),
    nearest(100_000, 28, 1000, 10),
    nearest(100_000, 28, 10_000, 10),
    products(160_000, 28),
    products(20_000, 500),
    products(100_000, 500),
  ],
} as const;

/** Milliseconds of the median of some runs after a first one, and what came out. */
export async function timeShared(given: SharedRun): Promise<{ readonly ms: number; readonly answer: string }> {
  const answer = JSON.stringify(await given.run());
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    await given.run();
    times.push(performance.now() - started);
  }
  return { ms: times.sort((a, b) => a - b)[2]!, answer };
}
