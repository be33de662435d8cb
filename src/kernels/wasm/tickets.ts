/**
 * How threads share work: a ring of tickets in the memory all of them see. Each ticket is one call of one export. The
 * owner writes tickets and raises END; whoever is free takes the next one below END; DONE counts those that were run.
 * The counters only rise (modulo 2^32), so a thread that wakes late finds nothing to take and does no harm.
 */
export const BASE = 1024;
export const NEXT = 0;
export const END = 1;
export const DONE = 2;
export const FAILED = 3;
const COUNTERS = 16;

/** Tickets that may wait at a time; a power of two. */
export const SLOTS = 256;
/** Export, number of arguments, arguments. */
const SLOT_NUMBERS = 32;
export const MOST_ARGUMENTS = SLOT_NUMBERS - 2;

/** Where the compiled module's own data begin; the build says so to the compiler. */
export const MODULE_BASE = 131_072;

export type Exports = Readonly<Record<string, (...args: number[]) => number>>;

/** Names of the exported functions in one order for all threads. */
export const exportNames = (module: WebAssembly.Module): readonly string[] =>
  WebAssembly.Module.exports(module)
    .filter(e => e.kind === 'function')
    .map(e => e.name)
    .sort();

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Exports {
  const abort = (): never => {
    throw new Error('a kernel was stopped by an assertion');
  };
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Exports;
}

export class Tickets {
  readonly counters: Int32Array;
  readonly #slots: Float64Array;
  readonly #exports: readonly ((...args: number[]) => number)[];

  constructor(memory: WebAssembly.Memory, names: readonly string[], exports: Exports) {
    this.counters = new Int32Array(memory.buffer, BASE, COUNTERS);
    this.#slots = new Float64Array(memory.buffer, BASE + COUNTERS * 4, SLOTS * SLOT_NUMBERS);
    this.#exports = names.map(name => exports[name]!);
  }

  write(ticket: number, exported: number, args: readonly number[]): void {
    const at = (ticket & (SLOTS - 1)) * SLOT_NUMBERS;
    this.#slots[at] = exported;
    this.#slots[at + 1] = args.length;
    this.#slots.set(args, at + 2);
  }

  /** Take and run tickets until none is left. */
  work(): void {
    const { counters } = this;
    for (;;) {
      const ticket = Atomics.load(counters, NEXT);
      if (((Atomics.load(counters, END) - ticket) | 0) <= 0) return;
      if (Atomics.compareExchange(counters, NEXT, ticket, (ticket + 1) | 0) !== ticket) continue;
      this.#run(ticket);
      Atomics.add(counters, DONE, 1);
      Atomics.notify(counters, DONE);
    }
  }

  #run(ticket: number): void {
    const at = (ticket & (SLOTS - 1)) * SLOT_NUMBERS;
    const count = this.#slots[at + 1]!;
    try {
      this.#exports[this.#slots[at]!]!(...this.#slots.subarray(at + 2, at + 2 + count));
    } catch {
      Atomics.store(this.counters, FAILED, 1);
    }
  }
}
