import { END, exportNames, instantiate, Tickets } from './tickets.ts';

/** What a helping thread is started with. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** Looks at END so many times before it sleeps; about a tenth of a millisecond, longer than most pauses between calls. */
const SPINS = 10_000;

/** The life of a helping thread: run tickets as they come. It never returns; whoever started it ends its worker. */
export function serveThread({ module, memory }: ThreadStart, ready: () => void): never {
  const tickets = new Tickets(memory, exportNames(module), instantiate(module, memory));
  const { counters } = tickets;
  let seen = Atomics.load(counters, END);
  ready();
  for (;;) {
    tickets.work();
    for (let i = 0; i < SPINS && Atomics.load(counters, END) === seen; i++);
    Atomics.wait(counters, END, seen);
    seen = Atomics.load(counters, END);
  }
}
