import { concatArrays } from '../concat.ts';
import { StudioError } from '../errors.ts';
import { type Block, blockRows, type NumberBlock, numberBlock, type TextBlock, textBlock } from './block.ts';

/** A block of n rows, broadcast where it was constant. */
export function spread(block: Block, n: number, name: string): NumberBlock | TextBlock {
  if (block.type === 'bool') throw new StudioError('graph/type', `Output "${name}" must be number or text, got bool.`);
  const rows = blockRows(block);
  if (rows === n) return block;
  if (block.type === 'string') return textBlock(new Int32Array(n).fill(block.codes[0]!), block.levels);
  const data = new Float64Array(n * block.width);
  for (let r = 0; r < n; r++) data.set(block.data, r * block.width);
  return numberBlock(data, block.width);
}

/** Blocks one below the other. */
export function joinBlocks(parts: readonly (NumberBlock | TextBlock)[]): NumberBlock | TextBlock {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  if (first.type === 'float64') {
    const data = (parts as readonly NumberBlock[]).map(part => part.data);
    return numberBlock(concatArrays(data, Float64Array), first.width);
  }
  const texts = parts as readonly TextBlock[];
  if (texts.every(part => part.levels === first.levels)) return textBlock(concatArrays(texts.map(part => part.codes), Int32Array), first.levels); // prettier-ignore
  const index = new Map<string, number>();
  const codes: Int32Array[] = texts.map(part => {
    const moved = part.levels.map(level => index.get(level) ?? (index.set(level, index.size), index.size - 1));
    return part.codes.map(code => (code < 0 ? -1 : moved[code]!));
  });
  return textBlock(concatArrays(codes, Int32Array), [...index.keys()]);
}
