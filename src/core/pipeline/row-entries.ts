import { readTokens } from '../derive/formula-tokens.ts';
import { StudioError } from '../errors.ts';
import { checkParams, columnsNamed, type ParamSpec, type ParamValues } from '../params.ts';
import { rowOperationById } from '../rows/index.ts';
import type { Recipe } from './recipe.ts';

/** The operation at a place in the recipe with its checked parameters. */
export function operationAt(recipe: Recipe, at: number) {
  const entry = recipe.rows[at]!;
  const operation = rowOperationById(entry.id);
  return { operation, params: checkParams(operation.id, operation.params, entry.params) };
}

/** Whether the operation names the column in its parameters, formulas included. */
export function namesColumn(recipe: Recipe, at: number, name: string | undefined): boolean {
  const { operation, params } = operationAt(recipe, at);
  return name !== undefined && [...columnsNamed(operation.params, params), ...formulaWords(operation.params, params)].includes(name); // prettier-ignore
}

/** Every word of the formulas among the parameters that could be the name of a column. */
function formulaWords(spec: ParamSpec, params: ParamValues): readonly string[] {
  return Object.entries(spec).flatMap(([name, param]) => {
    if (param.kind !== 'text' || param.language !== 'formula') return [];
    try {
      return readTokens(String(params[name])).flatMap(t => (t.type === 'word' || t.type === 'quoted-name' ? [t.value] : [])); // prettier-ignore
    } catch (error) {
      if (error instanceof StudioError) return []; // running the operation says what is wrong with it
      throw error;
    }
  });
}

/** Whether the operation picks rows and treats each by itself. */
export function choosesRows(recipe: Recipe, at: number): boolean {
  const { operation } = operationAt(recipe, at);
  return operation.group === 'rows' && operation.target === 'row-wise';
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

/** What a column of what the operations yield was called in the file. */
export const nameInFile = (recipe: Recipe, name: string): string =>
  recipe.rows.reduceRight((after, _, at) => {
    const { operation, params } = operationAt(recipe, at);
    return operation.nameBefore?.(after, params as never) ?? after;
  }, name);

/** What a column of the file is called in what the operations yield, if they yield it. */
export const nameYielded = (recipe: Recipe, name: string): string =>
  recipe.rows.reduce((before, _, at) => {
    const { operation, params } = operationAt(recipe, at);
    return operation.nameAfter?.(before, params as never) ?? before;
  }, name);
