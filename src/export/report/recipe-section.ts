import { formatPercent } from '../../core/format.ts';
import { modelById } from '../../core/models/index.ts';
import type { ParamValues } from '../../core/params.ts';
import type { Recipe, Split } from '../../core/pipeline/recipe.ts';
import { describeRows } from '../../core/rows/index.ts';
import { stepById } from '../../core/steps/index.ts';
import type { Role } from '../../core/table/schema.ts';
import { html, list, type Markup, names, section } from './markup.ts';

/** A longer one would make the report too large to send; the words above it stay whole. */
const MOST_JSON = 400_000;

export function recipeSection(recipe: Recipe, decisions: readonly string[]): Markup {
  const json = JSON.stringify(recipe, null, 2);
  const shown = json.length > MOST_JSON ? `${json.slice(0, MOST_JSON)}\n…` : json;
  return section(
    'Recipe',
    list(recipeWords(recipe)),
    decisions.length
      ? html`<h3>Decisions</h3>
          ${list(decisions)}`
      : html``,
    html`<details>
      <summary>The recipe as JSON</summary>
      <pre>${shown}</pre>
    </details>`,
  );
}

/** A recipe in sentences, in the order in which it works. */
export function recipeWords(recipe: Recipe): string[] {
  const withRole = (role: Role) => recipe.columns.filter(c => c.role === role).map(c => c.name);
  const [target] = withRole('target');
  const features = [...withRole('feature'), ...recipe.derive.filter(d => d.role === 'feature').map(d => d.name)];
  const aside = [...withRole('aside'), ...withRole('id')];
  const { label } = modelById(recipe.model.id);
  const params = paramWords(recipe.model.params);
  return [
    aim(recipe, target),
    `Learn from ${features.length} ${features.length === 1 ? 'column' : 'columns'}: ${names(features)}.`,
    ...(aside.length ? [`Set aside ${names(aside)}.`] : []),
    ...recipe.rows.map(r => `${describeRows(r)}.`),
    ...recipe.derive.map(d => `New column ${names([d.name])} = ${String(d.params['expression'] ?? d.id)}.`),
    splitWords(recipe.split),
    ...recipe.steps.map(s => `${stepById(s.id).label}${inBrackets(paramWords(s.params))}: ${names(s.columns)}.`),
    `Algorithm: ${label}${inBrackets(params)}.`,
    ...(recipe.threshold === undefined
      ? []
      : [`The second class is said from a probability of ${recipe.threshold} on.`]),
    `Seed ${recipe.seed}: the same data, recipe and device give the same model.`,
  ];
}

function aim({ task }: Recipe, target: string | undefined): string {
  if (task === 'anomaly')
    return target === undefined
      ? 'Look for strange rows; nothing is predicted.'
      : `Look for strange rows; ${names([target])} marks them and is only measured by.`;
  return target === undefined || task === 'clustering'
    ? 'Look for clusters; nothing is predicted.'
    : `Predict ${names([target])} (${task}).`;
}

function splitWords(split: Split): string {
  const share = formatPercent(split.test);
  switch (split.kind) {
    case 'random':
      return `Hold out ${share} of the rows, drawn at random.`;
    case 'time':
      return `Hold out the latest ${share} of the rows by ${names([split.column])}.`;
    case 'group':
      return `Hold out whole groups of ${names([split.column])}, about ${share} of the rows.`;
    default:
      return split satisfies never;
  }
}

const paramWords = (params: ParamValues): string =>
  Object.entries(params)
    .map(
      ([name, value]) =>
        `${name} ${Array.isArray(value) ? value.join(', ') : String(value as string | number | boolean)}`,
    )
    .join('; ');

const inBrackets = (text: string): string => (text ? ` (${text})` : '');
