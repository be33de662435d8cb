import { growBytes, type Texts } from './texts.ts';

/** No category has more levels (see categoryLimit), and one for "NA". */
const mostLevels = 1001;
const slotCount = 4096;

/** FNV-1a, 32 bits, byte by byte. */
export const firstHash = 0x811c9dc5 | 0;
export const nextHash = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

export function hashOf(source: Uint8Array, from: number, to: number): number {
  let hash = firstHash;
  for (let i = from; i < to; i++) hash = nextHash(hash, source[i]!);
  return hash;
}

/** Up to 1,001 distinct texts as bytes, in order of first appearance: an open-addressing hash table. */
export class ByteDictionary {
  high = 0;
  private readonly slots = new Int16Array(slotCount).fill(-1);
  private readonly hashes = new Int32Array(mostLevels);
  private readonly offsets = new Int32Array(mostLevels + 1);
  private bytes = new Uint8Array(1024);
  private count = 0;

  /** The code of a text, new or known, by its hash; -1 where it is one too many. */
  code(source: Uint8Array, from: number, to: number, hash: number): number {
    const { slots, hashes, offsets, bytes } = this;
    let slot = (hash ^ (hash >>> 15)) & (slotCount - 1);
    let code: number;
    while ((code = slots[slot]!) >= 0) {
      if (hashes[code] === hash) {
        let at = offsets[code]!;
        if (offsets[code + 1]! - at === to - from) {
          let i = from;
          while (i < to && source[i] === bytes[at]) {
            i++;
            at++;
          }
          if (i === to) return code;
        }
      }
      slot = (slot + 1) & (slotCount - 1);
    }
    if (this.count === mostLevels) return -1;
    slots[slot] = this.count;
    hashes[this.count] = hash;
    this.add(source, from, to);
    return this.count++;
  }

  private add(source: Uint8Array, from: number, to: number): void {
    const at = this.offsets[this.count]!;
    const end = at + to - from;
    if (end > this.bytes.length) this.bytes = growBytes(this.bytes, end);
    for (let i = from; i < to; i++) this.high |= source[i]! & 0x80;
    this.bytes.set(source.subarray(from, to), at);
    this.offsets[this.count + 1] = end;
  }

  levels(): Texts {
    const offsets = this.offsets.slice(0, this.count + 1);
    return { bytes: this.bytes.slice(0, offsets[this.count]), offsets, high: this.high };
  }
}
