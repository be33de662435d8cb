import type { FeatureCost, FeatureRelation } from '../../../app/feature-work.svelte.ts';
import { checkDerived } from '../../../core/pipeline/derived-columns.ts';
import { featureOrigin } from '../../../core/pipeline/feature-origin.ts';
import type { ImportanceMeasure } from '../../../core/models/importance.ts';
import type { OwnImportance } from '../../../core/pipeline/model-importance.ts';
import type { FeatureImportance } from '../../../core/pipeline/permutation-importance.ts';
import type { SelectionVerdict } from '../../../core/pipeline/selection-verdicts.ts';
import type { Recipe } from '../../../core/pipeline/recipe.ts';
import type { HeldOutScore } from '../../../core/table/leak-score.ts';
import { profileOf, type TableProfile } from '../../../core/table/profile.ts';
import { kindWord } from '../../column-words.ts';
import { formatCount, formatNumber, formatPercent } from '../../format.ts';

/** One line of the list of features. */
export interface FeatureRow {
  readonly name: string;
  /** How it comes to the model: the table, an operation or its formula, then the steps. */
  readonly path: string;
  readonly derived: boolean;
  readonly type: string;
  readonly used: boolean;
  readonly missing: string;
  /** R² or AUC of this column alone on rows it was not fitted on; null where it could not be judged. */
  readonly score: HeldOutScore | null;
  /** Why it cannot be computed; null when it can. */
  readonly problem: string | null;
  readonly relation: FeatureRelation | null;
  /** How much worse a run does without it; null where none was measured. */
  readonly importance: FeatureImportance | null;
  /** Its share in what the model of a run holds all features to be worth; null where no run says. */
  readonly own: number | null;
  readonly cost: FeatureCost | null;
  /** What a step that chooses columns made of it in the last run; null where none did. */
  readonly verdict: SelectionVerdict | null;
}

/** What was found out about features, by name. */
export interface FeatureFindings {
  readonly scores: ReadonlyMap<string, HeldOutScore | null>;
  readonly relations: readonly FeatureRelation[];
  readonly importance: readonly FeatureImportance[];
  readonly own: readonly OwnImportance[];
  readonly costs: ReadonlyMap<string, FeatureCost>;
  readonly verdicts: ReadonlyMap<string, SelectionVerdict>;
}

/** The columns a model could see, derived ones first; ids, times, groups and the target are chosen in Source. */
export function featureRows(
  recipe: Recipe,
  profile: TableProfile | null,
  { scores, relations, importance, own, costs, verdicts }: FeatureFindings,
): readonly FeatureRow[] {
  const rows = profile?.rows ?? 0;
  const related = new Map(relations.map(r => [r.name, r]));
  const worth = new Map(importance.map(i => [i.name, i]));
  const shares = new Map(own.map(o => [o.name, o.share]));
  const found = (name: string) => ({
    path: pathOf(recipe, name),
    score: scores.get(name) ?? null,
    relation: related.get(name) ?? null,
    importance: worth.get(name) ?? null,
    own: shares.get(name) ?? null,
    cost: costs.get(name) ?? null,
    verdict: verdicts.get(name) ?? null,
  });
  const derived = checkDerived(recipe).map(({ entry, check }): FeatureRow => ({
    name: entry.name,
    derived: true,
    type: check.ok ? kindWord(check.kind) : 'unknown',
    used: entry.role === 'feature',
    missing: '',
    ...found(entry.name),
    problem: check.ok ? null : check.error.message,
  }));
  const raw = recipe.columns
    .filter(c => c.role === 'feature' || c.role === 'aside')
    .map((c): FeatureRow => {
      const described = profile && profileOf(profile, c.name);
      return {
        name: c.name,
        derived: false,
        type: kindWord(c.kind, c.integer),
        used: c.role === 'feature',
        missing: described && described.missing && rows ? formatPercent(described.missing / rows) : '',
        ...found(c.name),
        problem: null,
      };
    });
  return [...derived, ...raw];
}

/** "price / area → Fill in missing values → Standardise". */
function pathOf(recipe: Recipe, name: string): string {
  const { words, steps } = featureOrigin(recipe, name);
  return [words, ...steps].join(' → ');
}

/** What the shares in a model are counted by, in a word or two, and how they come about. */
export const ownWords: Readonly<Record<ImportanceMeasure, readonly [string, string]>> = {
  impurity: [
    'by purity',
    'A tree asks questions that make groups of rows purer; each feature gets the share that the questions about it brought (mean decrease in impurity). Features with many different values have more places to ask at, which favours them.',
  ],
  gain: [
    'by gain',
    'Each split of a tree makes the model a little less wrong; each feature gets the share that the splits on it brought (gain). Features with many different values have more places to split at, which favours them.',
  ],
  effect: [
    'by weight',
    'A linear model adds up its columns, each times a weight; each feature gets the share that its weight times its standard deviation has (standardised coefficients, without their signs). Features that hold the same share it by chance.',
  ],
};

/** "0.031 ± 0.004". */
export const importanceWords = ({ mean, sd }: FeatureImportance): string =>
  `${formatNumber(mean, 2)} ± ${formatNumber(sd, 1)}`;

/** "left out: F 1.2, at most 3.4", and the step with it. */
export function verdictWords({ step, kept, measure, score, limit }: SelectionVerdict): readonly [string, string] {
  const beside =
    limit === null ? '' : kept ? `, above ${formatNumber(limit, 3)}` : `, not above ${formatNumber(limit, 3)}`;
  const words = `${kept ? 'kept' : 'left out'}${score === null ? '' : `: ${formatNumber(score, 3)}${beside}`}`;
  return [words, `${step}: ${measure} ${words}`];
}

/** "3 columns", and "0.12 ms, 24 bytes a row". */
export function costWords({ width, milliseconds, bytes }: FeatureCost): readonly [string, string] {
  if (width === null || milliseconds === null || bytes === null) return ['not alone', 'its steps need others'];
  return [formatCount(width, 'column'), `${formatNumber(milliseconds, 2)} ms, ${bytes} B a row`];
}
