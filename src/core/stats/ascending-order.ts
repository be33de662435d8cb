const digitBits = 11;
const digits = 1 << digitBits;

/**
 * The positions of the values in ascending order, equal values in order of position; NaN comes last and -0 counts as 0.
 * A radix sort (least significant digit first, six digits of eleven bits) that carries the bits along: O(n), several times
 * faster than comparing.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  let from = orderedBits(values);
  let to = { low: new Uint32Array(n), high: new Uint32Array(n), at: new Uint32Array(n) };
  for (let shift = 0; shift < 64; shift += digitBits) {
    const starts = digitStarts(from.low, from.high, shift);
    if (starts === null) continue;
    const { low, high, at } = from;
    for (let i = 0; i < n; i++) {
      const place = starts[digitAt(low[i]!, high[i]!, shift)]!++;
      to.low[place] = low[i]!;
      to.high[place] = high[i]!;
      to.at[place] = at[i]!;
    }
    [from, to] = [to, from];
  }
  return from.at;
}

/** Positive numbers order like their bits with the sign set; negative ones like their bits turned over. */
function orderedBits(values: Float64Array) {
  const n = values.length;
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * n);
  const bits = { low: new Uint32Array(n), high: new Uint32Array(n), at: new Uint32Array(n) };
  for (let i = 0; i < n; i++) {
    const low = words[2 * i]!;
    const high = words[2 * i + 1]!;
    const missing = (high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | low) !== 0;
    const negative = high >>> 31 === 1 && ((high & 0x7fffffff) | low) !== 0; // -0 is 0
    bits.low[i] = missing ? 0 : negative ? ~low : low;
    bits.high[i] = missing ? 0xffffffff : negative ? ~high : high | 0x80000000;
    bits.at[i] = i;
  }
  return bits;
}

/** Eleven bits of a 64-bit word, from bit `shift` on. */
const digitAt = (low: number, high: number, shift: number): number =>
  (shift === 0 ? low : shift < 32 ? (low >>> shift) | (high << (32 - shift)) : high >>> (shift - 32)) & (digits - 1);

/** Where each digit begins in the output; null where all are the same and the order stays. */
function digitStarts(low: Uint32Array, high: Uint32Array, shift: number): Uint32Array | null {
  const counts = new Uint32Array(digits);
  for (let i = 0; i < low.length; i++) counts[digitAt(low[i]!, high[i]!, shift)]! += 1;
  let sum = 0;
  for (let d = 0; d < digits; d++) {
    const count = counts[d]!;
    if (count === low.length) return null;
    counts[d] = sum;
    sum += count;
  }
  return counts;
}
