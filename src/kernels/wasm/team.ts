import type { Answered, Call, Job } from './member.ts';

/** A worker of a team; it runs what `memberOf` gives. */
export interface Member {
  post(message: Job | Call, transfer: readonly ArrayBuffer[]): void;
  end(): void;
}

/** Starts a worker: it passes on what it answers, and says so when it dies. */
export type StartMember = (hear: (answer: Answered) => void, died: (reason: string) => void) => Member;

/** What there is for making teams: the kernels compiled for a memory of one's own, and how many workers at most. */
export interface Helpers {
  readonly module: WebAssembly.Module;
  readonly most: number;
  readonly start: StartMember;
}

/** Whatever was shared last, and how: a plain clause. */
export interface LastShared {
  by: { readonly how: string };
}

/** A worker died or failed. What it had in hand is lost, and the whole team with it. */
export class TeamLost extends Error {
  readonly code = 'kernels/worker-lost';
}

interface Waiting {
  resolve(value: never): void;
  reject(reason: TeamLost): void;
}

/**
 * Workers that share no memory, for pages that are not cross-origin isolated. Each has kernels, memory and a copy of what
 * it needs of its own, is given one job when it starts, answers calls in their order, and ends with the job.
 */
export class Team {
  readonly size: number;
  readonly #members: readonly Member[];
  readonly #waiting: readonly Waiting[][];
  #lost: TeamLost | null = null;

  constructor({ start }: Helpers, jobs: readonly Job[]) {
    this.size = jobs.length;
    this.#waiting = jobs.map(() => []);
    this.#members = jobs.map((_, i) =>
      start(
        answer => this.#hear(i, answer),
        reason => this.#lose(reason),
      ),
    );
    jobs.forEach((job, i) => this.#send(i, job, []).catch(() => undefined));
  }

  get lost(): boolean {
    return this.#lost !== null;
  }

  /** Rejects with `TeamLost`. Buffers in `transfer` are moved, everything else is copied. */
  ask<T>(member: number, call: Call, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    return this.#send(member, call, transfer);
  }

  close(): void {
    this.#lose('The work is over.');
  }

  #send<T>(member: number, message: Job | Call, transfer: readonly ArrayBuffer[]): Promise<T> {
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise<T>((resolve, reject) => {
      this.#waiting[member]!.push({ resolve, reject });
      this.#members[member]!.post(message, transfer);
    });
  }

  #hear(member: number, answer: Answered): void {
    if ('failure' in answer) this.#lose(answer.failure);
    else this.#waiting[member]!.shift()?.resolve(answer.value as never);
  }

  #lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = new TeamLost(`A worker that helped with the kernels was lost: ${reason}`);
    for (const member of this.#members) member.end();
    for (const { reject } of this.#waiting.flatMap(all => all.splice(0))) reject(this.#lost);
  }
}
