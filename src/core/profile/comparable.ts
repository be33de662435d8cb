import { type Centred, centred, type Ranked, ranked } from '../stats/correlation.ts';
import type { Column } from '../table/column.ts';
import type { Field } from '../table/schema.ts';
import { valueCodes } from '../table/value-codes.ts';

/** A column of chosen rows, ready to be compared with others. Codes are -1 where missing. */
export type Comparable =
  | {
      readonly kind: 'number';
      readonly name: string;
      /** Bins of equal frequency, at most 20. */
      readonly codes: Int32Array;
      readonly levels: number;
      readonly centred: Centred;
      readonly ranked: Ranked;
    }
  | { readonly kind: 'category'; readonly name: string; readonly codes: Int32Array; readonly levels: number };

const mostLevels = 250;
const mostBins = 20;

/** Why a column has no place among the associations, in a sentence; null where it has. */
export function whyLeftOut(field: Field, column: Column, rows: Int32Array): string | null {
  if (field.role === 'id') return 'It is an id.';
  if (column.kind === 'number' || column.kind === 'datetime') {
    const { values } = column;
    let first = NaN;
    for (const row of rows) {
      const value = values[row]!;
      if (!Number.isFinite(value)) continue;
      if (Number.isNaN(first)) first = value;
      else if (value !== first) return null;
    }
    return 'It never changes.';
  }
  const distinct = valueCodes(column, rows).counts.length;
  if (distinct < 2) return 'It never changes.';
  return distinct > mostLevels
    ? `It has ${distinct.toLocaleString('en')} different values, more than ${mostLevels}.`
    : null;
}

export function comparable(name: string, column: Column, rows: Int32Array): Comparable {
  if (column.kind !== 'number' && column.kind !== 'datetime') {
    const { codes, counts } = valueCodes(column, rows);
    return { kind: 'category', name, codes, levels: counts.length };
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i]!]!;
  const order = ranked(values);
  return { kind: 'number', name, ...equalBins(order), centred: centred(values), ranked: order };
}

/** Codes of about equal frequency: a value belongs to the tenth, twentieth … in which the middle of its rows falls. */
function equalBins({ codes, distinct }: Ranked): { readonly codes: Int32Array; readonly levels: number } {
  const counts = new Float64Array(distinct);
  let n = 0;
  for (const code of codes) {
    if (code < 0) continue;
    counts[code]! += 1;
    n++;
  }
  const bins = Int32Array.from(counts);
  let before = 0;
  let levels = 0;
  let last = -1;
  counts.forEach((count, code) => {
    const at = distinct <= mostBins ? code : Math.floor((mostBins * (before + count / 2)) / n);
    before += count;
    if (at !== last) levels++;
    last = at;
    bins[code] = levels - 1;
  });
  return { codes: codes.map(code => (code < 0 ? -1 : bins[code]!)), levels };
}
