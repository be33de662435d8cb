import type { NumberBlock } from '../graph/block.ts';
import { defineStep } from '../step.ts';
import { pacer } from '../work.ts';
import { chiSquareScore, fScore, informationScore } from './column-scores.ts';
import { lowerSelection, selectAll, selectHighest, type Selection } from './selection.ts';

const words = { f: 'F', 'mutual-information': 'mutual information', 'chi-square': 'chi-square' } as const;

/**
 * Keeps the columns that go with the target best, each looked at alone: SelectKBest of scikit-learn with f_regression or
 * f_classif, mutual information, or chi2. Of equal ones the earlier is kept; a column that says nothing (constant, empty)
 * comes last. A row in which the column is missing or infinite does not count for it. Without a target all are kept.
 */
export const selectBest = defineStep({
  id: 'select-best',
  label: 'Keep the most telling columns',
  help: 'Compares each column with the target and keeps those that go with it best; the others become 0. It looks at the target, so it must never see rows it is measured on: among many columns some always fit by chance.',
  group: 'Choose columns',
  accepts: 'number',
  weights: 'unused',
  params: {
    keep: { kind: 'number', integer: true, default: 10, min: 1, max: 10_000, label: 'Columns kept' },
    by: {
      kind: 'choice',
      default: 'f',
      options: ['f', 'mutual-information', 'chi-square'],
      label: 'Compared by',
      help: 'F sees straight lines and differences of means. Mutual information sees any shape. Chi-square is for counts and classes.',
    },
  },
  async fit(columns, target, { keep, by }, context): Promise<Selection> {
    const measure = words[by];
    if (target.task !== 'classification' && target.task !== 'regression') return selectAll(measure, columns.length);
    const scoreOf = by === 'f' ? fScore : by === 'chi-square' ? chiSquareScore : informationScore(context.random);
    const pace = pacer(context);
    const scores: number[] = [];
    for (const { name, block } of columns) {
      await pace('Comparing columns with the target', scores.length, columns.length);
      scores.push(scoreOf((block as NumberBlock).data, target, name));
    }
    return selectHighest(measure, scores, keep);
  },
  lower: lowerSelection,
});
