import { blockRows, type BoolBlock, type TextBlock, textBlock } from './block.ts';

/** f of each level once, then spread over the rows by code. */
export function perLevel(x: TextBlock, f: (level: string) => number, missing: number): Float64Array {
  const known = Float64Array.from(x.levels, f);
  return Float64Array.from(x.codes, code => (code < 0 ? missing : known[code]!));
}

export function lookupCodes(
  x: TextBlock,
  keys: readonly string[],
  values: readonly number[],
  otherwise: number,
): Float64Array {
  const table = new Map(keys.map((key, i) => [key, values[i]!]));
  const find = (level: string) => table.get(level) ?? otherwise;
  return perLevel(x, find, find(''));
}

export function fillOneHot(x: TextBlock, levels: readonly string[]): Float64Array {
  const index = new Map(levels.map((level, i) => [level, i]));
  const place = x.levels.map(level => index.get(level) ?? -1);
  const empty = index.get('') ?? -1;
  const out = new Float64Array(x.codes.length * levels.length);
  for (let r = 0; r < x.codes.length; r++) {
    const code = x.codes[r]!;
    const column = code < 0 ? empty : place[code]!;
    if (column >= 0) out[r * levels.length + column] = 1;
  }
  return out;
}

export function textEqual(a: TextBlock, b: TextBlock): Uint8Array {
  const rows = Math.max(a.codes.length, b.codes.length);
  const index = new Map(b.levels.map((level, i) => [level, i]));
  const moved = a.levels.map(level => index.get(level) ?? -2);
  const out = new Uint8Array(rows);
  for (let r = 0; r < rows; r++) {
    const left = a.codes[a.codes.length === 1 ? 0 : r]!;
    const right = b.codes[b.codes.length === 1 ? 0 : r]!;
    out[r] = (left < 0 ? -1 : moved[left]!) === right ? 1 : 0;
  }
  return out;
}

/** `where` over text: the levels of both sides, `a`'s first. */
export function joinTexts(condition: BoolBlock, a: TextBlock, b: TextBlock): TextBlock {
  const index = new Map(a.levels.map((level, i) => [level, i]));
  const moved = b.levels.map(level => index.get(level) ?? (index.set(level, index.size), index.size - 1));
  const rows = Math.max(blockRows(condition), a.codes.length, b.codes.length);
  const codes = new Int32Array(rows);
  for (let r = 0; r < rows; r++) {
    const chosen = condition.data[condition.data.length === 1 ? 0 : r] ? a : b;
    const code = chosen.codes[chosen.codes.length === 1 ? 0 : r]!;
    codes[r] = code < 0 || chosen === a ? code : moved[code]!;
  }
  return textBlock(codes, [...index.keys()]);
}
