import { readFile } from 'node:fs/promises';
import { StudioError } from '../../core/errors.ts';
import { modelById } from '../../core/models/index.ts';
import { withRole } from '../../core/pipeline/edit.ts';
import { type PrepareContext, prepareTable } from '../../core/pipeline/prepare.ts';
import { proposeRecipe } from '../../core/pipeline/propose.ts';
import { readRecipeFile } from '../../core/pipeline/recipe-file.ts';
import { type Recipe, targetName } from '../../core/pipeline/recipe.ts';
import { splitRows } from '../../core/pipeline/split.ts';
import type { NamedTable } from '../../core/row-operation.ts';
import type { Finding } from '../../core/table/finding.ts';
import { leakFindings } from '../../core/table/leakage.ts';
import { type Field, predicts, type Role, type Schema } from '../../core/table/schema.ts';
import { findColumn, type Table } from '../../core/table/table.ts';
import type { LifecycleArguments } from './arguments.ts';
import { contextOf } from './sources.ts';

const FIRST_SEED = 42;

export interface Plan {
  readonly recipe: Recipe;
  /** What was decided without being asked, in sentences. */
  readonly said: readonly string[];
}

/** The recipe to run: the given one, or a proposed one in which ids and proven leaks are set aside. */
export async function planRecipe(
  options: LifecycleArguments,
  table: Table,
  fields: Schema,
  sources: readonly NamedTable[],
): Promise<Plan> {
  for (const name of [options.target, options.split?.kind === 'random' ? null : options.split?.column])
    if (typeof name === 'string' && !findColumn(table, name)) throw noColumn(name, table);
  return options.recipe === null
    ? proposed(options, table, fields)
    : given(options, options.recipe, table, fields, sources);
}

async function given(
  options: LifecycleArguments,
  path: string,
  table: Table,
  fields: Schema,
  sources: readonly NamedTable[],
): Promise<Plan> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StudioError(
      'cli/recipe',
      `--recipe ${path} cannot be read; name a recipe file or an earlier project.json.`,
    );
  });
  const recipe = adjusted(readRecipeFile(recipePart(text), fields), table, options);
  const target = targetName(recipe);
  if (options.target !== null && target !== options.target)
    throw new StudioError(
      'cli/recipe',
      `The recipe predicts ${target === undefined ? 'nothing' : `"${target}"`}, but --target says "${options.target}".`,
    );
  const leaks = await leaksOf(recipe, table, contextOf(recipe, sources));
  return {
    recipe,
    said: [`Recipe: ${path}, as given.`, ...leaks.map(leak => `${leak.title} It is kept, because the recipe has it.`)],
  };
}

/** A project.json of this command holds its recipe under `recipe`. */
function recipePart(text: string): string {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && 'recipe' in value) return JSON.stringify(value.recipe);
  } catch {
    // readRecipeFile says what is wrong with it.
  }
  return text;
}

async function proposed(options: LifecycleArguments, table: Table, fields: Schema): Promise<Plan> {
  const { target } = options;
  const roles = [...(target === null ? [] : [[target, 'target'] as const]), ...splitRole(options)];
  const guessed = withRoles(fields, roles);
  const task = options.task ?? undefined;
  const first = adjusted(proposeRecipe(table, guessed, options.seed ?? FIRST_SEED, task), table, options);
  const said = ['Recipe: proposed for this table.'];
  const named = (list: readonly Field[]): string => list.map(f => `"${f.name}"`).join(', ');
  const ids = first.columns.filter(c => c.role === 'id');
  if (ids.length) said.push(`Set aside as ids: ${named(ids)}.`);
  const silent = first.columns.filter(c => c.role === 'aside');
  if (silent.length) said.push(`Set aside as free text, dates, empty or too varied: ${named(silent)}.`);
  const leaks = await leaksOf(first, table);
  const proven = leaks.filter(leak => leak.proven);
  for (const leak of leaks) said.push(`${leak.proven ? 'Set aside as a leak' : 'Kept, but look at it'}: ${leak.title}`);
  const recipe = proven.reduce((r, leak) => withRole(r, table, leak.columns, 'aside'), first);
  return { recipe, said };
}

const splitRole = ({ split }: LifecycleArguments): [string, Role][] =>
  split && split.kind !== 'random' ? [[split.column, split.kind]] : [];

/** Columns named for a role get it, and no other column keeps it; the rest stay as they were read. */
const withRoles = (fields: Schema, roles: readonly (readonly [string, Role])[]): Field[] =>
  fields.map(f => {
    const named = roles.find(([name]) => name === f.name)?.[1];
    return { ...f, role: named ?? (roles.some(([, role]) => role === f.role) ? 'feature' : f.role) };
  });

/** The recipe with the model, split and seed that the command line names. */
function adjusted(recipe: Recipe, table: Table, { model, split, seed }: LifecycleArguments): Recipe {
  let changed = seed === null ? recipe : { ...recipe, seed };
  if (split) {
    const { test } = recipe.split;
    if (split.kind !== 'random' && !changed.columns.some(c => c.name === split.column && c.role === split.kind))
      changed = withRole(changed, table, [split.column], split.kind);
    changed = { ...changed, split: split.kind === 'random' ? { kind: 'random', test } : { ...split, test } };
  }
  if (model === null || model === recipe.model.id) return changed;
  const { label, tasks } = modelById(model);
  if (!tasks.includes(recipe.task))
    throw new StudioError(
      'cli/arguments',
      `--model ${model}: ${label} does ${tasks.join(' and ')}, and this is ${recipe.task}.`,
    );
  return { ...changed, model: { id: model, params: {} } };
}

/** Leaks among the features, judged on the training rows alone. */
async function leaksOf(recipe: Recipe, main: Table, context: PrepareContext = {}): Promise<readonly Finding[]> {
  const target = targetName(recipe);
  if (!predicts(recipe.task) || target === undefined) return [];
  const { table, rows } = await prepareTable(recipe, main, context);
  const { train } = splitRows(recipe, table, rows);
  return leakFindings(table, recipe.columns, { target, task: recipe.task, seed: recipe.seed, rows: train });
}

const noColumn = (name: string, table: Table): StudioError => {
  const shown = table.names.slice(0, 20).join(', ');
  return new StudioError(
    'cli/arguments',
    `The table has no column "${name}". Its columns are ${shown}${table.names.length > 20 ? ' and more' : ''}.`,
    { name },
  );
};
