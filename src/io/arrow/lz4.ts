import { malformed } from './chunks.ts';

/**
 * LZ4 frames (lz4_Frame_format.md 1.6) of a known length, into an array of exactly that length: nothing that the bytes
 * say can make it longer. Checksums are not verified; the buffers are checked against the table's own counts later.
 */
export function unpackLz4(bytes: Uint8Array, length: number, name: string): Uint8Array {
  const out = new Uint8Array(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const refuse = (): never => {
    throw malformed(name, 'its compressed values do not unpack');
  };
  const flags = bytes[4] ?? 0;
  if (bytes.length < 11 || view.getUint32(0, true) !== 0x184d2204 || flags >> 6 !== 1) refuse();
  const hasChecksum = (flags & 16) !== 0;
  let at = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  let end = 0;
  while (at + 4 <= bytes.length) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return end === length ? out : refuse();
    const size = word & 0x7fffffff;
    if (at + size > bytes.length) refuse();
    const block = bytes.subarray(at, at + size);
    if (word >>> 31) {
      if (end + size > length) refuse();
      out.set(block, end);
      end += size;
    } else end = unpackBlock(block, out, end, refuse);
    at += size + (hasChecksum ? 4 : 0);
  }
  return refuse();
}

/** One block (lz4_Block_format.md): runs of literals, each followed by a copy from what was unpacked before. */
function unpackBlock(block: Uint8Array, out: Uint8Array, start: number, refuse: () => never): number {
  let at = 0;
  let end = start;
  const longer = (count: number): number => {
    let total = count;
    for (let more = 255; more === 255;) {
      if (at >= block.length) refuse();
      more = block[at++]!;
      total += more;
    }
    return total;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = token >> 4 === 15 ? longer(15) : token >> 4;
    if (at + literals > block.length || end + literals > out.length) refuse();
    out.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at >= block.length) break; // the last run has literals alone
    if (at + 2 > block.length) refuse();
    const distance = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const count = ((token & 15) === 15 ? longer(15) : token & 15) + 4;
    if (distance === 0 || distance > end || end + count > out.length) refuse();
    if (distance >= count) out.copyWithin(end, end - distance, end - distance + count);
    else for (let i = 0; i < count; i++) out[end + i] = out[end + i - distance]!;
    end += count;
  }
  return end;
}
