/** What a text is cut into, and how many in a row make one term. */
export interface TokenRule {
  readonly unit: 'words' | 'characters';
  /** Words, or characters, in a term: at least and at most. */
  readonly from: number;
  readonly to: number;
  /** Words that are passed over, in lower case. */
  readonly stop: readonly string[];
}

/** Terms by name, or thrown into so many columns by their hash, half of them counting down where `signed`. */
export type TokenColumns =
  { readonly terms: readonly string[] } | { readonly buckets: number; readonly signed: boolean };

/**
 * The terms of a text, in order, in lower case and in Unicode's compatible form (NFKC). A word is a letter, digit or
 * underscore, with its marks, and at least one more; the words of a term have a space between them (CountVectorizer of
 * scikit-learn). Characters are taken from within what white space divides, with a space before and behind (its analyzer
 * char_wb), counted as code points.
 */
export function termsOf(text: string, { unit, from, to, stop }: TokenRule): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  const terms: string[] = [];
  if (unit === 'words') {
    const passed = new Set(stop);
    const words = (plain.match(/[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]+/gu) ?? []).filter(word => !passed.has(word));
    for (let n = from; n <= to; n++)
      for (let i = 0; i + n <= words.length; i++) terms.push(words.slice(i, i + n).join(' '));
    return terms;
  }
  for (const part of plain.split(/\s+/u)) {
    if (part === '') continue;
    const letters = [' ', ...part, ' '];
    for (let n = from; n <= to; n++) {
      terms.push(letters.slice(0, n).join(''));
      for (let i = 1; i + n <= letters.length; i++) terms.push(letters.slice(i, i + n).join(''));
      if (n >= letters.length) break; // a short word counts once
    }
  }
  return terms;
}

/** MurmurHash3 (Austin Appleby), x86, 32 bits, seed 0, of the UTF-8 bytes, as a signed number. */
export function murmur3(text: string): number {
  const bytes = new TextEncoder().encode(text);
  const scrambled = (k: number): number => {
    const product = Math.imul(k, 0xcc9e2d51);
    return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
  };
  let h = 0;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    h ^= scrambled(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | bytes[i]!;
  h ^= scrambled(rest) ^ bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The column of a term among `buckets`, from the size of its hash, as scikit-learn's FeatureHasher. */
export const bucketOf = (hash: number, buckets: number): number =>
  hash === -0x80000000 ? (0x7fffffff - (buckets - 1)) % buckets : Math.abs(hash) % buckets;

/** How wide the block of counts is. */
export const tokenWidth = (columns: TokenColumns): number =>
  'terms' in columns ? columns.terms.length : columns.buckets;
