import type { Maybe, Minus, Searched } from '../reference/trees/leaf-work.ts';
import type { SearchSettings, Split, Sums } from '../reference/trees/split.ts';
import type { BoostSettings, ValidationRows } from '../trees.ts';
import { WasmBoost } from './boost-work.ts';
import { COLUMN_BYTES, PAIR_BYTES, slotsFor } from './leaf-memory.ts';
import type { LeavesJob, LeafStep } from './member.ts';
import { Race } from './race.ts';
import { type Helpers, Team, TeamLost } from './team.ts';
import type { WasmThreads } from './threads.ts';
import type { WasmBins } from './tree-bins.ts';

const QUICKER = 'one thread, which was quicker than sharing';
const LOST = 'one thread, as a worker was lost';

/** Columns [first, last) of one worker. */
type Share = readonly [first: number, last: number];

/**
 * Boosting where workers share no memory: each has the bins of its own columns, is sent the gradients of each tree, and
 * counts and searches its columns; the best of the splits found is the split. Of every split all are told, by a bit for
 * each row, which rows go to yes. This thread has the last share of the columns, no smaller than the others,
 * for workers hear of each split later; all else it does alone.
 *
 * Steps wait until a search needs them, so that a split costs each worker one message. Whether all that is quicker than one
 * thread hangs on the machine, so the first trees are grown both ways in turn, and the others in the quicker one.
 */
export class TeamBoost extends WasmBoost {
  readonly #team: Team;
  /** Of the workers, and of this thread. */
  readonly #shares: readonly Share[];
  readonly #ownShare: Share;
  readonly #steps: LeafStep[] = [];
  /** The same steps on the columns of this thread. */
  readonly #own: (() => Maybe<void>)[] = [];
  #asked: Promise<unknown>[] = [];
  /** Whether this thread grows the tree at hand by itself; first, whether sharing is quicker (0) or not (1). */
  #alone = false;
  readonly #race = new Race();
  /** Milliseconds, and rows counted, of the tree at hand. */
  #started = 0;
  #spent = 0;
  #counted = 0;
  #how: string;

  constructor(
    threads: WasmThreads,
    helpers: Helpers,
    members: number,
    bins: WasmBins,
    settings: BoostSettings,
    validation?: ValidationRows,
  ) {
    super(threads, bins, settings, validation);
    const shares = sharesOf(bins.width, members + 1);
    this.#shares = shares.slice(0, -1);
    this.#ownShare = shares.at(-1)!;
    this.#how = `${members + 1} threads with copies of the table`;
    const { monotone } = settings;
    this.#team = new Team(
      helpers,
      this.#shares.map(([first, last]): LeavesJob => {
        const [from, to] = [first >> 2, Math.ceil(last / 4)].map(group => 4 * group * bins.rows);
        return {
          kind: 'leaves',
          module: helpers.module,
          rows: bins.rows,
          columns: bins.columns.slice(first, last),
          quads: threads.memory.u8(bins.quads + from!, to! - from!),
          monotone: monotone?.slice(first, last),
          slots: this.slots,
        };
      }),
    );
  }

  /** How the trees are shared, a plain clause. */
  get how(): string {
    return this.#how;
  }

  override async reset(output: number): Promise<Sums> {
    this.#steps.length = 0;
    this.#own.length = 0;
    this.#choose();
    if (this.#alone) return super.reset(output);
    for (let member = 0; member < this.#team.size; member++) {
      const pairs = new Int32Array(this.pairsOf(output));
      this.#ask(member, [{ kind: 'reset', pairs }], [pairs.buffer]);
    }
    const sums = await super.reset(output);
    await this.#answers();
    return sums;
  }

  /** The trees are the same either way, so the first ones tell which is quicker here. */
  #choose(): void {
    if (this.#counted) this.#race.note(this.#spent / this.#counted);
    this.#started = performance.now();
    this.#spent = 0;
    this.#counted = 0;
    const isAlone = this.#team.lost || this.#race.way === 1;
    if (this.#team.lost) this.#how = this.#how === QUICKER ? QUICKER : LOST;
    else if (isAlone && this.#race.isOver) {
      this.#how = QUICKER;
      this.#team.close();
    }
    this.#alone = isAlone;
    this.searched = isAlone ? [0, this.columns] : this.#ownShare;
  }

  override partition(from: number, to: number, split: Split): number {
    if (this.#alone) return super.partition(from, to, split);
    const ways = this.waysOf(from, to, split);
    this.#steps.push({ kind: 'partition', from, to, ways });
    this.#own.push(() => this.partitionBy(from, to, ways));
    return split.yes.rows;
  }

  /** Where columns come in pieces, workers count all of theirs with the first, and this thread its own piece by piece. */
  override histogram(slot: number, from: number, to: number, first: number, last: number): Maybe<void> {
    if (first === 0) this.#counted += to - from;
    if (this.#alone) return super.histogram(slot, from, to, first, last);
    const [a, b] = [Math.max(first, this.searched[0]), Math.min(last, this.searched[1])];
    const count = (): Maybe<void> => (a < b ? super.histogram(slot, from, to, a, b) : undefined);
    if (first === 0) this.#steps.push({ kind: 'histogram', slot, from, to });
    if (first === 0 && last === this.columns) {
      this.#own.push(count);
      return;
    }
    if (first === 0) this.#tell();
    this.#playOwn();
    return count();
  }

  override async search(
    given: readonly Searched[],
    minus: Minus | null,
    { limits, grid }: SearchSettings,
  ): Promise<readonly (Split | null)[]> {
    const settings = { limits, grid };
    const found = this.#alone ? super.search(given, minus, settings) : this.#searchAll(given, minus, settings);
    const splits = await found;
    this.#spent = performance.now() - this.#started;
    return splits;
  }

  async #searchAll(
    given: readonly Searched[],
    minus: Minus | null,
    settings: SearchSettings,
  ): Promise<readonly (Split | null)[]> {
    const leaves = given.map(({ slot, mask, leaf: { sums, value, lower, upper } }) => ({
      slot,
      mask,
      leaf: { sums, value, lower, upper },
    }));
    this.#tell(([first, last]) => ({
      kind: 'search',
      leaves: leaves.map(leaf => ({ ...leaf, mask: leaf.mask?.slice(first, last) ?? null })),
      minus,
      settings,
    }));
    this.#playOwn();
    const own = await super.search(leaves, minus, settings);
    const found = (await this.#answers()).slice(-this.#team.size) as (readonly (Split | null)[])[];
    return leaves.map((_, i) => {
      let best: Split | null = null;
      for (const [member, [first]] of this.#shares.entries()) {
        const split = found[member]![i];
        if (split && split.gain > (best?.gain ?? 0)) best = { ...split, column: first + split.column };
      }
      const split = own[i];
      return split && split.gain > (best?.gain ?? 0) ? split : best;
    });
  }

  /** Without the workers: the tree at hand is to be grown anew. */
  goesOn(error: unknown): boolean {
    if (!(error instanceof TeamLost)) return false;
    this.#how = LOST;
    this.#counted = 0;
    return true;
  }

  override addToStretches(...given: Parameters<WasmBoost['addToStretches']>): void {
    this.#playOwn();
    super.addToStretches(...given);
  }

  override places(from: number, to: number): Int32Array {
    this.#playOwn();
    return super.places(from, to);
  }

  override release(): void {
    this.#team.close();
    super.release();
  }

  #tell(last?: (share: Share) => LeafStep): void {
    for (const [member, share] of this.#shares.entries()) {
      this.#ask(member, last ? [...this.#steps, last(share)] : [...this.#steps]);
    }
    this.#steps.length = 0;
  }

  #playOwn(): void {
    for (const step of this.#own.splice(0)) void step();
  }

  #ask(member: number, steps: readonly LeafStep[], transfer: readonly ArrayBuffer[] = []): void {
    const asked = this.#team.ask(member, steps, transfer);
    // It is awaited later, with the others.
    asked.catch(() => undefined);
    this.#asked.push(asked);
  }

  #answers(): Promise<unknown[]> {
    const asked = this.#asked;
    this.#asked = [];
    return Promise.all(asked);
  }
}

/** So many shares of the columns, in whole groups of four; the last one is no smaller than the others. */
function sharesOf(columns: number, shares: number): Share[] {
  const groups = Math.ceil(columns / 4);
  const start = (share: number): number => Math.min(columns, 4 * Math.floor((share * groups) / shares));
  return Array.from({ length: shares }, (_, share) => [start(share), start(share + 1)]);
}

/** Bytes that copies take in so many workers together. */
export function boostCopies(rows: number, columns: number, leaves: number, members: number): number {
  const share = 4 * Math.ceil(Math.ceil(columns / 4) / (members + 1));
  // Bins, gradients, three lists of places.
  return members * (rows * (share + PAIR_BYTES + 12) + slotsFor(leaves, columns) * share * COLUMN_BYTES);
}
