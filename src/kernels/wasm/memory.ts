const PAGE = 65_536;
const ALIGNMENT = 16;
/** Larger rooms are plain arrays: this memory never shrinks, and the loops need some of it too. */
const LARGEST_ROOM = 2 ** 29;

/** A free stretch of memory. */
interface Gap {
  at: number;
  bytes: number;
}

/** Stretches that are given back together. */
export interface Region {
  /** Address of `bytes` bytes, a multiple of 16; what lies there is undefined. Throws RangeError when memory is full. */
  allocate(bytes: number): number;
  /**
   * The address of these numbers, for loops that only read them: where they lie if that is a room or a part of one, else
   * that of a copy in this region.
   */
  place(values: Float64Array): number;
  close(): void;
}

/**
 * Memory of the WebAssembly kernels. TypeScript alone hands it out: compiled functions take addresses and allocate
 * nothing. First fit, with neighbouring gaps joined. Views must be taken anew after any `allocate`, for growing the
 * memory may detach them.
 */
export class WasmMemory {
  readonly memory: WebAssembly.Memory;
  readonly #gaps: Gap[] = [];
  readonly #taken = new Map<number, number>();
  readonly #rooms = new WeakSet<Float64Array>();
  /** Each growth of shared memory makes a new buffer over the same bytes; these are those that rooms were made on. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #end: number;

  constructor(memory: WebAssembly.Memory, firstFree: number) {
    this.memory = memory;
    this.#end = align(firstFree);
  }

  /** Bytes handed out at present. */
  get used(): number {
    return [...this.#taken.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  allocate(bytes: number): number {
    const size = align(Math.max(1, bytes));
    const gap = this.#gaps.find(g => g.bytes >= size);
    const at = gap ? gap.at : this.#extend(size);
    if (gap) {
      gap.at += size;
      gap.bytes -= size;
      if (!gap.bytes) this.#gaps.splice(this.#gaps.indexOf(gap), 1);
    }
    this.#taken.set(at, size);
    return at;
  }

  free(at: number): void {
    const bytes = this.#taken.get(at);
    if (bytes === undefined) throw new RangeError(`Nothing was allocated at ${at}.`);
    this.#taken.delete(at);
    const next = this.#gaps.findIndex(g => g.at > at);
    const place = next < 0 ? this.#gaps.length : next;
    this.#gaps.splice(place, 0, { at, bytes });
    for (const i of [place, place - 1]) {
      const [low, high] = [this.#gaps[i], this.#gaps[i + 1]];
      if (!low || !high || low.at + low.bytes !== high.at) continue;
      low.bytes += high.bytes;
      this.#gaps.splice(i + 1, 1);
    }
    const last = this.#gaps.at(-1);
    if (last && last.at + last.bytes === this.#end) {
      this.#end = last.at;
      this.#gaps.pop();
    }
  }

  /**
   * An array in this memory, to be handed to `giveBack`; what lies in it is undefined. Only in shared memory does it stay
   * valid when the memory grows, so without it, and where it is full, this is an array like any other.
   */
  room(length: number): Float64Array {
    const bytes = 8 * length;
    if (this.memory.buffer instanceof ArrayBuffer || bytes > LARGEST_ROOM) return new Float64Array(length);
    try {
      const room = this.f64(this.allocate(bytes), length);
      this.#rooms.add(room);
      this.#buffers.add(room.buffer);
      return room;
    } catch (error) {
      if (error instanceof RangeError) return new Float64Array(length);
      throw error;
    }
  }

  giveBack(room: Float64Array): void {
    if (this.#rooms.delete(room)) this.free(room.byteOffset);
  }

  /** Where the numbers of a room or of a part of one lie; undefined for arrays that are not in this memory. */
  addressOf(values: Float64Array): number | undefined {
    return this.#buffers.has(values.buffer) ? values.byteOffset : undefined;
  }

  /** For work that allocates many stretches and ends with all of them: close it in a `finally`. */
  region(): Region {
    const own: number[] = [];
    return {
      allocate: bytes => {
        const at = this.allocate(bytes);
        own.push(at);
        return at;
      },
      place: values => {
        const known = this.addressOf(values);
        if (known !== undefined) return known;
        const at = this.allocate(8 * values.length);
        own.push(at);
        this.f64(at, values.length).set(values);
        return at;
      },
      close: () => {
        for (const at of own.splice(0)) this.free(at);
      },
    };
  }

  f64(at: number, length: number): Float64Array<ArrayBufferLike> {
    return new Float64Array(this.memory.buffer, at, length);
  }
  f32(at: number, length: number): Float32Array<ArrayBufferLike> {
    return new Float32Array(this.memory.buffer, at, length);
  }
  i32(at: number, length: number): Int32Array<ArrayBufferLike> {
    return new Int32Array(this.memory.buffer, at, length);
  }
  u32(at: number, length: number): Uint32Array<ArrayBufferLike> {
    return new Uint32Array(this.memory.buffer, at, length);
  }
  i16(at: number, length: number): Int16Array<ArrayBufferLike> {
    return new Int16Array(this.memory.buffer, at, length);
  }
  u16(at: number, length: number): Uint16Array<ArrayBufferLike> {
    return new Uint16Array(this.memory.buffer, at, length);
  }
  u8(at: number, length: number): Uint8Array<ArrayBufferLike> {
    return new Uint8Array(this.memory.buffer, at, length);
  }

  #extend(bytes: number): number {
    const at = this.#end;
    const missing = at + bytes - this.memory.buffer.byteLength;
    // Grown by an eighth at least, so that many small stretches do not grow it many times.
    if (missing > 0) {
      const least = Math.ceil(missing / PAGE);
      const wanted = Math.max(least, Math.ceil(this.memory.buffer.byteLength / 8 / PAGE));
      if (!this.#grow(wanted) && !this.#grow(least))
        throw new RangeError(`WebAssembly memory is full: ${bytes} more bytes are needed beyond ${at}.`);
    }
    this.#end = at + bytes;
    return at;
  }

  #grow(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}

const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
