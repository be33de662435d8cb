import { checkFormula, type FormulaCheck, type FormulaColumn } from '../derive/formula-check.ts';
import type { DeriveEntry, Recipe } from './recipe.ts';

export interface CheckedDerive {
  readonly entry: DeriveEntry;
  readonly expression: string;
  /** Whether it can be computed, and the kind of column it makes. */
  readonly check: FormulaCheck;
}

/** The formula of a derived column. */
export const expressionOf = (entry: DeriveEntry): string => {
  const { expression } = entry.params;
  return typeof expression === 'string' ? expression : '';
};

/** Each derived column of a recipe, checked against the columns it may read: the table's, and the derived ones before it. */
export function checkDerived(recipe: Recipe): readonly CheckedDerive[] {
  const columns: FormulaColumn[] = rawColumns(recipe);
  return recipe.derive.map(entry => {
    const expression = expressionOf(entry);
    const check = checkFormula(expression, columns);
    if (check.ok) columns.push({ name: entry.name, kind: check.kind });
    return { entry, expression, check };
  });
}

/** The columns that a formula may read, and why it may not read the others; `before` names a derived column to stop at. */
export function formulaColumns(recipe: Recipe, before?: string): readonly FormulaColumn[] {
  const at = recipe.derive.findIndex(d => d.name === before);
  const derive = at < 0 ? recipe.derive : recipe.derive.slice(0, at);
  return [
    ...rawColumns(recipe),
    ...checkDerived({ ...recipe, derive }).flatMap(({ entry, check }) =>
      check.ok ? [{ name: entry.name, kind: check.kind }] : [],
    ),
    ...recipe.derive.slice(derive.length).map(d => ({
      name: d.name,
      kind: 'number' as const,
      refusal: d.name === before ? `“${d.name}” is this column itself.` : `“${d.name}” is computed after this column.`,
    })),
  ];
}

const rawColumns = (recipe: Recipe): FormulaColumn[] =>
  recipe.columns.map(({ name, kind, role }) => ({
    name,
    kind,
    ...(role === 'target'
      ? { refusal: `“${name}” is what is predicted; it will not be known when the model is used.` }
      : {}),
  }));

/** Why a name cannot be given to a derived column, in a sentence; null where it can. `own` is the name it has now. */
export function refuseName(recipe: Recipe, name: string, own: string | null): string | null {
  if (name.trim() === '') return 'Give the new column a name.';
  if (name.length > 200) return 'Give a name of at most 200 characters.';
  if (name === own) return null;
  const taken = [...recipe.columns, ...recipe.derive].some(c => c.name === name);
  return taken ? `There is already a column “${name}”. Choose another name.` : null;
}

/** The derived columns whose formula reads the given one. */
export const derivedFrom = (recipe: Recipe, name: string): string[] =>
  checkDerived(recipe).flatMap(({ entry, check }) => (check.ok && check.uses.includes(name) ? [entry.name] : []));
