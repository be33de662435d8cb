import type { BinnedTable, ForestSession, ForestSettings, GrownTree, Pause } from '../trees.ts';
import { WasmForest } from './forest.ts';
import { type Helpers, Team } from './team.ts';
import type { WasmThreads } from './threads.ts';

/** Milliseconds between two looks at whether the work is to stop, while others still grow trees. */
const LOOK = 20;

interface Wanted {
  readonly seed: number;
  readonly place: number;
}

/** Forests where workers share no memory: each has a copy of the bins and grows whole trees; this thread does too. */
export class TeamForest implements ForestSession {
  readonly #own: WasmForest;
  readonly #team: Team;
  /** How the trees are shared, a plain clause. */
  how: string;

  constructor(threads: WasmThreads, helpers: Helpers, members: number, table: BinnedTable, settings: ForestSettings) {
    this.#own = new WasmForest(threads, table, settings);
    const { rows, width, columns } = table;
    const bins = new Uint8Array(rows * width);
    for (let c = 0; c < width; c++) bins.set(table.bins(c), c * rows);
    const job = { kind: 'forest', module: helpers.module, rows, columns, bins, settings } as const;
    this.#team = new Team(helpers, new Array(members).fill(job));
    this.how = `${members + 1} threads with copies of the table`;
  }

  async grow(seeds: readonly number[], pause?: Pause): Promise<readonly GrownTree[]> {
    const trees = new Array<GrownTree>(seeds.length);
    const wanted = seeds.map((seed, place) => ({ seed, place }));
    let helping = this.#team.size;
    const all = Promise.all(
      Array.from({ length: helping }, async (_, member) => {
        await this.#help(member, wanted, trees);
        helping--;
      }),
    );
    while (wanted.length || helping) {
      const next = wanted.shift();
      if (next) trees[next.place] = (await this.#own.grow([next.seed], pause))[0]!;
      else {
        await Promise.race([all, new Promise(resolve => setTimeout(resolve, LOOK))]);
        await pause?.();
      }
    }
    return trees;
  }

  /** A tree that a lost worker had in hand is wanted again. */
  async #help(member: number, wanted: Wanted[], trees: GrownTree[]): Promise<void> {
    for (let next; !this.#team.lost && (next = wanted.shift());) {
      try {
        trees[next.place] = await this.#team.ask<GrownTree>(member, next.seed);
      } catch {
        wanted.unshift(next);
        this.how = 'one thread, as a worker was lost';
      }
    }
  }

  drawn(seed: number): Uint8Array {
    return this.#own.drawn(seed);
  }

  release(): void {
    this.#team.close();
    this.#own.release();
  }
}

/** Bytes that copies take in so many workers: the bins as sent and in memory, the target, and a tree under way. */
export const forestCopies = (rows: number, columns: number, members: number): number =>
  members * rows * (2 * columns + 90);
