import { cellText, type Column, columnLength, isMissing } from './column.ts';

/**
 * How many cells of `after` differ from those of `before`; row i of `after` is row `kept[i]` of `before`, or row i where
 * there is no `kept`. Missing equals missing. Columns of different kinds are compared by their text.
 */
export function countDifferences(before: Column, after: Column, kept: Int32Array | null = null): number {
  if (before === after && kept === null) return 0;
  const rows = columnLength(after);
  const at = (row: number): number => (kept ? kept[row]! : row);
  const same = sameAs(before, after);
  let differing = 0;
  for (let row = 0; row < rows; row++) if (!same(at(row), row)) differing++;
  return differing;
}

/** A test whether a row of one column and a row of another hold the same. */
function sameAs(a: Column, b: Column): (rowA: number, rowB: number) => boolean {
  if ((a.kind === 'number' || a.kind === 'datetime') && b.kind === a.kind)
    return (i, j) => a.values[i] === b.values[j] || (Number.isNaN(a.values[i]) && Number.isNaN(b.values[j]));
  if (a.kind === 'boolean' && b.kind === 'boolean') return (i, j) => a.values[i] === b.values[j];
  if (a.kind === 'category' && b.kind === 'category') {
    const index = new Map(a.levels.map((level, code) => [level, code]));
    const codes = Int32Array.from(b.levels, level => index.get(level) ?? -2);
    return (i, j) => a.codes[i] === (b.codes[j]! < 0 ? -1 : codes[b.codes[j]!]);
  }
  if (a.kind === 'text' && b.kind === 'text')
    return (i, j) => {
      if (a.valid[i] !== b.valid[j]) return false;
      const [from, other] = [a.offsets[i]!, b.offsets[j]!];
      const size = a.offsets[i + 1]! - from;
      if (size !== b.offsets[j + 1]! - other) return false;
      for (let k = 0; k < size; k++) if (a.bytes[from + k] !== b.bytes[other + k]) return false;
      return true;
    };
  return (i, j) => (isMissing(a, i) || isMissing(b, j) ? isMissing(a, i) === isMissing(b, j) : cellText(a, i) === cellText(b, j)); // prettier-ignore
}
