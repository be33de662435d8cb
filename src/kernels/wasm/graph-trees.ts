import type { FlatTrees } from '../graph.ts';
import type { Region } from './memory.ts';
import { rowParts } from './row-parts.ts';
import type { WasmThreads } from './threads.ts';

/** As in assembly/graph-trees.ts. */
const NODE_BYTES = 24;
/** Fewer rows than this are not worth waking another thread. */
const FEWEST_ROWS = 64;
/** Ensembles that stay in memory for the next rows, and their bytes; the one used longest ago goes first. */
const MOST_HELD = 64;
const MOST_BYTES = 2 ** 29;

interface Held {
  readonly region: Region;
  readonly bytes: number;
  readonly roots: number;
  readonly nodes: number;
  readonly sets: number;
  readonly leaf: number;
}

/** The sum of trees on all threads, over ensembles that are written to memory once. */
export class WasmTrees {
  readonly #threads: WasmThreads;
  /** In order of use, the last one last. */
  readonly #held = new Map<FlatTrees, Held>();

  constructor(threads: WasmThreads) {
    this.#threads = threads;
  }

  sum(x: Float64Array, width: number, trees: FlatTrees): Float64Array {
    const { memory, threads } = this.#threads;
    const { roots, nodes, sets, leaf } = this.#hold(trees);
    const { outputs } = trees;
    const rows = x.length / width;
    const region = memory.region();
    try {
      const [given, out] = [region.allocate(8 * x.length), region.allocate(8 * rows * outputs)];
      memory.f64(given, x.length).set(x);
      memory.f64(out, rows * outputs).fill(0);
      this.#threads.parallel(
        'sumTrees',
        rowParts(rows, threads, FEWEST_ROWS).map(({ from, to }) => [
          ...[given + 8 * from * width, to - from, width, roots, trees.roots.length],
          ...[nodes, sets, leaf, outputs, out + 8 * from * outputs],
        ]),
      );
      return memory.f64(out, rows * outputs).slice() as Float64Array<ArrayBuffer>;
    } finally {
      region.close();
    }
  }

  /** Forget all ensembles. */
  release(): void {
    for (const { region } of this.#held.values()) region.close();
    this.#held.clear();
  }

  #hold(trees: FlatTrees): Held {
    const held = this.#held.get(trees) ?? this.#write(trees);
    this.#held.delete(trees);
    this.#held.set(trees, held);
    return held;
  }

  #write(trees: FlatTrees): Held {
    const { memory } = this.#threads;
    const count = trees.feature.length;
    const bytes = NODE_BYTES * count + 8 * trees.leaf.length;
    this.#makeRoom(bytes);
    const region = memory.region();
    try {
      const roots = region.allocate(4 * trees.roots.length);
      const nodes = region.allocate(NODE_BYTES * count);
      const sets = trees.bits.length ? region.allocate(4 * trees.bits.length) : 0;
      const leaf = region.allocate(8 * trees.leaf.length);
      memory.i32(roots, trees.roots.length).set(trees.roots);
      memory.f64(leaf, trees.leaf.length).set(trees.leaf);
      if (sets) memory.u32(sets, trees.bits.length).set(trees.bits);
      const thresholds = memory.f64(nodes, 3 * count);
      const words = memory.i32(nodes, 6 * count);
      for (let i = 0; i < count; i++) {
        thresholds[3 * i] = trees.threshold[i]!;
        words.set(
          [trees.children[2 * i]!, trees.children[2 * i + 1]!, trees.feature[i]!, trees.question[i]!],
          6 * i + 2,
        );
        if (trees.question[i]! >= 2) words[6 * i] = trees.set[i]!;
      }
      return { region, bytes, roots, nodes, sets, leaf };
    } catch (error) {
      region.close();
      throw error;
    }
  }

  #makeRoom(bytes: number): void {
    let all = bytes;
    for (const held of this.#held.values()) all += held.bytes;
    for (const [trees, held] of this.#held) {
      if (this.#held.size < MOST_HELD && all <= MOST_BYTES) return;
      held.region.close();
      this.#held.delete(trees);
      all -= held.bytes;
    }
  }
}
