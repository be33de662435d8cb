import { type NumberBlock, numberBlock, type TextBlock } from './block.ts';
import { bucketOf, murmur3, termsOf, type TokenColumns, type TokenRule, tokenWidth } from './tokens.ts';

/** How often each term comes up in each text; a text that comes up in several rows is cut up once. */
export function tokenCounts(x: TextBlock, rule: TokenRule, columns: TokenColumns): NumberBlock {
  const width = tokenWidth(columns);
  const out = new Float64Array(x.codes.length * width);
  const count = counter(columns);
  const first = new Map<number, number>();
  x.codes.forEach((code, row) => {
    if (code < 0) return;
    const known = first.get(code);
    if (known !== undefined) return out.copyWithin(row * width, known * width, (known + 1) * width);
    first.set(code, row);
    for (const term of termsOf(x.levels[code]!, rule)) count(term, out, row * width);
  });
  return numberBlock(out, width);
}

/** Adds a term to the counts of a row that begin at a place. */
function counter(columns: TokenColumns): (term: string, out: Float64Array, start: number) => void {
  if ('terms' in columns) {
    const places = new Map(columns.terms.map((term, i) => [term, i]));
    return (term, out, start) => {
      const at = places.get(term);
      if (at !== undefined) out[start + at]!++;
    };
  }
  const { buckets, signed } = columns;
  return (term, out, start) => {
    const hash = murmur3(term);
    out[start + bucketOf(hash, buckets)]! += signed && hash < 0 ? -1 : 1;
  };
}
