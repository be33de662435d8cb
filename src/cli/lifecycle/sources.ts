import { StudioError } from '../../core/errors.ts';
import { type PrepareContext, underTypes } from '../../core/pipeline/prepare.ts';
import type { Recipe } from '../../core/pipeline/recipe.ts';
import type { NamedTable } from '../../core/row-operation.ts';
import { runSql } from '../../engine/sql/answer.ts';

/** What a recipe's row operations need beside the main table: the tables it names, under the types it gives them, and SQL. */
export function contextOf(recipe: Recipe, given: readonly NamedTable[]): PrepareContext {
  const sources = (recipe.sources ?? []).map(({ name, columns }) => {
    const found = given.find(table => table.name === name);
    if (found) return { name, table: underTypes(found.table, columns) };
    throw new StudioError('cli/source', `The recipe reads another table, "${name}". Name its file: --source ${name}=FILE.`); // prettier-ignore
  });
  return { sources, sql: runSql };
}
