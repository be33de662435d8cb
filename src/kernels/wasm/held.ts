import type { Region, WasmMemory } from './memory.ts';

/** Things that stay in memory for the next rows, and their bytes; the one used longest ago goes first. */
const MOST_HELD = 64;
const MOST_BYTES = 2 ** 29;

interface Entry {
  readonly region: Region;
  readonly bytes: number;
  readonly value: unknown;
}

/** What was written to memory once, known by the object it was written from. */
export class Held {
  readonly #memory: WasmMemory;
  /** In order of use, the last one last. */
  readonly #entries = new Map<object, Entry>();

  constructor(memory: WasmMemory) {
    this.#memory = memory;
  }

  /** What `write` gave for this object the first time; it takes about `bytes` bytes from the region. */
  hold<T>(key: object, bytes: number, write: (region: Region) => T): T {
    const entry = this.#entries.get(key) ?? this.#write(bytes, write);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value as T;
  }

  /** Forget everything. */
  release(): void {
    for (const { region } of this.#entries.values()) region.close();
    this.#entries.clear();
  }

  #write(bytes: number, write: (region: Region) => unknown): Entry {
    this.#makeRoom(bytes);
    const region = this.#memory.region();
    try {
      return { region, bytes, value: write(region) };
    } catch (error) {
      region.close();
      throw error;
    }
  }

  #makeRoom(bytes: number): void {
    let all = bytes;
    for (const entry of this.#entries.values()) all += entry.bytes;
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size < MOST_HELD && all <= MOST_BYTES) return;
      entry.region.close();
      this.#entries.delete(key);
      all -= entry.bytes;
    }
  }
}
