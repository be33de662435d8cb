import { describeRows } from '../rows/index.ts';
import { stepById } from '../steps/index.ts';
import { expressionOf } from './derived-columns.ts';
import { pastOperations } from './past-operations.ts';
import type { Recipe } from './recipe.ts';
import { nameInFile } from './row-entries.ts';

/** The way of a feature to the model: where it comes from, then the steps that it goes through. */
export interface FeatureOrigin {
  readonly from: 'table' | 'rows' | 'formula';
  /** "from the table", the row operation that makes it in words, or the formula. */
  readonly words: string;
  /** Labels of the steps that name it, in order. */
  readonly steps: readonly string[];
}

export function featureOrigin(recipe: Recipe, name: string): FeatureOrigin {
  const steps = recipe.steps.filter(s => s.columns.includes(name)).map(s => stepById(s.id).label);
  const derived = recipe.derive.find(d => d.name === name);
  if (derived) return { from: 'formula', words: expressionOf(derived), steps };
  const before = nameInFile(recipe, name);
  if (!recipe.raw || recipe.raw.some(c => c.name === before))
    return { from: 'table', words: before === name ? 'from the table' : `“${before}” of the table`, steps };
  const past = pastOperations(recipe, [name]) ?? [];
  const entries = recipe.rows.filter(r => r.id === 'lag' || r.id === 'window');
  const at = past.findIndex(o => o.columns.some(c => c.made.some(m => m.name === name)));
  return { from: 'rows', words: at < 0 ? 'made by a row operation' : describeRows(entries[at]!), steps };
}
