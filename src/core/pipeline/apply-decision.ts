import { writeName } from '../derive/formula-tokens.ts';
import type { DecisionAction } from '../table/finding.ts';
import { withoutValues } from '../rows/set-missing.ts';
import { getColumn, type Table, withColumn } from '../table/table.ts';
import { mergeSteps, withDerived, withRole } from './edit.ts';
import { proposeSteps } from './propose.ts';
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
    case 'set-missing':
      return withMissing(recipe, table, action.entries);
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

type MissingEntries = Extract<DecisionAction, { type: 'set-missing' }>['entries'];

/** A row operation for each column; features that have gaps only from now on get the step that fills them. */
function withMissing(recipe: Recipe, table: Table, entries: MissingEntries): Recipe {
  const rows = entries.map(({ column, values }) => ({
    id: 'set-missing',
    params: { columns: [column], values: values.map(value => [value]) },
  }));
  const gapped = entries.reduce(
    (changed, { column, values }) => withColumn(changed, column, withoutValues(getColumn(changed, column), values)),
    table,
  );
  const filled = new Set(recipe.steps.filter(step => step.id === 'impute').flatMap(step => step.columns));
  const open = recipe.columns.filter(
    c => c.role === 'feature' && !filled.has(c.name) && entries.some(e => e.column === c.name),
  );
  const fills = proposeSteps(gapped, open).filter(step => step.id === 'impute');
  return { ...recipe, rows: [...recipe.rows, ...rows], steps: mergeSteps(recipe.steps, fills) };
}

export const dropsDuplicates = (recipe: Recipe): boolean => recipe.rows.some(r => r.id === 'drop-duplicates');

/** The name, or the name with a number where a column of the table already has it. */
function freeName(recipe: Recipe, wanted: string): string {
  const taken = (name: string) => recipe.columns.some(c => c.name === name);
  let name = wanted;
  for (let i = 2; taken(name); i++) name = `${wanted} ${i}`;
  return name;
}
