const digitBits = 11;
const digits = 1 << digitBits;

/**
 * The positions of the values in ascending order, equal values in order of position; NaN comes last and -0 counts as 0.
 * A radix sort (least significant digit first, six digits of eleven bits): O(n), several times faster than comparing.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  const one = new Float64Array(1);
  const words = new Uint32Array(one.buffer);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    one[0] = Number.isNaN(value) ? NaN : value + 0; // one NaN, no -0
    // Positive numbers order like their bits with the sign set; negative ones like their bits turned over.
    const negative = words[1]! >>> 31 === 1 && !Number.isNaN(value);
    low[i] = negative ? ~words[0]! : words[0]!;
    high[i] = negative ? ~words[1]! : Number.isNaN(value) ? 0xffffffff : words[1]! | 0x80000000;
  }
  let order = Uint32Array.from({ length: n }, (_, i) => i);
  let next = new Uint32Array(n);
  for (let pass = 0; pass < 6; pass++) {
    const shift = pass * digitBits;
    const starts = digitStarts(low, high, shift);
    if (starts === null) continue;
    for (let i = 0; i < n; i++) {
      const at = order[i]!;
      next[starts[digitAt(low[at]!, high[at]!, shift)]!++] = at;
    }
    [order, next] = [next, order];
  }
  return order;
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
