import { columnImportance, type ImportanceMeasure } from '../models/importance.ts';
import { columnParts } from './column-parts.ts';
import type { Fitted } from './fitted.ts';

/** What a feature is worth by the fitted model's own account. */
export interface OwnImportance {
  readonly name: string;
  /** Of everything that all features are worth. */
  readonly share: number;
}

export interface ModelImportance {
  readonly measure: ImportanceMeasure;
  /** Every feature that entered the steps; 0 where none of its columns plays a part. */
  readonly features: readonly OwnImportance[];
  /** Whether some column holds several features, whose shares are then a matter of convention. */
  readonly mixed: boolean;
}

/**
 * The importance that a fitted model holds itself, added up over the columns that each feature became. It costs nothing,
 * and it speaks of the rows the model learned from: what permutation importance shows on other rows weighs more. Null
 * where the algorithm does not say.
 */
export function modelImportance(fitted: Pick<Fitted, 'recipe' | 'steps' | 'model'>): ModelImportance | null {
  const own = columnImportance(fitted.model);
  if (!own) return null;
  const parts = columnParts(fitted);
  const shares = new Map<string, number>(featureNames(fitted).map(name => [name, 0]));
  parts.forEach((features, column) => {
    for (const [name, part] of features) shares.set(name, shares.get(name)! + part * own.shares[column]!);
  });
  return {
    measure: own.measure,
    features: Array.from(shares, ([name, share]) => ({ name, share })),
    mixed: parts.some((features, column) => features.size > 1 && own.shares[column]! > 0),
  };
}

const featureNames = ({ recipe }: Pick<Fitted, 'recipe'>): readonly string[] =>
  [...recipe.columns, ...recipe.derive].filter(c => c.role === 'feature').map(c => c.name);
