/**
 * Seeded randomness: the only source of chance in the studio. A stream is named by (seed, name), so that one part
 * drawing more numbers never changes what another part sees.
 */
export interface Random {
  /** Uniform in [0, 1) with 53 random bits. */
  next(): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
  /** Standard normal, Box-Muller. */
  normal(): number;
  /** A permutation of 0..n-1 (Fisher-Yates). */
  permutation(n: number): Int32Array;
}

/** 32-bit string hash (FNV-1a with a final avalanche), used to turn a stream name into seed material. */
function hash(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state. */
export function randomStream(seed: number, name: string): Random {
  let a = hash(name, seed | 0);
  let b = hash(name, Math.imul(seed, 0x9e3779b1) ^ 0x243f6a88);
  let c = hash(name, Math.floor(seed / 4294967296) ^ 0x85a308d3);
  let counter = 1;
  const next32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();

  const next = () => ((next32() >>> 5) * 67108864 + (next32() >>> 6)) / 9007199254740992;
  const integer = (below: number) => Math.floor(next() * below);
  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    permutation(n) {
      const order = new Int32Array(n);
      for (let i = 0; i < n; i++) {
        const j = integer(i + 1);
        order[i] = order[j]!;
        order[j] = i;
      }
      return order;
    },
  };
}
