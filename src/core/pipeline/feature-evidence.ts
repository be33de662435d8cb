import type { GoldenReport } from '../golden/golden-features.ts';
import type { FeatureCost } from './feature-costs.ts';
import type { Recipe } from './recipe.ts';

/** Something that was found of the features, and of which table and recipe. */
export interface Found<T> {
  readonly of: string;
  readonly value: T;
}

/** What is kept with the project. What steps found when they learned is kept with the run. */
export interface FeatureEvidence {
  readonly golden?: Found<GoldenReport>;
  readonly costs?: Found<readonly FeatureCost[]>;
}

/** What decides what the features hold, from the table to the steps. */
export const featureKey = (datasetId: string, { columns, derive, rows, split, task, seed, steps }: Recipe): string =>
  JSON.stringify([datasetId, columns, derive, rows, split, task, seed, steps]);

/** What was found, as long as it is of the same table and recipe: a change brings it out of sight, undoing that back. */
export const stillTrue = <T>(found: Found<T> | undefined, key: string | null): T | null =>
  found && found.of === key ? found.value : null;
