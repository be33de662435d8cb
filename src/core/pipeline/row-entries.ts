import { checkParams, columnsNamed } from '../params.ts';
import { rowOperationById } from '../rows/index.ts';
import type { Recipe } from './recipe.ts';

/** The operation at a place in the recipe with its checked parameters. */
export function operationAt(recipe: Recipe, at: number) {
  const entry = recipe.rows[at]!;
  const operation = rowOperationById(entry.id);
  return { operation, params: checkParams(operation.id, operation.params, entry.params) };
}

/** Whether the operation names the column in its parameters. */
export function namesColumn(recipe: Recipe, at: number, name: string | undefined): boolean {
  const { operation, params } = operationAt(recipe, at);
  return name !== undefined && columnsNamed(operation.params, params).includes(name);
}

/** Whether the operation picks rows by the target, such as one that drops rows without it. */
export function choosesByTarget(recipe: Recipe, at: number, target: string | undefined): boolean {
  const { operation } = operationAt(recipe, at);
  return operation.group === 'rows' && operation.target === 'row-wise' && namesColumn(recipe, at, target);
}

/** What the target is called before each operation and, last, after all of them; operations may rename it. */
export function targetNames(recipe: Recipe): readonly (string | undefined)[] {
  const last = recipe.task === 'clustering' ? undefined : recipe.columns.find(c => c.role === 'target')?.name;
  const names = [last];
  for (let at = recipe.rows.length - 1; at >= 0; at--) {
    const after = names[0];
    const { operation, params } = operationAt(recipe, at);
    names.unshift(after === undefined ? undefined : (operation.nameBefore?.(after, params as never) ?? after));
  }
  return names;
}
