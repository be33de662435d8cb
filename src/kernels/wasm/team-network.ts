import type {
  NetworkKernels,
  NetworkRows,
  NetworkSession,
  NetworkSetup,
  NetworkState,
  NetworkUpdate,
  WeightedLoss,
} from '../network.ts';
import { networkLayout } from '../network-layout.ts';
import type { BlocksCall } from './member.ts';
import { type BlockSlopes, WasmSession } from './network.ts';
import { Race } from './race.ts';
import { type Helpers, type LastShared, Team, TeamLost } from './team.ts';
import type { WasmThreads } from './threads.ts';

const QUICKER = 'one thread, which was quicker than sharing';
const LOST = 'one thread, as a worker was lost';

/** When blocks of a batch are worth telling workers of. */
export interface NetworkSharing {
  /** Rows of a batch times parameters: a step below that takes less than a message saves. */
  readonly step: number;
  /** Most bytes of copies in all workers together; they are made at once, before the first step. */
  readonly copies: number;
}

export const NETWORK_SHARING: NetworkSharing = { step: 4e6, copies: 2 ** 27 };

/** Networks on this thread and on workers that share no memory with it, the same to the bit. */
export const teamNetworkKernels = (
  threads: WasmThreads,
  helpers: Helpers,
  last: LastShared,
  sharing = NETWORK_SHARING,
): NetworkKernels => ({
  open(setup) {
    const own = new WasmSession(threads, setup);
    const blocks = setup.atOnce && setup.atOnce < setup.batch ? 1 : own.blocksOf(new Int32Array(setup.batch));
    const isWorth = setup.batch * networkLayout(setup.plan).parameters >= sharing.step;
    const most = Math.floor(sharing.copies / bytesOf(setup.training));
    const members = isWorth ? Math.min(helpers.most, blocks - 1, most) : 0;
    if (members > 0) return new TeamSession(own, setup, helpers, members, last);
    last.by = { how: 'one thread' };
    return own;
  },
});

const bytesOf = ({ numbers, codes, targets }: NetworkRows): number =>
  numbers.byteLength + codes.byteLength + targets.byteLength;

/**
 * Every worker has all training rows. A step sends it the parameters and which rows are in the batch, and gets the slopes of
 * its blocks back, which are added up here in the order of the blocks. Steps wait in a queue, one for the other. The bits are
 * the same either way, so the first steps tell whether sharing is quicker here than one thread.
 */
class TeamSession implements NetworkSession {
  readonly #own: WasmSession;
  readonly #team: Team;
  #queue: Promise<void> = Promise.resolve();
  #isOpen = true;
  readonly #told: { how: string };
  /** Of sharing (0) and one thread (1). */
  readonly #race = new Race();

  constructor(own: WasmSession, setup: NetworkSetup, helpers: Helpers, members: number, last: LastShared) {
    this.#own = own;
    const job = {
      kind: 'network',
      module: helpers.module,
      setup: { ...setup, validation: null, measured: 0 },
    } as const;
    this.#team = new Team(helpers, new Array(members).fill(job));
    this.#told = last.by = { how: `${members + 1} threads with copies of rows` };
  }

  train(rows: Int32Array, update: NetworkUpdate): void {
    this.#queue = this.#queue.then(() => this.#step(rows, update));
    // It is awaited with whatever is asked next.
    this.#queue.catch(() => undefined);
  }

  async losses(take: boolean): Promise<WeightedLoss> {
    await this.#queue;
    return this.#own.losses(take);
  }

  async validate(from: number, to: number): Promise<WeightedLoss> {
    await this.#queue;
    return this.#own.validate(from, to);
  }

  async gradient(rows: Int32Array): Promise<Float32Array> {
    await this.#queue;
    return this.#own.gradient(rows);
  }

  async read(): Promise<NetworkState> {
    await this.#queue;
    return this.#own.read();
  }

  close(): void {
    this.#isOpen = false;
    this.#team.close();
    this.#own.close();
  }

  async #step(rows: Int32Array, update: NetworkUpdate): Promise<void> {
    if (!this.#isOpen) return;
    const used = this.#own.blocksOf(rows);
    const shares = Math.min(used, this.#team.size + 1);
    if (this.#team.lost && this.#told.how !== QUICKER) this.#told.how = LOST;
    const isAlone = shares === 1 || this.#team.lost || this.#race.way === 1;
    const started = performance.now();
    if (isAlone) this.#own.train(rows, update);
    else {
      const starts = Array.from({ length: shares + 1 }, (_, share) => Math.ceil((share * used) / shares));
      await this.#own.trainWith(rows, update, starts[1]!, this.#others(rows, starts.slice(1)));
    }
    if (shares === 1 || this.#team.lost || this.#race.isOver) return;
    this.#race.note((performance.now() - started) / rows.length);
    if (!this.#race.isOver || this.#race.way === 0) return;
    this.#told.how = QUICKER;
    this.#team.close();
  }

  /** Slopes of the blocks from each start to the next, one worker each; null when one was lost. */
  async #others(rows: Int32Array, starts: readonly number[]): Promise<readonly BlockSlopes[] | null> {
    const asked = starts.slice(1).map((end, member) => {
      const { parameters, steps } = this.#own.handedOut();
      const blocks: BlocksCall['blocks'] = [parameters, rows.slice(), steps, starts[member]!, end];
      return this.#team.ask<BlockSlopes>(member, { blocks }, [parameters.buffer as ArrayBuffer]);
    });
    try {
      return await Promise.all(asked);
    } catch (error) {
      if (!(error instanceof TeamLost)) throw error;
      this.#told.how = LOST;
      return null;
    }
  }
}
