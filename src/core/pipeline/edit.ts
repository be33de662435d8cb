import type { ColumnKind } from '../table/column.ts';
import { predicts, type Role, type Schema, type Task } from '../table/schema.ts';
import type { Table } from '../table/table.ts';
import { dateSteps, firstModel, proposeSteps, proposeTask } from './propose.ts';
import type { DeriveEntry, Recipe, StepEntry } from './recipe.ts';

// Changes to a recipe as pure functions: each takes a recipe and gives a new one that hangs together, so that the list of
// steps never names a column that is not there.

/** Steps without the given columns; a step left with none goes away. */
export const withoutColumns = (steps: readonly StepEntry[], names: readonly string[]): StepEntry[] =>
  steps.map(s => ({ ...s, columns: s.columns.filter(c => !names.includes(c)) })).filter(s => s.columns.length);

/** Add columns to the step of the same kind and parameters, or put a new step in. */
export function mergeSteps(steps: readonly StepEntry[], added: readonly StepEntry[]): StepEntry[] {
  const merged = steps.map(s => ({ ...s }));
  for (const entry of added) {
    const at = merged.findIndex(s => s.id === entry.id && JSON.stringify(s.params) === JSON.stringify(entry.params));
    if (at >= 0) merged[at] = { ...merged[at]!, columns: [...merged[at]!.columns, ...entry.columns] };
    else if (entry.id === 'impute') merged.splice(merged.findLastIndex(s => s.id === 'impute') + 1, 0, entry);
    else merged.push(entry);
  }
  return merged;
}

/** Roles that at most one column has. */
export const isSingle = (role: Role): boolean =>
  role === 'target' || role === 'time' || role === 'group' || role === 'weight';

/** Give columns a role. Features get default steps, all others lose theirs; there is at most one target and one time. */
export function withRole(recipe: Recipe, table: Table, names: readonly string[], role: Role): Recipe {
  const single = isSingle(role);
  const before = new Set(recipe.columns.filter(c => c.role === 'feature').map(c => c.name));
  const columns = recipe.columns.map(c =>
    names.includes(c.name) ? { ...c, role } : single && c.role === role ? { ...c, role: 'feature' as const } : c,
  );
  const now = columns.filter(c => c.role === 'feature');
  const gone = recipe.columns.map(c => c.name).filter(n => before.has(n) && !now.some(c => c.name === n));
  const steps = mergeSteps(
    withoutColumns(recipe.steps, gone),
    proposeSteps(
      table,
      now.filter(c => !before.has(c.name)),
      recipe.task,
    ),
  );
  const changed = { ...recipe, columns, steps, split: splitFor(recipe, columns) };
  return role === 'target' || recipe.columns.some(c => c.role === 'target' && names.includes(c.name))
    ? withTask(changed, taskFor(recipe, table, columns.find(c => c.role === 'target')?.name))
    : changed;
}

/** The task a new target asks for; who looks for strange rows goes on looking when there is none. */
const taskFor = (recipe: Recipe, table: Table, target: string | undefined): Task =>
  target === undefined && recipe.task === 'anomaly' ? 'anomaly' : proposeTask(table, target);

/** A split whose column has lost its role falls back; a new time or group column is taken up. */
export function splitFor(recipe: Recipe, columns: Schema): Recipe['split'] {
  const time = columns.find(c => c.role === 'time')?.name;
  const group = columns.find(c => c.role === 'group')?.name;
  const { split } = recipe;
  const hadTime = recipe.columns.find(c => c.role === 'time')?.name;
  if (split.kind === 'time' && columns.some(c => c.name === split.column && c.role === 'time')) return split;
  if (time !== undefined && time !== hadTime) return { kind: 'time', column: time, test: split.test };
  if (split.kind === 'group' && columns.some(c => c.name === split.column && c.role === 'group')) return split;
  if (split.kind === 'random') return split;
  return group !== undefined
    ? { kind: 'group', column: group, test: split.test }
    : { kind: 'random', test: split.test };
}

/** Change the task; a model that cannot do it gives way to the task's first one, and means of the target to how frequent values are. */
export function withTask(recipe: Recipe, task: Task): Recipe {
  if (task === recipe.task) return recipe;
  const { threshold: _threshold, ...rest } = recipe;
  const steps = rest.steps.map(
    step =>
    step.id === 'target-encoding' && !predicts(task) ? { id: 'frequency', columns: step.columns, params: {} } : step, // prettier-ignore
  );
  return { ...rest, task, steps, model: { id: firstModel[task], params: {} } };
}

/** The column was cast to another kind: its steps are proposed anew. `table` holds the cast column. */
export function withKind(recipe: Recipe, table: Table, name: string, kind: ColumnKind): Recipe {
  const columns = recipe.columns.map(c => (c.name === name ? { ...c, kind } : c));
  const field = columns.find(c => c.name === name);
  const steps = withoutColumns(recipe.steps, [name]);
  const changed = {
    ...recipe,
    columns,
    steps: field?.role === 'feature' ? mergeSteps(steps, proposeSteps(table, [field], recipe.task)) : steps,
  };
  return field?.role === 'target' && predicts(recipe.task) ? withTask(changed, proposeTask(table, name)) : changed;
}

/** Add a derived column with default steps for its kind, or change the formula of the one of that name. */
export function withDerived(recipe: Recipe, entry: DeriveEntry, kind: ColumnKind): Recipe {
  const known = recipe.derive.some(d => d.name === entry.name);
  const derive = known ? recipe.derive.map(d => (d.name === entry.name ? entry : d)) : [...recipe.derive, entry];
  const steps = withoutColumns(recipe.steps, [entry.name]);
  return {
    ...recipe,
    derive,
    steps: entry.role === 'feature' ? mergeSteps(steps, stepsForKind(entry.name, kind)) : steps,
  };
}

export function withoutDerived(recipe: Recipe, name: string): Recipe {
  return { ...recipe, derive: recipe.derive.filter(d => d.name !== name), steps: withoutColumns(recipe.steps, [name]) };
}

/** Default steps of a derived column; it can always be missing, because its parts can. */
function stepsForKind(name: string, kind: ColumnKind): StepEntry[] {
  const columns = [name];
  if (kind === 'category' || kind === 'text') {
    return [
      { id: 'impute', columns, params: { strategy: 'constant', text: 'missing' } },
      { id: 'one-hot', columns, params: {} },
    ];
  }
  if (kind === 'boolean') return [{ id: 'impute', columns, params: { strategy: 'most-frequent' } }];
  if (kind === 'datetime') return [{ id: 'impute', columns, params: { strategy: 'median' } }, dateSteps(columns, true)];
  return [
    { id: 'impute', columns, params: { strategy: 'median' } },
    { id: 'standardise', columns, params: {} },
  ];
}

/** Replace the step at a place; with no columns left it is removed. */
export function withStep(recipe: Recipe, at: number, entry: StepEntry): Recipe {
  return { ...recipe, steps: recipe.steps.map((s, i) => (i === at ? entry : s)).filter(s => s.columns.length) };
}

export const withNewStep = (recipe: Recipe, entry: StepEntry, at = recipe.steps.length): Recipe => ({
  ...recipe,
  steps: [...recipe.steps.slice(0, at), entry, ...recipe.steps.slice(at)],
});

export const withoutStep = (recipe: Recipe, at: number): Recipe => ({
  ...recipe,
  steps: recipe.steps.filter((_, i) => i !== at),
});

/** Move a step to another place in the order. */
export function withStepMoved(recipe: Recipe, from: number, to: number): Recipe {
  const steps = [...recipe.steps];
  const [moved] = steps.splice(from, 1);
  if (moved) steps.splice(Math.max(0, Math.min(to, steps.length)), 0, moved);
  return { ...recipe, steps };
}

/**
 * Give one column its own parameters for a step: it leaves the entry it was in and joins one with these parameters, at
 * the same place in the order. `null` takes the column out of the step.
 */
export function withColumnStep(recipe: Recipe, at: number, name: string, params: StepEntry['params'] | null): Recipe {
  const entry = recipe.steps[at];
  if (!entry) return recipe;
  const rest = { ...entry, columns: entry.columns.filter(c => c !== name) };
  if (params === null) return withStep(recipe, at, rest);
  const twin = recipe.steps.findIndex(
    (s, i) => i !== at && s.id === entry.id && JSON.stringify(s.params) === JSON.stringify(params),
  );
  const steps = recipe.steps.flatMap((s, i) => {
    if (i === twin) return [{ ...s, columns: [...s.columns, name] }];
    if (i !== at) return [s];
    return twin >= 0 ? [rest] : [rest, { id: entry.id, columns: [name], params }];
  });
  return { ...recipe, steps: steps.filter(s => s.columns.length) };
}
