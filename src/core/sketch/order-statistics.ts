/** Sixteen bits first, which tell apart most numbers, then twelve at a time: counters that stay in the fast cache. */
const firstDigits = 1 << 16;
const digits = 1 << 12;
const rounds = 5;
/** Below this many values sorting is quicker. */
const fewValues = 4096;

/** What is known of the bits of some wanted values: those of the rounds so far, the rest zero. */
interface Search {
  readonly high: number;
  readonly low: number;
  readonly wanted: readonly { readonly place: number; readonly at: number }[];
}

/**
 * The finite values that stand at the given places of the ascending order (0 is the smallest), without sorting: five
 * rounds of counting by some bits of the numbers, each only among those that the round before has narrowed down to. Exact
 * and O(n). Places must lie below the number of finite values.
 */
export function orderStatistics(values: Float64Array, places: readonly number[]): number[] {
  if (values.length <= fewValues) {
    const sorted = values.filter(v => Number.isFinite(v)).sort();
    return places.map(place => sorted[place]!);
  }
  let words = orderedWords(values);
  let searches: readonly Search[] = [{ high: 0, low: 0, wanted: places.map((place, at) => ({ place, at })) }];
  for (let round = 0; round < rounds && places.length > 0; round++) {
    const { counts, left } = round === 0 ? countFirst(words) : countNext(words, round, searches);
    const width = round === 0 ? firstDigits : digits;
    searches = searches.flatMap((search, slot) =>
      narrowed(search, round, counts.subarray(slot * width, (slot + 1) * width)),
    );
    words = { low: words.low.subarray(0, left), high: words.high.subarray(0, left) };
  }
  const found = new Array<number>(places.length);
  for (const search of searches) for (const { at } of search.wanted) found[at] = valueOf(search);
  return found;
}

interface Words {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** The finite values as 64 bits that order as they do: the sign set for positive numbers, all turned over for negative ones. */
function orderedWords(values: Float64Array): Words {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  let n = 0;
  for (let i = 0; i < words.length; i += 2) {
    const top = words[i + 1]!;
    if ((top & 0x7ff00000) === 0x7ff00000) continue; // missing and infinite
    const bottom = words[i]!;
    const negative = top >>> 31 === 1 && ((top & 0x7fffffff) | bottom) !== 0; // -0 is 0
    low[n] = negative ? ~bottom : bottom;
    high[n++] = negative ? ~top : top | 0x80000000;
  }
  return { low: low.subarray(0, n), high: high.subarray(0, n) };
}

interface Counted {
  /** By search and digit. */
  readonly counts: Uint32Array;
  /** How many words still matter; they have been moved to the front. */
  readonly left: number;
}

function countFirst({ high }: Words): Counted {
  const counts = new Uint32Array(firstDigits);
  for (let i = 0; i < high.length; i++) counts[high[i]! >>> 16]! += 1;
  return { counts, left: high.length };
}

/** Bits that are known when a round begins, in the high and in the low word. */
const knownHigh = [0, 0xffff0000 | 0, 0xfffffff0 | 0, -1, -1];
const knownLow = [0, 0, 0, 0xff000000 | 0, 0xfffff000 | 0];

function countNext({ low, high }: Words, round: number, searches: readonly Search[]): Counted {
  const counts = new Uint32Array(digits * searches.length);
  // By the first sixteen bits: the searches to try, as a first one and the next after each.
  const first = new Int16Array(firstDigits).fill(-1);
  const next = new Int16Array(searches.length).fill(-1);
  searches.forEach((search, slot) => {
    next[slot] = first[search.high >>> 16]!;
    first[search.high >>> 16] = slot;
  });
  const highs = Int32Array.from(searches, search => search.high);
  const lows = Int32Array.from(searches, search => search.low);
  const maskHigh = knownHigh[round]!;
  const maskLow = knownLow[round]!;
  let left = 0;
  for (let i = 0; i < high.length; i++) {
    const h = high[i]!;
    const l = low[i]!;
    for (let slot = first[h >>> 16]!; slot >= 0; slot = next[slot]!) {
      if (((h ^ highs[slot]!) & maskHigh) !== 0 || ((l ^ lows[slot]!) & maskLow) !== 0) continue;
      counts[slot * digits + digitOf(l, h, round)]! += 1;
      high[left] = h;
      low[left++] = l;
      break; // no two searches know the same bits
    }
  }
  return { counts, left };
}

const digitOf = (low: number, high: number, round: number): number =>
  round === 1
    ? (high >>> 4) & 0xfff
    : round === 2
      ? ((high & 0xf) << 8) | (low >>> 24)
      : round === 3
        ? (low >>> 12) & 0xfff
        : low & 0xfff;

/** The search with a digit more in its bits. */
function withDigit({ high, low }: Search, round: number, digit: number): { high: number; low: number } {
  switch (round) {
    case 0:
      return { high: (digit << 16) >>> 0, low };
    case 1:
      return { high: (high | (digit << 4)) >>> 0, low };
    case 2:
      return { high: (high | (digit >>> 8)) >>> 0, low: ((digit & 0xff) << 24) >>> 0 };
    case 3:
      return { high, low: (low | (digit << 12)) >>> 0 };
    default:
      return { high, low: (low | digit) >>> 0 };
  }
}

/** A search with its next digit: one for each digit in which a wanted place lies. */
function narrowed(search: Search, round: number, counts: Uint32Array): Search[] {
  const found: { digit: number; wanted: { place: number; at: number }[] }[] = [];
  let before = 0;
  let digit = 0;
  for (const { place, at } of [...search.wanted].sort((a, b) => a.place - b.place)) {
    while (before + counts[digit]! <= place) before += counts[digit++]!;
    const last = found.at(-1);
    if (last?.digit === digit) last.wanted.push({ place: place - before, at });
    else found.push({ digit, wanted: [{ place: place - before, at }] });
  }
  return found.map(({ digit, wanted }) => ({ ...withDigit(search, round, digit), wanted }));
}

function valueOf({ high, low }: Search): number {
  const positive = high >>> 31 === 1;
  const words = positive ? [low, high & 0x7fffffff] : [~low >>> 0, ~high >>> 0];
  return new Float64Array(Uint32Array.from(words).buffer)[0]!;
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
