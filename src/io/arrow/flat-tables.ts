/** Refuses the bytes, saying what is wrong with them. */
export type Refuse = (what: string) => never;

/** Bounded reading of FlatBuffers tables. */
export class FlatTables {
  private readonly view: DataView;
  private readonly refuse: Refuse;
  constructor(view: DataView, refuse: Refuse) {
    this.view = view;
    this.refuse = refuse;
  }
  private need(at: number, size: number): number {
    if (at < 0 || at + size > this.view.byteLength) this.refuse('its description points outside itself');
    return at;
  }
  u8(at: number): number {
    return this.view.getUint8(this.need(at, 1));
  }
  /** A 64-bit integer that must be a count. */
  count(at: number): number {
    const value = Number(this.view.getBigInt64(this.need(at, 8), true));
    if (value < 0 || !Number.isSafeInteger(value)) this.refuse('it has a count that makes no sense');
    return value;
  }
  /** What the offset stored at `at` points to. */
  follow(at: number): number {
    return this.need(at + this.view.getUint32(this.need(at, 4), true), 4);
  }
  /** Where field `id` of a table lies; 0 where it is absent. */
  field(table: number, id: number): number {
    const vtable = this.need(table - this.view.getInt32(this.need(table, 4), true), 4);
    const size = this.view.getInt16(vtable, true); // signed, and compared as the FlatBuffers library does
    const slot = 4 + id * 2;
    if (slot >= size) return 0;
    const offset = this.view.getInt16(this.need(vtable + slot, 2), true);
    return offset === 0 ? 0 : this.need(table + offset, 1);
  }
  /** The vector in field `id`: its first element and its length. */
  vector(table: number, id: number, elementBytes: number): { first: number; length: number } {
    const at = this.field(table, id);
    if (at === 0) return { first: 0, length: 0 };
    const start = this.follow(at);
    const length = this.view.getUint32(start, true);
    this.need(start + 4, length * elementBytes);
    return { first: start + 4, length };
  }
  /** Make field `id` of a table absent. */
  drop(table: number, id: number): void {
    const vtable = table - this.view.getInt32(table, true);
    this.view.setInt16(this.need(vtable + 4 + id * 2, 2), 0, true);
  }
}
