import { checkDerived } from '../../../core/pipeline/derived-columns.ts';
import type { Recipe } from '../../../core/pipeline/recipe.ts';
import type { HeldOutScore } from '../../../core/table/leak-score.ts';
import { profileOf, type TableProfile } from '../../../core/table/profile.ts';
import { kindWord } from '../../column-words.ts';
import { formatPercent } from '../../format.ts';

/** One line of the list of features. */
export interface FeatureRow {
  readonly name: string;
  /** Where it comes from: the table, or its formula. */
  readonly origin: string;
  readonly derived: boolean;
  readonly type: string;
  readonly used: boolean;
  readonly missing: string;
  /** R² or AUC of this column alone on rows it was not fitted on; null where it could not be judged. */
  readonly score: HeldOutScore | null;
  /** Why it cannot be computed; null when it can. */
  readonly problem: string | null;
}

/** The columns a model could see, derived ones first; ids, times, groups and the target are chosen in Source. */
export function featureRows(
  recipe: Recipe,
  profile: TableProfile | null,
  scores: ReadonlyMap<string, HeldOutScore | null>,
): readonly FeatureRow[] {
  const rows = profile?.rows ?? 0;
  const derived = checkDerived(recipe).map(({ entry, expression, check }): FeatureRow => ({
    name: entry.name,
    origin: expression,
    derived: true,
    type: check.ok ? kindWord(check.kind) : 'unknown',
    used: entry.role === 'feature',
    missing: '',
    score: scores.get(entry.name) ?? null,
    problem: check.ok ? null : check.error.message,
  }));
  const raw = recipe.columns
    .filter(c => c.role === 'feature' || c.role === 'aside')
    .map((c): FeatureRow => {
      const found = profile && profileOf(profile, c.name);
      return {
        name: c.name,
        origin: 'from the table',
        derived: false,
        type: kindWord(c.kind, c.integer),
        used: c.role === 'feature',
        missing: found && rows ? formatPercent(found.missing / rows) : '',
        score: scores.get(c.name) ?? null,
        problem: null,
      };
    });
  return [...derived, ...raw];
}

/** How long a score's bar is, 0 to 1: an AUC of a half and an R² of nothing are chance. */
export const scoreShare = ({ measure, value }: HeldOutScore): number =>
  Math.min(1, Math.max(0, measure === 'AUC' ? (value - 0.5) * 2 : value));
