import { crc32, deflateSync, inflateSync } from 'node:zlib';

// A screen of flat colours needs no more than 256 of them: about a third of the bytes of a picture in full colour.

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const EXACT = 160;
const ALL = 256;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** One number a pixel, 0xRRGGBB. */
  readonly pixels: Uint32Array;
}

/** The same picture as a PNG with a palette. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const { palette, indexOf } = quantise(pixels);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf.get(pixels[y * width + x]!)!;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits, palette
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap(parts))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4 + body.length + 4);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

const parts = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** The commonest colours as they are, the rest by the commonest of their neighbourhoods, each pixel by the nearest. */
function quantise(pixels: Uint32Array): { palette: number[]; indexOf: ReadonlyMap<number, number> } {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const common = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const palette = common.slice(0, EXACT);
  const near = new Set<number>();
  for (const colour of common.slice(EXACT)) {
    const neighbourhood = colour & 0xe0e0e0;
    if (near.has(neighbourhood) || palette.length === ALL) continue;
    near.add(neighbourhood);
    palette.push(colour);
  }
  return { palette, indexOf: new Map(common.map((colour, i) => [colour, i < EXACT ? i : nearest(colour, palette)])) };
}

function nearest(colour: number, palette: readonly number[]): number {
  const [r, g, b] = parts(colour);
  let best = 0;
  let least = Infinity;
  palette.forEach((other, i) => {
    const [r2, g2, b2] = parts(other);
    const distance = (r - r2) ** 2 + (g - g2) ** 2 + (b - b2) ** 2;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

/** Read what Chromium writes: 8 bits a channel, with or without transparency, not interlaced. */
function decode(png: Buffer): Picture {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = png[25] === 6 ? 4 : png[25] === 2 ? 3 : 0;
  if (png[24] !== 8 || channels === 0 || png[28] !== 0)
    throw new Error('This PNG is not of the kind that is read here.');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  let above = new Uint8Array(stride);
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    unfilter(raw[y * (stride + 1)]!, row, above, channels);
    for (let x = 0; x < width; x++)
      pixels[y * width + x] = (row[x * channels]! << 16) | (row[x * channels + 1]! << 8) | row[x * channels + 2]!;
    above = row;
  }
  return { width, height, pixels };
}

/** The five filters of PNG (ISO/IEC 15948, clause 9), undone in place. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, channels: number): void {
  for (let i = 0; i < row.length; i++) {
    const left = i >= channels ? row[i - channels]! : 0;
    const up = above[i]!;
    const corner = i >= channels ? above[i - channels]! : 0;
    row[i] = row[i]! + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
