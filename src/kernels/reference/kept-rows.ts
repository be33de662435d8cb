/** Rooms for rows kept for later, at least two and at most so many; the least recently used makes room. */
export class KeptRows<Room> {
  readonly #kept = new Map<number, Room>();
  #most: number;

  constructor(most: number) {
    this.#most = Math.max(2, most);
  }

  /** Room of a row; `fresh` where the row itself is not there yet. `make` throws where there is no more room to be had. */
  place(row: number, make: () => Room): { readonly room: Room; readonly fresh: boolean } {
    const known = this.#kept.get(row);
    if (known !== undefined) this.#kept.delete(row);
    const room = known ?? this.#made(make) ?? this.#oldest();
    this.#kept.set(row, room);
    return { room, fresh: known === undefined };
  }

  #made(make: () => Room): Room | undefined {
    if (this.#kept.size >= this.#most) return undefined;
    try {
      return make();
    } catch (error) {
      if (this.#kept.size < 2) throw error;
      this.#most = this.#kept.size;
      return undefined;
    }
  }

  #oldest(): Room {
    const [oldest, room] = this.#kept.entries().next().value!;
    this.#kept.delete(oldest);
    return room;
  }
}
