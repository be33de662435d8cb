import { drawn } from '../reference/trees/forest.ts';
import type { BinnedColumn, BinnedTable, ForestSession, ForestSettings, GrownTree, Pause } from '../trees.ts';
import { type ForestTable, forestTable, GrowingTree } from './forest-memory.ts';
import type { Region } from './memory.ts';
import type { WasmThreads } from './threads.ts';

/** Rows looked at in a column before a thread comes back; some ten milliseconds. */
const BUDGET = 2_000_000;

/** Forests on all threads, a tree on each; memory holds no more trees than there are threads. */
export class WasmForest implements ForestSession {
  readonly #threads: WasmThreads;
  readonly #region: Region;
  readonly #forest: ForestTable;

  constructor(threads: WasmThreads, table: BinnedTable, settings: ForestSettings) {
    this.#threads = threads;
    this.#region = threads.memory.region();
    this.#forest = forestTable(threads.memory, this.#region, table, settings);
  }

  async grow(seeds: readonly number[], pause?: Pause): Promise<readonly GrownTree[]> {
    const trees = new Array<GrownTree>(seeds.length);
    const growing = new Map<number, GrowingTree>();
    try {
      for (let next = 0; next < seeds.length || growing.size;) {
        while (growing.size < this.#threads.threads && next < seeds.length) {
          const seed = seeds[next]!;
          growing.set(next++, new GrowingTree(this.#threads.memory, this.#forest, seed, this.drawn(seed)));
        }
        this.#threads.parallel(
          'forestGrow',
          [...growing.values()].map(tree => [tree.at, BUDGET]),
        );
        for (const [place, tree] of growing) {
          if (tree.get('open')) continue;
          trees[place] = finished(tree, this.#forest);
          tree.close();
          growing.delete(place);
        }
        await pause?.();
      }
    } finally {
      for (const tree of growing.values()) tree.close();
    }
    return trees;
  }

  drawn(seed: number): Uint8Array {
    return drawn(seed, this.#forest.table.rows, this.#forest.settings);
  }

  release(): void {
    this.#region.close();
  }
}

function finished(tree: GrowingTree, forest: ForestTable): GrownTree {
  const [nodes, leaves] = [tree.get('nodes'), tree.get('leaves')];
  const { columns } = forest.table;
  const feature = tree.i32('feature', nodes).slice();
  const bin = tree.u8('bin', nodes).slice();
  const children = tree.i32('children', 2 * nodes);
  const { from, to } = { from: tree.i32('leafFrom', leaves), to: tree.i32('leafTo', leaves) };
  return {
    feature,
    bin,
    threshold: Float64Array.from(feature, (column, i) => thresholdOf(columns[column]!, bin[i]!)),
    missing: tree.u8('missing', nodes).slice(),
    sets: Array.from(feature, () => null),
    yes: Int32Array.from(feature, (_, i) => children[2 * i]!),
    no: Int32Array.from(feature, (_, i) => children[2 * i + 1]!),
    gain: tree.f64('gain', nodes).slice(),
    rows: tree.i32('nodeRows', nodes).slice(),
    leafRows: Int32Array.from(from, (start, k) => to[k]! - start),
    ...leafValues(tree, forest, from, to),
  };
}

/** Past the last threshold every number goes to yes, and only what is missing to no. */
const thresholdOf = (column: BinnedColumn, bin: number): number =>
  column.kind === 'number' ? (column.thresholds[bin] ?? Number.MAX_VALUE) : 0;

function leafValues(tree: GrowingTree, { settings: { target }, rows }: ForestTable, from: Int32Array, to: Int32Array) {
  const count = to.at(-1)!;
  const weight = tree.f64('weight', count);
  if (target.kind === 'values') {
    const moment = tree.f64('moment', count);
    const leaf = Float64Array.from(from, (start, k) => {
      const sums = new Float64Array(2);
      for (let i = start; i < to[k]!; i++) {
        sums[0]! += moment[i]!;
        sums[1]! += weight[i]!;
      }
      return rows.leaf(sums)[0]!;
    });
    return { leaf, outputs: 1 };
  }
  const { classes } = target;
  const codes = tree.i32('code', count);
  const leaf = new Float64Array(from.length * classes);
  from.forEach((start, k) => {
    const at = k * classes;
    let all = 0;
    for (let i = start; i < to[k]!; i++) {
      leaf[at + codes[i]!]! += weight[i]!;
      all += weight[i]!;
    }
    for (let c = 0; c < classes; c++) leaf[at + c]! /= all;
  });
  return { leaf, outputs: classes };
}
