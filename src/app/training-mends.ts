import type { StudioError } from '../core/errors.ts';
import { formatPercent } from '../core/format.ts';
import type { AnyModel } from '../core/model.ts';
import { models, modelsFor } from '../core/models/index.ts';
import { withNewStep, withStep } from '../core/pipeline/edit.ts';
import type { Recipe, RowEntry } from '../core/pipeline/recipe.ts';
import { stepById } from '../core/steps/index.ts';

/** What takes away that for which a training was refused: a change to the recipe, or a row operation put before the split. */
export type Mend = { readonly label: string } & (
  { readonly change: (recipe: Recipe) => Recipe } | { readonly row: RowEntry }
);

/** Numbers that a refusal names and that are parameters of the algorithm that refused. */
const COUNTS = ['k', 'neighbours', 'samples'] as const;

const choose = (model: AnyModel): Mend => ({
  label: `Choose ${model.label}`,
  change: recipe => ({ ...recipe, model: { id: model.id, params: {} } }),
});

/** The algorithms that one names which answers for its own rows only; for others the one that takes any number of rows. */
export function insteadOf({ own }: Pick<AnyModel, 'own'>, { task }: Pick<Recipe, 'task'>): readonly AnyModel[] {
  const words = own?.instead.toLowerCase();
  return modelsFor(task).filter(m => (words ? words.includes(m.label.toLowerCase()) : m.id === 'gradient-boosting'));
}

/** What can be offered with one press where a training was refused; nothing where only a person can decide. */
export function mendsOf(error: unknown, recipe: Recipe): readonly Mend[] {
  const { code, details } = error as Partial<Pick<StudioError, 'code' | 'details'>>;
  const model = (models as readonly AnyModel[]).find(m => m.id === recipe.model.id);
  if (!code || !model) return [];
  switch (code) {
    case 'fit/too-few-rows':
    case 'fit/too-few-distinct':
      return fewer(model, details ?? {});
    case 'fit/too-many-rows':
      return [...sampled(details ?? {}), ...insteadOf(model, recipe).map(choose)];
    case 'fit/negative':
      return model.family === 'Neighbours and Bayes' ? modelsFor(recipe.task).filter(m => m.id === 'gaussian-bayes').map(choose) : []; // prettier-ignore
    case 'fit/missing':
      return step('impute', recipe, details?.['name']);
    case 'fit/text':
      return step('one-hot', recipe, details?.['name']);
    case 'recipe/unknown-column':
    case 'recipe/wrong-type':
      return withoutColumn(recipe, details ?? {});
    default:
      return [];
  }
}

/** So large a share of all rows that the training rows among them are not too many. */
function sampled({ rows, most }: Readonly<Record<string, unknown>>): readonly Mend[] {
  if (typeof rows !== 'number' || typeof most !== 'number') return [];
  const share = Math.floor((1000 * most) / rows) / 1000;
  return share > 0 ? [{ label: `Draw ${formatPercent(share)} of the rows`, row: { id: 'sample', params: { amount: 'share', share } } }] : []; // prettier-ignore
}

/** As many groups or neighbours as there can be. */
function fewer({ params }: AnyModel, details: Readonly<Record<string, unknown>>): readonly Mend[] {
  const name = COUNTS.find(count => count in params && typeof details[count] === 'number');
  const spec = name && params[name];
  const most = Number(details['distinct'] ?? details['rows']) - (name === 'neighbours' ? 1 : 0);
  if (!spec || spec.kind !== 'number' || !(most >= (spec.min ?? 1))) return [];
  return [
    {
      label: `Set “${spec.label}” to ${most}`,
      change: recipe => ({ ...recipe, model: { ...recipe.model, params: { ...recipe.model.params, [name]: most } } }),
    },
  ];
}

/** A column that a step cannot have where it stands: the last such step does without it. */
function withoutColumn({ steps }: Recipe, { step: id, name }: Readonly<Record<string, unknown>>): readonly Mend[] {
  const at = steps.findLastIndex(s => s.id === id && s.columns.some(c => c === name));
  const entry = steps[at];
  if (!entry || typeof name !== 'string') return [];
  const columns = entry.columns.filter(c => c !== name);
  return [
    {
      label: `Take “${name}” out of “${stepById(entry.id).label}”`,
      change: recipe => (recipe.steps[at]?.id === id ? withStep(recipe, at, { ...entry, columns }) : recipe),
    },
  ];
}

/** A step at the end for a column that is a feature; one that a step made goes back to a decision of that step. */
function step(id: string, recipe: Recipe, name: unknown): readonly Mend[] {
  const feature = [...recipe.columns, ...recipe.derive].find(c => c.role === 'feature' && c.name === name);
  if (!feature) return [];
  const entry = { id, columns: [feature.name], params: {} };
  return [{ label: `Add “${stepById(id).label}” for it`, change: now => withNewStep(now, entry) }];
}
