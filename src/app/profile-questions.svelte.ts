import type { Recipe } from '../core/pipeline/recipe.ts';
import type { Associations } from '../core/profile/associations.ts';
import type { ByTarget } from '../core/profile/by-target.ts';
import type { Comparison } from '../core/profile/compare.ts';
import type { Missingness } from '../core/profile/missingness.ts';
import type { PairCounts } from '../core/profile/pair.ts';
import type { TableSide } from '../engine/profiling.ts';
import { project } from './project.svelte.ts';
import { Question } from './question.svelte.ts';
import { tableKey } from './row-selection.svelte.ts';
import { dataWorker } from './services.ts';

export const PROFILE_TABS = ['columns', 'together', 'missing', 'map', 'compare', 'ethics'] as const;
export type ProfileTab = (typeof PROFILE_TABS)[number];

/** Which rows may be learned from, beside what the table is. */
const splitKey = (datasetId: string, recipe: Recipe): string => {
  const roles = recipe.columns.map(({ role }) => role);
  return JSON.stringify([tableKey(datasetId, recipe), roles, recipe.split, recipe.task]);
};

/** Closer looks at a table, each asked when a person comes to look, and what is open in the place. */
class ProfileQuestions {
  tab = $state<ProfileTab>('columns');
  /** The column whose detail is shown. */
  column = $state<string | null>(null);
  /** The two columns whose relation is shown. */
  pair = $state.raw<readonly [first: string, second: string] | null>(null);
  readonly byTarget = new Question<ByTarget | null>('Counting the bars by the target');
  readonly associations = new Question<Associations>('Comparing every column with every other');
  readonly joint = new Question<PairCounts>('Counting two columns together');
  readonly missingness = new Question<Missingness>('Looking for what is missing together');
  readonly comparison = new Question<Comparison>('Comparing the two tables');

  constructor() {
    project.whenLeft(() => {
      this.tab = 'columns';
      this.column = this.pair = null;
    });
  }

  askByTarget = (id: string, recipe: Recipe): Promise<void> =>
    this.byTarget.ask(splitKey(id, recipe), working => dataWorker().byTarget(id, recipe, working));

  askAssociations = (id: string, recipe: Recipe): Promise<void> =>
    this.associations.ask(splitKey(id, recipe), working => dataWorker().associations(id, recipe, working));

  askJoint = (id: string, recipe: Recipe, [first, second]: readonly [string, string]): Promise<void> =>
    this.joint.ask(JSON.stringify([splitKey(id, recipe), first, second]), working =>
      dataWorker().pairCounts(id, recipe, first, second, working),
    );

  askMissingness = (id: string, recipe: Recipe): Promise<void> =>
    this.missingness.ask(tableKey(id, recipe), working => dataWorker().missingness(id, recipe, working));

  askComparison(first: TableSide, second: TableSide): Promise<void> {
    const key = [first, second].map(side => [splitKey(side.datasetId, side.recipe), side.rows]);
    return this.comparison.ask(JSON.stringify(key), working => dataWorker().compareTables(first, second, working));
  }
}

export const questions = new ProfileQuestions();
