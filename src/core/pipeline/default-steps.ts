import type { ColumnKind } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import { stepById } from '../steps/index.ts';
import { checkDerived } from './derived-columns.ts';
import { mergeSteps, withDerived, withoutColumns } from './edit.ts';
import type { PipelineProblem } from './inspect.ts';
import type { StagePreview, StreamSummary } from './preview.ts';
import { proposeSteps } from './propose.ts';
import type { Recipe, StepEntry } from './recipe.ts';

/** The recipe with the steps that would be proposed for its features as they are now. `table` is under the recipe's types. */
export function withDefaultSteps(recipe: Recipe, table: Table): Recipe {
  const features = recipe.columns.filter(c => c.role === 'feature');
  const start: Recipe = { ...recipe, steps: proposeSteps(table, features, recipe.task) };
  return checkDerived(recipe).reduce<Recipe>(
    (changed, { entry, check }) => (check.ok ? withDerived(changed, entry, check.kind) : changed),
    start,
  );
}

/** The rows split by a column of times, so that no row learns from a later one. */
export function withTimeSplit(recipe: Recipe, time: string): Recipe {
  const columns = recipe.columns.map(c =>
    c.name === time ? { ...c, role: 'time' as const } : c.role === 'time' ? { ...c, role: 'aside' as const } : c,
  );
  const split = { kind: 'time' as const, column: time, test: recipe.split.test };
  return { ...recipe, columns, steps: withoutColumns(recipe.steps, [time]), split };
}

/**
 * Mend what the model refuses of a column: text becomes one column per category, gaps are filled. The column joins the
 * default step where there is one. Earlier values of the target ask for a split by time. Undefined where no step would help.
 */
export function withRepair(recipe: Recipe, problem: Pick<PipelineProblem, 'code' | 'name'>): Recipe | undefined {
  if (problem.code === 'recipe/lag-split' && problem.name !== null) return withTimeSplit(recipe, problem.name);
  const id = problem.code === 'fit/text' ? 'one-hot' : problem.code === 'fit/missing' ? 'impute' : undefined;
  if (id === undefined || problem.name === null) return undefined;
  const entry: StepEntry = { id, columns: [problem.name], params: id === 'impute' ? { strategy: 'median' } : {} };
  // A column that a step made does not exist yet where the default step stands.
  const enters = [...recipe.columns, ...recipe.derive].some(c => c.name === problem.name && c.role === 'feature');
  return { ...recipe, steps: enters ? mergeSteps(recipe.steps, [entry]) : [...recipe.steps, entry] };
}

/**
 * Where a new step of a kind goes: at the end; but what fills gaps from other columns or rows at the beginning, for after
 * the constants of the suggested steps it would find none, and what reads dates before they are taken apart.
 */
export function placeOfNewStep({ steps }: Recipe, id: string): number {
  const { group } = stepById(id);
  if (group === 'Fill gaps' && id !== 'impute') return 0;
  const apart = group === 'Dates' ? steps.findIndex(s => s.id === 'date-parts') : -1;
  return apart >= 0 ? apart : steps.length;
}

/**
 * A new step of a kind: with the features of a fitting type that no step of that kind has yet, as they are in the stage
 * before it; with none where all have it.
 */
export function newStep(recipe: Recipe, id: string, last: StagePreview | undefined): StepEntry {
  const handled = new Set(recipe.steps.filter(s => s.id === id).flatMap(s => s.columns));
  const features = new Set([...recipe.columns, ...recipe.derive].filter(c => c.role === 'feature').map(c => c.name));
  const columns = fittingColumns(recipe, id, last).filter(name => features.has(name) && !handled.has(name));
  return { id, columns, params: {} };
}

/** The columns of a stage that a step can be put on. */
export function fittingColumns(recipe: Recipe, id: string, stage: StagePreview | undefined): string[] {
  const { accepts } = stepById(id);
  const dates = new Set(accepts === 'date' ? dateFeatures(recipe) : []);
  const fits = ({ name, type }: StreamSummary) => (accepts === 'date' ? dates.has(name) : accepts === 'any' || accepts === type); // prettier-ignore
  return (stage?.streams ?? []).filter(fits).map(s => s.name);
}

/** The features that hold dates: in the pipeline they are numbers like any others. */
export const dateFeatures = (recipe: Recipe): readonly string[] => [
  ...recipe.columns.filter(c => c.kind === 'datetime' && c.role === 'feature').map(c => c.name),
  ...checkDerived(recipe).flatMap(({ entry, check }) =>
    entry.role === 'feature' && check.ok && check.kind === 'datetime' ? [entry.name] : [],
  ),
];

/** Put a derived column in the place of another: under a new name too, keeping its place and, for the same kind, its steps. */
export function withDerivedChanged(
  recipe: Recipe,
  before: string,
  entry: Recipe['derive'][number],
  kinds: { readonly before: ColumnKind | null; readonly after: ColumnKind },
): Recipe {
  const renamed: Recipe = {
    ...recipe,
    derive: recipe.derive.map(d => (d.name === before ? entry : d)),
    steps: recipe.steps.map(s => ({ ...s, columns: s.columns.map(c => (c === before ? entry.name : c)) })),
  };
  const old = recipe.derive.find(d => d.name === before);
  return kinds.before === kinds.after && old?.role === entry.role ? renamed : withDerived(renamed, entry, kinds.after);
}
