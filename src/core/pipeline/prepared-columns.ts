import { guessRoles } from '../table/infer.ts';
import type { Field, Schema } from '../table/schema.ts';
import { isSingle, mergeSteps, splitFor, withoutColumns, withTask } from './edit.ts';
import type { YieldedTable } from './prepare.ts';
import { proposeSteps, proposeTask, usableRoles } from './propose.ts';
import type { Recipe } from './recipe.ts';
import { nameInFile, nameYielded } from './row-entries.ts';

/**
 * The recipe with its columns brought in step with what its row operations yield now. Columns that are there still keep
 * their role; new ones get a role by the same rules as those of a new file, and a column made from the target is set
 * aside; gone ones leave the steps, and those of the file get their role back when they return. A column of another kind
 * than before gets its steps anew.
 */
export function withPreparedColumns(
  recipe: Recipe,
  { made: table, units, leaking }: Pick<YieldedTable, 'made' | 'units' | 'leaking'>,
): Recipe {
  const before = new Map(recipe.columns.map(c => [c.name, c]));
  const fields = table.names.map((name, i): Field => {
    const column = table.columns[i]!;
    const known = before.get(name);
    const unit = units.get(name) ?? known?.unit;
    return {
      name,
      kind: column.kind,
      role: known?.role ?? 'feature',
      ...(column.kind === 'number' && column.values.every(v => Number.isNaN(v) || Number.isInteger(v)) ? { integer: true } : {}), // prettier-ignore
      ...(unit === undefined ? {} : { unit }),
    };
  });
  const guesses = usableRoles(
    table,
    fields.map((field, i) => (before.has(field.name) ? field : { ...field, role: guessRoles(table, fields)[i]!.role })),
  );
  const columns = fields.map((field, i): Field => {
    if (leaking.includes(field.name)) return { ...field, role: 'aside' };
    if (before.has(field.name)) return field;
    const role = recipe.raw?.find(c => nameYielded(recipe, c.name) === field.name)?.role ?? guesses[i]!.role;
    if (!isSingle(role) || !recipe.columns.some(c => c.role === role)) return { ...field, role };
    return { ...field, role: role === 'time' ? 'aside' : 'feature' };
  });
  const renewed = columns.filter(c => before.get(c.name)?.kind !== c.kind || (before.get(c.name)?.role !== 'feature' && c.role === 'feature')); // prettier-ignore
  const gone = recipe.columns
    .filter(c => !columns.some(n => n.name === c.name && n.role === 'feature'))
    .map(c => c.name);
  const steps = mergeSteps(
    withoutColumns(recipe.steps, [...gone, ...renewed.map(c => c.name)]),
    proposeSteps(
      table,
      renewed.filter(c => c.role === 'feature'),
      recipe.task,
    ),
  );
  const raw = recipe.raw?.map(({ name, kind, role }) => {
    const last = nameYielded(recipe, name);
    const had = columns.some(c => c.name === last) ? undefined : (before.get(last)?.role ?? role);
    return { name, kind, ...(had === undefined ? {} : { role: had }) };
  });
  const changed = { ...recipe, ...(raw ? { raw } : {}), columns, steps, split: splitFor(recipe, columns) };
  const target = columns.find(c => c.role === 'target');
  const retyped = target && before.get(target.name)?.kind !== target.kind;
  return retyped ? withTask(changed, proposeTask(table, target.name)) : changed;
}

/** Whether the row operations yield other columns than the file has. */
export const changesColumns = (recipe: Recipe): boolean => recipe.raw !== undefined;

/** The columns of the main file; those that come out of the row operations too have the role they have there. */
export const rawFields = ({ raw, columns }: Recipe): Schema =>
  raw?.map(({ name, kind }) => ({ name, kind, role: columns.find(c => c.name === name)?.role ?? 'feature' })) ??
  columns;

/** The recipe for a table that has been through the row operations already. */
export function withoutRowOperations(recipe: Recipe): Recipe {
  const { raw: _raw, sources: _sources, ...rest } = recipe;
  return { ...rest, rows: [] };
}

/** The recipe with other row operations; its columns follow with `withPreparedColumns`. */
export function withRowOperations(recipe: Recipe, rows: Recipe['rows'], sources = recipe.sources): Recipe {
  const { raw: before, sources: _sources, ...rest } = recipe;
  const raw = before ?? recipe.columns.map(({ name, kind }) => ({ name, kind }));
  return { ...rest, raw, ...(sources?.length ? { sources } : {}), rows };
}

/**
 * The same, with the columns under the names that the operations give them now: one that is renamed keeps its role and its
 * steps. Two columns that would have one name keep those they have.
 */
export function withNamesFollowed(recipe: Recipe, rows: Recipe['rows']): Recipe {
  const changed = withRowOperations(recipe, rows);
  const follow = (name: string): string => nameYielded(changed, nameInFile(recipe, name));
  const names = recipe.columns.map(c => follow(c.name));
  if (new Set(names).size < names.length) return changed;
  const { split } = recipe;
  return {
    ...changed,
    columns: recipe.columns.map((c, i) => ({ ...c, name: names[i]! })),
    steps: recipe.steps.map(s => ({ ...s, columns: s.columns.map(follow) })),
    split: split.kind === 'random' ? split : { ...split, column: follow(split.column) },
  };
}

/** The recipe without what it says of the raw columns, where that is what it says of its columns. */
export function withoutPlainRaw(recipe: Recipe): Recipe {
  const { raw, ...rest } = recipe;
  const plain = ({ name, kind }: { name: string; kind: string }) => JSON.stringify([name, kind]);
  return raw && raw.map(plain).join() === recipe.columns.map(plain).join() ? rest : recipe;
}
