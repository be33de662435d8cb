import { writeName } from '../derive/formula-tokens.ts';
import type { DecisionAction } from '../table/finding.ts';
import type { Table } from '../table/table.ts';
import { withDerived, withRole } from './edit.ts';
import type { Recipe } from './recipe.ts';

/**
 * The recipe after a decision about a finding; `table` has its columns under the recipe's types. A logarithm becomes a
 * derived column `log1p(name)` in the place of the original, which is set aside. Keeping changes nothing.
 */
export function applyDecision(recipe: Recipe, table: Table, action: DecisionAction): Recipe {
  switch (action.type) {
    case 'keep':
      return recipe;
    case 'set-role':
      return withRole(recipe, table, action.columns, action.role);
    case 'drop-duplicates':
      return dropsDuplicates(recipe)
        ? recipe
        : { ...recipe, rows: [...recipe.rows, { id: 'drop-duplicates', params: {} }] };
    case 'transform': {
      const derived = action.columns.reduce((changed, name) => {
        const expression = `log1p(${writeName(name)})`;
        const column = freeName(changed, `log1p(${name})`);
        return withDerived(changed, { id: 'formula', name: column, role: 'feature', params: { expression } }, 'number');
      }, recipe);
      return withRole(derived, table, action.columns, 'aside');
    }
    default:
      return action satisfies never;
  }
}

export const dropsDuplicates = (recipe: Recipe): boolean => recipe.rows.some(r => r.id === 'drop-duplicates');

/** The name, or the name with a number where a column of the table already has it. */
function freeName(recipe: Recipe, wanted: string): string {
  const taken = (name: string) => recipe.columns.some(c => c.name === name);
  let name = wanted;
  for (let i = 2; taken(name); i++) name = `${wanted} ${i}`;
  return name;
}
