import { pacer, type WorkContext } from '../work.ts';
import { isMissing } from '../table/column.ts';
import { getColumn, type Table } from '../table/table.ts';

/** Columns that are missing together. */
export interface MissingPattern {
  /** In the order of the table; empty for complete rows. */
  readonly missing: readonly string[];
  readonly rows: number;
}

export interface Missingness {
  readonly rows: number;
  /** Columns with at least one missing value, in the order of the table, with how many. */
  readonly columns: readonly { readonly name: string; readonly missing: number }[];
  /** The most frequent first, at most 100; complete rows are a pattern too. */
  readonly patterns: readonly MissingPattern[];
  /** What the patterns that are not listed amount to. */
  readonly otherPatterns: number;
  readonly otherRows: number;
  /**
   * Pearson correlation of "is missing" between two columns (the phi coefficient), row-major over `columns`; null where a
   * column is missing everywhere.
   */
  readonly correlation: readonly (number | null)[];
}

const mostPatterns = 100;

/**
 * Which columns are missing in the same rows. Exact: rows are told apart by one column after the other, so that only
 * patterns that occur are ever counted.
 */
export async function missingness(
  table: Table,
  names: readonly string[],
  context: WorkContext = {},
): Promise<Missingness> {
  const pause = pacer(context);
  const { rows } = table;
  const columns: { name: string; missing: number }[] = [];
  let codes = new Int32Array(rows);
  let groups: { gaps: number[]; rows: number }[] = [{ gaps: [], rows }];
  for (const [at, name] of names.entries()) {
    await pause(name, at, names.length);
    const column = getColumn(table, name);
    const next = new Int32Array(rows);
    const split = new Int32Array(2 * groups.length).fill(-1);
    const made: { gaps: number[]; rows: number }[] = [];
    let missing = 0;
    for (let row = 0; row < rows; row++) {
      const gap = isMissing(column, row);
      if (gap) missing++;
      const key = 2 * codes[row]! + Number(gap);
      let code = split[key]!;
      if (code < 0) {
        code = split[key] = made.length;
        const before = groups[codes[row]!]!.gaps;
        made.push({ gaps: gap ? [...before, columns.length] : before, rows: 0 });
      }
      next[row] = code;
      made[code]!.rows += 1;
    }
    if (missing === 0) continue;
    columns.push({ name, missing });
    codes = next;
    groups = made;
  }
  const sorted = rows === 0 ? [] : [...groups].sort((a, b) => b.rows - a.rows || a.gaps.length - b.gaps.length);
  const rest = sorted.slice(mostPatterns);
  return {
    rows,
    columns,
    patterns: sorted
      .slice(0, mostPatterns)
      .map(group => ({ missing: group.gaps.map(gap => columns[gap]!.name), rows: group.rows })),
    otherPatterns: rest.length,
    otherRows: rest.reduce((sum, group) => sum + group.rows, 0),
    correlation: phi(columns.map(c => c.missing), groups, rows), // prettier-ignore
  };
}

/** (n n11 - n1 n2) / √(n1 (n - n1) n2 (n - n2)), from the counts of the patterns. */
function phi(
  missing: readonly number[],
  groups: readonly { readonly gaps: readonly number[]; readonly rows: number }[],
  rows: number,
): (number | null)[] {
  const p = missing.length;
  const both = new Float64Array(p * p);
  for (const group of groups) for (const a of group.gaps) for (const b of group.gaps) both[a * p + b]! += group.rows;
  return Array.from(both, (n11, cell) => {
    const a = missing[Math.floor(cell / p)]!;
    const b = missing[cell % p]!;
    const scale = Math.sqrt(a * (rows - a)) * Math.sqrt(b * (rows - b));
    return scale > 0 ? Math.max(-1, Math.min(1, (rows * n11 - a * b) / scale)) : null;
  });
}
