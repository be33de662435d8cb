import type { BinnedTable, ForestSession, ForestSettings, GrownTree, Pause } from '../../trees.ts';
import { MISSING_BIN } from '../../trees.ts';
import type { Bins } from './bins.ts';
import { ForestNodeSearch, type ForestSplit } from './forest-split.ts';
import { forestRows, type ForestRows } from './forest-rows.ts';
import { below, bits, branch } from './numbers.ts';
import { ROOT, TreeWriter, type TreeLeaf } from './tree-writer.ts';

interface Node {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly place: number;
}

/** Forests in plain TypeScript: every tree depth first, what goes to yes before what goes to no. */
export class ForestRun implements ForestSession {
  readonly #table: Bins;
  readonly #settings: ForestSettings;
  readonly #rows: ForestRows;

  constructor(table: BinnedTable, settings: ForestSettings) {
    this.#table = table as Bins;
    this.#settings = settings;
    this.#rows = forestRows(settings, table.rows);
  }

  async grow(seeds: readonly number[], pause?: Pause): Promise<readonly GrownTree[]> {
    const trees: GrownTree[] = [];
    for (const seed of seeds) trees.push(await this.#tree(seed, pause));
    return trees;
  }

  release(): void {}

  drawn(seed: number): Uint8Array {
    return drawn(seed, this.#table.rows, this.#settings);
  }

  async #tree(seed: number, pause: Pause | undefined): Promise<GrownTree> {
    const writer = new TreeWriter(this.#table.columns);
    const times = this.drawn(seed);
    const places = Int32Array.from(times.keys()).filter(row => times[row]! > 0);
    const search = new ForestNodeSearch(this.#table, this.#settings, this.#rows, times, places);
    const leaves: TreeLeaf[] = [];
    const open: Node[] = [{ from: 0, to: places.length, depth: 0, place: ROOT }];
    for (let visited = 0; open.length; visited++) {
      const { from, to, depth, place } = open.pop()!;
      const sums = search.sums(from, to);
      const split = this.#mayBeSplit(from, to, depth) ? search.split(from, to, sums, branch(seed, visited)) : null;
      if (split) {
        const middle = from + this.#partition(places, from, to, split);
        const node = writer.split(place, { ...split, set: null }, to - from);
        open.push({ from: middle, to, depth: depth + 1, place: 2 * node + 1 });
        open.push({ from, to: middle, depth: depth + 1, place: 2 * node });
      } else leaves.push({ place, rows: to - from, values: this.#rows.leaf(sums) });
      await pause?.();
    }
    return writer.tree(leaves);
  }

  #mayBeSplit(from: number, to: number, depth: number): boolean {
    const { rowsPerSplit, rowsPerLeaf, depth: most } = this.#settings;
    return depth < most && to - from >= Math.max(2, rowsPerSplit, 2 * rowsPerLeaf);
  }

  #partition(places: Int32Array, from: number, to: number, { column, bin, missing }: ForestSplit): number {
    const bins = this.#table.column(column);
    const isYes = (row: number): boolean => (bins[row] === MISSING_BIN ? missing : bins[row]! <= bin);
    const stretch = places.slice(from, to);
    const yes = stretch.filter(isYes);
    places.set(yes, from);
    places.set(
      stretch.filter(row => !isYes(row)),
      from + yes.length,
    );
    return yes.length;
  }
}

/** How often each row is drawn for a tree. */
export function drawn(seed: number, rows: number, { bootstrap, draws = rows }: ForestSettings): Uint8Array {
  const times = new Uint8Array(rows).fill(bootstrap ? 0 : 1);
  const stream = branch(seed, -1);
  for (let i = 0; bootstrap && i < draws; i++) {
    const row = below(bits(stream, i), rows);
    if (times[row]! < 255) times[row]! += 1;
  }
  return times;
}
