/** A small generator of chance (mulberry32) with the one seed that a run prints. */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** Bytes and pieces of text that readers are known to stumble over. */
const telling: readonly Uint8Array[] = [
  ...[0, 1, 0x7f, 0x80, 0xff, 0x22, 0x27, 0x2c, 0x0a, 0x0d, 0x5b, 0x7b, 0x5c].map(byte => Uint8Array.of(byte)),
  ...['""', '"\n', '\r\n', '1e999', '-0', '9007199254740993', '\ufeff', '{"', '[[', '\\u0000', '<c r="XFD1048576">', 'PK\u0001\u0002'].map(text => new TextEncoder().encode(text)), // prettier-ignore
  Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
];

/** The file changed in one to four places: bits, bytes, numbers, pieces cut out, doubled, put in, or the end cut off. */
export function mutate(file: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = file.slice();
  for (let times = 1 + random(4); times > 0 && bytes.length > 0; times--) {
    const at = random(bytes.length);
    switch (random(8)) {
      case 0:
        bytes[at]! ^= 1 << random(8);
        break;
      case 1:
        bytes[at] = random(256);
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random(64)));
        break;
      case 4: {
        const piece = bytes.slice(at, at + 1 + random(64));
        bytes = joined(bytes.subarray(0, at), piece, bytes.subarray(at));
        break;
      }
      case 5: {
        const piece = telling[random(telling.length)]!;
        bytes = joined(bytes.subarray(0, at), piece, bytes.subarray(at));
        break;
      }
      case 6: {
        const piece = telling[random(telling.length)]!;
        bytes = joined(bytes.subarray(0, at), piece, bytes.subarray(at + piece.length));
        break;
      }
      default:
        // Near the end lie the descriptions of Parquet, Arrow and zip.
        bytes[bytes.length - 1 - random(Math.min(bytes.length, 400))] = random(256);
    }
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
