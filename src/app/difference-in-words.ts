import { formatCount } from '../core/format.ts';

/** What became of a source's rows: "newer by 1,204 rows", "3 rows fewer", "as many rows, other values". */
export function differenceInWords(rows: number): string {
  if (rows > 0) return `newer by ${formatCount(rows, 'row')}`;
  return rows < 0 ? `${formatCount(-rows, 'row')} fewer` : 'as many rows, other values';
}
