const digitBits = 16;
const digits = 1 << digitBits;
/** Below this many values sorting is quicker than clearing the counters. */
const fewValues = 20_000;

/**
 * The finite values that stand at the given places of the ascending order (0 is the smallest), without sorting: four
 * rounds of counting by sixteen bits of the numbers, each round only within what the round before has narrowed down. Exact
 * and O(n). Places must lie below the number of finite values.
 */
export function orderStatistics(values: Float64Array, places: readonly number[]): number[] {
  if (values.length <= fewValues) {
    const sorted = values.filter(v => Number.isFinite(v)).sort();
    return places.map(place => sorted[place]!);
  }
  if (places.length === 0) return [];
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  let searches = [{ prefix: '', places: places.map((place, at) => ({ place, at })), slot: 0 }];
  const found = places.map(() => new Uint16Array(4));
  for (let round = 0; round < 4; round++) {
    const counts = countDigits(words, round, searches, found);
    const next: typeof searches = [];
    for (const search of searches) {
      const own = counts.subarray(search.slot * digits, (search.slot + 1) * digits);
      const ascending = [...search.places].sort((a, b) => a.place - b.place);
      let before = 0;
      let digit = 0;
      for (const { place, at } of ascending) {
        while (before + own[digit]! <= place) before += own[digit++]!;
        found[at]![round] = digit;
        const prefix = `${search.prefix}/${digit}`;
        const known = next.find(n => n.prefix === prefix);
        if (known) known.places.push({ place: place - before, at });
        else next.push({ prefix, places: [{ place: place - before, at }], slot: next.length });
      }
    }
    searches = next;
  }
  return found.map(fromDigits);
}

interface Search {
  readonly prefix: string;
  readonly places: readonly { readonly place: number; readonly at: number }[];
  readonly slot: number;
}

/** How often each digit of the round occurs among the finite values with the digits each search has found so far. */
function countDigits(
  words: Uint32Array,
  round: number,
  searches: readonly Search[],
  found: readonly Uint16Array[],
): Uint32Array {
  const counts = new Uint32Array(digits * searches.length);
  const first = new Int16Array(digits).fill(-1); // the searches that begin with a digit, by a list of their own
  const lists: { readonly slot: number; readonly known: Uint16Array }[][] = [];
  for (const { slot, places } of searches) {
    const known = found[places[0]!.at]!;
    if (round === 0) continue;
    if (first[known[0]!]! < 0) first[known[0]!] = lists.push([]) - 1;
    lists[first[known[0]!]!]!.push({ slot, known });
  }
  for (let i = 0; i < words.length; i += 2) {
    const high = words[i + 1]!;
    if ((high & 0x7ff00000) === 0x7ff00000) continue; // NaN and infinite
    // Positive numbers order like their bits with the sign set, negative ones like their bits turned over; -0 is 0.
    const low = words[i]!;
    const negative = high >>> 31 === 1 && ((high & 0x7fffffff) | low) !== 0;
    const top = negative ? ~high >>> 0 : (high | 0x80000000) >>> 0;
    if (round === 0) {
      counts[top >>> 16]! += 1;
      continue;
    }
    const list = first[top >>> 16]!;
    if (list < 0) continue;
    const bottom = negative ? ~low >>> 0 : low;
    for (const { slot, known } of lists[list]!) {
      if (round > 1 && (top & 0xffff) !== known[1]!) continue;
      if (round > 2 && bottom >>> 16 !== known[2]!) continue;
      const digit = round === 1 ? top & 0xffff : round === 2 ? bottom >>> 16 : bottom & 0xffff;
      counts[slot * digits + digit]! += 1;
    }
  }
  return counts;
}

function fromDigits(digit: Uint16Array): number {
  let high = ((digit[0]! << 16) | digit[1]!) >>> 0;
  let low = ((digit[2]! << 16) | digit[3]!) >>> 0;
  if (high >>> 31 === 1) high &= 0x7fffffff;
  else [high, low] = [~high >>> 0, ~low >>> 0];
  return new Float64Array(Uint32Array.of(low, high).buffer)[0]!;
}

/** Quantiles of the finite values, linearly interpolated (type 7); empty where there are no values. */
export function exactQuantiles(values: Float64Array, finite: number, shares: readonly number[]): number[] {
  if (finite === 0) return [];
  const ends = shares.map(share => {
    const at = (finite - 1) * share;
    const low = Math.floor(at);
    return { low, high: Math.min(low + 1, finite - 1), t: at - low };
  });
  const places = [...new Set(ends.flatMap(e => [e.low, e.high]))];
  const found = new Map(orderStatistics(values, places).map((value, i) => [places[i]!, value]));
  return ends.map(({ low, high, t }) => {
    const a = found.get(low)!;
    const b = found.get(high)!;
    if (a === b) return a;
    return Number.isFinite(b - a) ? a + t * (b - a) : a * (1 - t) + b * t;
  });
}
