import type { CellValue } from './types.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const isMissing = (value: CellValue): boolean =>
  value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));

/** Numbers by size, everything else as people sort text ("2" before "10"). Neither side may be missing. */
export function compareCells(a: CellValue, b: CellValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

/** Row numbers in the order of their values: stable, and missing values last in both directions. */
export function sortOrder(count: number, value: (row: number) => CellValue, descending: boolean): Uint32Array {
  const values = Array.from({ length: count }, (_, row) => value(row));
  const sign = descending ? -1 : 1;
  return Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => {
    const missing = Number(isMissing(values[a])) - Number(isMissing(values[b]));
    if (missing !== 0) return missing;
    return isMissing(values[a]) ? a - b : sign * compareCells(values[a], values[b]) || a - b;
  });
}
