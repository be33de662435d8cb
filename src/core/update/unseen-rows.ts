import { cellText } from '../table/column.ts';
import { getColumn, type Table } from '../table/table.ts';

/** Rows a model learned from. */
export interface LearnedRows {
  readonly table: Table;
  readonly rows: Int32Array;
}

export interface UnseenRows {
  readonly rows: Int32Array;
  /** Candidates left out because a row a model learned from equals them in every column. */
  readonly repeated: number;
}

/**
 * The candidate rows of a table that no model has learned from, by what they hold: a row that equals a learned one in
 * every named column is left out, also where the same rows came in twice under different files. Rows are compared by
 * 64 bits of hash; a chance collision costs one test row and nothing else.
 */
export function unseenRows(
  table: Table,
  candidates: Int32Array,
  names: readonly string[],
  learned: readonly LearnedRows[],
): UnseenRows {
  const known = new Set<string>();
  for (const { table: seen, rows } of learned) {
    const hash = rowHash(seen, names);
    for (const row of rows) known.add(hash(row));
  }
  const hash = rowHash(table, names);
  const rows = candidates.filter(row => !known.has(hash(row)));
  return { rows, repeated: candidates.length - rows.length };
}

function rowHash(table: Table, names: readonly string[]): (row: number) => string {
  const columns = names.map(name => getColumn(table, name));
  return row => {
    let a = 0x811c9dc5; // FNV-1a
    let b = 0x9747b28c; // a second stream with another multiplier
    const take = (code: number): void => {
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
      b ^= b >>> 15;
    };
    for (const column of columns) {
      const text = cellText(column, row);
      take(text === null ? 0x10001 : 0x10002);
      if (text !== null) for (let i = 0; i < text.length; i++) take(text.charCodeAt(i));
    }
    return `${a >>> 0}/${b >>> 0}`;
  };
}
