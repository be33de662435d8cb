import { throwIfCancelled } from '../errors.ts';
import { checkParams } from '../params.ts';
import { rowOperationById } from '../rows/index.ts';
import { makeTable, type Table } from '../table/table.ts';
import type { Recipe } from './recipe.ts';
import { columnAs } from './streams.ts';
import { hasTarget, targetColumn } from './target.ts';

export interface PreparedRows {
  /** Rows of the input that can be used, ascending. */
  readonly rows: Int32Array;
  /** What each row operation kept, in order. */
  readonly operations: readonly { readonly id: string; readonly before: number; readonly after: number }[];
  /** Rows left out because they have nothing to learn from: the target is missing. */
  readonly missingTarget: number;
}

/** Run the recipe's row operations and leave out rows without a target. Learns nothing; runs before the split. */
export function prepareRows(recipe: Recipe, table: Table, signal?: AbortSignal): PreparedRows {
  let rows = Int32Array.from({ length: table.rows }, (_, i) => i);
  const typed = recipe.rows.length ? tableAs(table, recipe) : table;
  const operations = recipe.rows.map(entry => {
    throwIfCancelled(signal);
    const operation = rowOperationById(entry.id);
    const before = rows.length;
    rows = operation.keep(
      typed,
      recipe.columns,
      rows,
      checkParams(operation.id, operation.params, entry.params) as never,
    ) as Int32Array<ArrayBuffer>;
    return { id: entry.id, before, after: rows.length };
  });
  const target = targetColumn(recipe, table);
  const usable = target ? rows.filter(r => hasTarget(recipe, target, r)) : rows;
  return { rows: usable, operations, missingTarget: rows.length - usable.length };
}

/** The table with its columns under the types of the recipe, as row operations compare them. */
function tableAs(table: Table, recipe: Recipe): Table {
  const kinds = new Map(recipe.columns.map(c => [c.name, c.kind]));
  return makeTable(
    table.names.map((name, i) => {
      const kind = kinds.get(name);
      return [name, kind ? columnAs(table, name, kind) : table.columns[i]!] as const;
    }),
  );
}
