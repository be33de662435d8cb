import { WasmMemory } from './memory.ts';
import type { ThreadStart } from './thread.ts';
import {
  DONE,
  END,
  exportNames,
  type Exports,
  FAILED,
  instantiate,
  MODULE_BASE,
  MOST_ARGUMENTS,
  SLOTS,
  Tickets,
} from './tickets.ts';

/** A started helper; `ready` settles when it waits for work. */
export interface HelpingThread {
  readonly ready: Promise<void>;
  end(): void;
}

/** 4 GiB, the most that 32-bit addresses reach. */
const MOST_PAGES = 65_536;
const FIRST_PAGES = 256;

/** The compiled kernels on one or more threads over one memory. The calling thread works too and blocks meanwhile. */
export class WasmThreads {
  readonly threads: number;
  readonly memory: WasmMemory;
  readonly #names: readonly string[];
  readonly #exports: Exports;
  readonly #tickets: Tickets;
  readonly #helpers: readonly HelpingThread[];
  /** The export that was begun last. */
  #begun = '';

  private constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, helpers: readonly HelpingThread[]) {
    this.#names = exportNames(module);
    this.#exports = instantiate(module, memory);
    this.memory = new WasmMemory(memory, Math.max(MODULE_BASE, this.#exports['heapBase']!()));
    this.#tickets = new Tickets(memory, this.#names, this.#exports);
    this.#helpers = helpers;
    this.threads = helpers.length + 1;
  }

  /** On one thread, with a module compiled for a memory of its own. */
  static single(module: WebAssembly.Module): WasmThreads {
    return new WasmThreads(module, new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES }), []);
  }

  /** On `threads` threads, with a module compiled for shared memory. `start` starts a worker that calls `serveThread`. */
  static async shared(
    module: WebAssembly.Module,
    threads: number,
    start: (given: ThreadStart) => HelpingThread,
  ): Promise<WasmThreads> {
    const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES, shared: true });
    const helpers = Array.from({ length: threads - 1 }, () => start({ module, memory }));
    try {
      await Promise.all(helpers.map(helper => helper.ready));
    } catch (error) {
      for (const helper of helpers) helper.end();
      throw error;
    }
    return new WasmThreads(module, memory, helpers);
  }

  /** Call an export on this thread. */
  call(name: string, ...args: number[]): number {
    return this.#exports[name]!(...args);
  }

  /**
   * Call an export once with each list of at most 30 arguments, on whichever thread is free, and return when all are
   * done. The calls must not depend on each other; nothing says in which order they run.
   */
  parallel(name: string, parts: readonly (readonly number[])[]): void {
    if (parts.length === 1) {
      this.#exports[name]!(...parts[0]!);
      return;
    }
    for (let from = 0; from < parts.length; from += SLOTS) this.begin(name, parts.slice(from, from + SLOTS));
    this.finish();
  }

  /** The same, but return when others have been told: what was begun is done when `finish` returns. */
  begin(name: string, parts: readonly (readonly number[])[]): void {
    if (this.threads === 1) {
      for (const args of parts) this.#exports[name]!(...args);
      return;
    }
    const exported = this.#names.indexOf(name);
    if (exported < 0) throw new Error(`The kernels have no export "${name}".`);
    if (parts.length > SLOTS) throw new Error(`At most ${SLOTS} calls can wait.`);
    this.#begun = name;
    const { counters } = this.#tickets;
    const first = Atomics.load(counters, END);
    if (((first - Atomics.load(counters, DONE)) | 0) + parts.length > SLOTS) this.finish();
    parts.forEach((args, i) => {
      if (args.length > MOST_ARGUMENTS) throw new Error(`A kernel takes at most ${MOST_ARGUMENTS} arguments.`);
      this.#tickets.write(first + i, exported, args);
    });
    Atomics.store(counters, END, (first + parts.length) | 0);
    Atomics.notify(counters, END);
  }

  /** Work on what was begun, and return when all of it is done. */
  finish(): void {
    // Alone, everything is done when it is begun; and memory that is not shared moves when it grows.
    if (this.threads === 1) return;
    const { counters } = this.#tickets;
    const end = Atomics.load(counters, END);
    this.#tickets.work();
    for (;;) {
      const done = Atomics.load(counters, DONE);
      if (done === end) break;
      Atomics.wait(counters, DONE, done, 1);
    }
    if (Atomics.exchange(counters, FAILED, 0)) throw new Error(`The kernel "${this.#begun}" failed.`);
  }

  /** End the helping threads. What lies in memory stays readable. */
  close(): void {
    for (const helper of this.#helpers) helper.end();
  }
}
