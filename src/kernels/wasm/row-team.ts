import type { NumberRows } from '../linear.ts';
import type { RowCall, RowsJob } from './row-member.ts';
import { type Helpers, type LastShared, Team, TeamLost } from './team.ts';

/** When workers are worth starting, in multiply-adds, of which a thread does some four thousand million a second. */
export interface RowSharing {
  /** Of a pass, below which a message costs more than a worker saves. */
  readonly pass: number;
  /** Passes alone that are worth starting workers, and for each number that has to be copied. */
  readonly start: number;
  readonly copied: number;
  /** Most bytes of copies in all workers together. */
  readonly copies: number;
}

export const ROW_SHARING: RowSharing = { pass: 4e6, start: 3e8, copied: 64, copies: 2 ** 30 };

/** Rows [from, to). */
export interface Share {
  readonly from: number;
  readonly to: number;
}

/** Whose passes are shared. */
export interface Sharer {
  readonly given: NumberRows;
  /** Rows that stay together, because they have a sum of their own. */
  readonly unit: number;
  /** Whether each worker is given all rows; shares are of the work then. */
  readonly whole?: boolean;
  job(share: Share): RowsJob;
  /** Tells new workers what has been said before. */
  begin?(): void;
  /** Makes good here, over all rows, what only a lost worker knew. */
  regain?(): Promise<unknown>;
}

/** Whose properties are all methods. */
type Methods<M> = { [K in keyof M]: (...given: never[]) => unknown };

/** Numbers copied between two looks at whether the work is to stop, and milliseconds between two while others work. */
const COPIED = 4e6;
const LOOK = 20;

const LOST = 'one thread, as a worker was lost';

/**
 * Passes over rows that are shared with workers without common memory: each is given some of the rows once, whole units of
 * them, then only what a pass begins with, and answers with the sums of its units. This thread goes over the first rows and
 * holds all of them, so that it can do everything alone: at first, and when a worker is lost. Workers are started when
 * passes alone have cost several times what starting them and handing out rows does: work that ends soon costs no more than
 * before, and other work little more than if one had known how long it would be. `M` are the methods of a worker.
 */
export class RowTeam<M extends Methods<M>> {
  readonly #helpers: Helpers;
  readonly #sharing: RowSharing;
  readonly #last: LastShared;
  readonly #sharer: Sharer;
  /** Of this thread, then of each worker. */
  readonly #shares: readonly Share[];
  #team: Team | null = null;
  #done = 0;
  /** How passes are shared, a plain clause. */
  how = 'one thread';

  constructor(helpers: Helpers, last: LastShared, sharer: Sharer, sharing: RowSharing) {
    this.#helpers = helpers;
    this.#sharing = sharing;
    this.#last = last;
    this.#sharer = sharer;
    const { rows, width } = sharer.given;
    const bytes = (members: number) => 8 * rows * width * (sharer.whole ? members : members / (members + 1));
    let members = Math.min(helpers.most, Math.ceil(rows / sharer.unit) - 1);
    while (members > 0 && bytes(members) > sharing.copies) members--;
    this.#shares = sharesOf(rows, sharer.unit, members + 1);
    last.by = this;
  }

  get isShared(): boolean {
    return this.#team !== null && !this.#team.lost;
  }

  /**
   * A pass of so much work: `own` here, the method in each worker with what it is given, which is moved there. The answers
   * in the order of the rows; one, over all rows, where nobody helps.
   */
  async over<K extends keyof M & string>(
    work: number,
    wait: () => Promise<void>,
    own: (share: Share) => Promise<Answer<M, K>>,
    method: K,
    given: (share: Share) => [...Parameters<M[K]>],
  ): Promise<readonly Answer<M, K>[]> {
    if (!this.#team) await this.#consider(work, wait);
    if (!this.isShared) return [await this.#alone(own)];
    this.#last.by = this;
    const asked = Promise.all(this.#tell(method, given));
    // It is awaited below; a worker may be lost before.
    asked.catch(() => undefined);
    const found = await own(this.#shares[0]!);
    try {
      const others = (await patiently(asked, wait)) as Answer<M, K>[];
      return [found, ...others];
    } catch (error) {
      if (!(error instanceof TeamLost)) throw error;
      return [await this.#alone(own)];
    }
  }

  /** The same where nothing is answered; a worker that is lost shows at what is asked next. */
  tell<K extends keyof M & string>(method: K, given: (share: Share) => [...Parameters<M[K]>]): void {
    if (!this.isShared) return;
    for (const asked of this.#tell(method, given)) asked.catch(() => undefined);
  }

  close(): void {
    this.#team?.close();
  }

  async #alone<T>(own: (share: Share) => Promise<T>): Promise<T> {
    if (this.#team && this.how !== LOST) {
      this.how = LOST;
      await this.#sharer.regain?.();
    }
    return own({ from: 0, to: this.#sharer.given.rows });
  }

  #tell<K extends keyof M & string>(method: K, given: (share: Share) => [...Parameters<M[K]>]): Promise<unknown>[] {
    return this.#shares.slice(1).map((share, member) => this.#ask(member, { method, given: given(share) }));
  }

  #ask(member: number, call: RowCall): Promise<unknown> {
    return this.#team!.ask(
      member,
      call,
      call.given.filter(isArray).map(({ buffer }) => buffer as ArrayBuffer),
    );
  }

  /** Rows that each worker has. */
  get #copies(): readonly Share[] {
    const { given, whole } = this.#sharer;
    return this.#shares.slice(1).map(share => (whole ? { from: 0, to: given.rows } : share));
  }

  async #consider(work: number, wait: () => Promise<void>): Promise<void> {
    const { pass, start, copied } = this.#sharing;
    if (work < pass || this.#shares.length < 2) return;
    const numbers = this.#copies.reduce((sum, { from, to }) => sum + (to - from) * this.#sharer.given.width, 0);
    if (this.#done + work >= start + copied * numbers) await this.#open(wait);
    else this.#done += work;
  }

  async #open(wait: () => Promise<void>): Promise<void> {
    const { width, data } = this.#sharer.given;
    const jobs = this.#copies.map(share => this.#sharer.job(share));
    this.#team = new Team(this.#helpers, jobs);
    this.how = `${this.#shares.length} threads with copies of rows`;
    for (const [member, { from, to }] of this.#copies.entries()) {
      for (let at = from * width; at < to * width; at += COPIED) {
        // A worker that is lost on the way is noticed below.
        const numbers = data.slice(at, Math.min(to * width, at + COPIED));
        this.#ask(member, { method: 'rows', given: [at - from * width, numbers] }).catch(() => undefined);
        await wait();
      }
    }
    if (!this.isShared) return;
    this.#sharer.begin?.();
  }
}

type Answer<M extends Methods<M>, K extends keyof M> = Awaited<ReturnType<M[K]>>;

const isArray = (value: unknown): value is Float64Array | Int32Array => ArrayBuffer.isView(value);

/** What is awaited of others, with looks at whether the work is to stop. */
export async function patiently<T>(asked: Promise<T>, wait: () => Promise<void>): Promise<T> {
  let waiting = true;
  const done = asked.finally(() => (waiting = false));
  done.catch(() => undefined);
  await Promise.race([done, sleep()]);
  while (waiting) {
    await wait();
    await Promise.race([done, sleep()]);
  }
  return done;
}

const sleep = (): Promise<void> => new Promise(resolve => setTimeout(resolve, LOOK));

/** Runs one after the other. */
export function joined<A extends Float64Array | Int32Array>(parts: readonly A[]): A {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out = (parts[0] instanceof Int32Array ? new Int32Array(length) : new Float64Array(length)) as A;
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Rows in so many shares of whole units, the first ones no smaller than the others. */
function sharesOf(rows: number, unit: number, shares: number): Share[] {
  const units = Math.ceil(rows / unit);
  const start = (share: number): number => Math.min(rows, unit * Math.ceil((share * units) / shares));
  return Array.from({ length: shares }, (_, share) => ({ from: start(share), to: start(share + 1) }));
}
