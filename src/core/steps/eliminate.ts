import { solvePositiveDefinite } from '../models/linear/cholesky.ts';
import { defineStep } from '../step.ts';
import { pacer } from '../work.ts';
import { type LinearProblem, linearProblem } from './linear-problem.ts';
import { lowerSelection, selectAll, type Selection } from './selection.ts';

const MEASURE = 'round in which it was left out';

/**
 * Recursive elimination (Guyon et al. 2002; RFE of scikit-learn around Ridge): a ridge regression of the target on all
 * columns, of which the ones with the smallest squared coefficients go away, and again with those that are left. Columns
 * and target are standardised first; of more than two classes each is told apart from the rest and the squares are added
 * up. Of equal ones the later goes first. The score is the round in which a column left; those kept have the highest.
 */
export const eliminate = defineStep({
  id: 'eliminate',
  label: 'Drop the weakest, again and again',
  help: 'Fits a linear model with all columns, drops the one it relies on least, and begins again with the rest until the wanted number is left (recursive elimination). Those dropped become 0.',
  group: 'Choose columns',
  accepts: 'number',
  weights: 'used',
  params: {
    keep: { kind: 'number', integer: true, default: 10, min: 1, max: 10_000, label: 'Columns kept' },
    share: {
      kind: 'number',
      default: 0.1,
      min: 0,
      max: 0.5,
      label: 'Share dropped in a round',
      help: 'Of the columns still there; at least one. 0 drops one at a time, which is slow for hundreds of columns.',
    },
    alpha: { kind: 'number', default: 1, min: 0.000001, max: 1_000_000, log: true, label: 'Strength of the penalty' },
  },
  async fit(columns, target, { keep, share, alpha }, context): Promise<Selection> {
    const pace = pacer(context);
    const problem = await linearProblem(columns, target, context, pace);
    if (!problem) return selectAll(MEASURE, columns.length);
    const width = columns.length;
    const scores = new Array<number>(width).fill(0);
    let left = columns.map((_, i) => i);
    for (let round = 1; left.length > keep; round++) {
      await pace('Dropping the weakest columns', width - left.length, width - keep);
      const strength = strengths(problem, left, alpha);
      const weakest = left.map((_, i) => i).sort((a, b) => strength[a]! - strength[b]! || b - a);
      const count = Math.min(left.length - keep, Math.max(1, Math.floor(share * left.length)));
      const gone = new Set(weakest.slice(0, count).map(i => left[i]!));
      for (const i of gone) scores[i] = round;
      left = left.filter(i => !gone.has(i));
    }
    const last = scores.reduce((a, b) => Math.max(a, b), 0) + 1;
    for (const i of left) scores[i] = last;
    return { measure: MEASURE, scores, kept: scores.map(s => s === last), limit: null };
  },
  lower: lowerSelection,
});

/** Squared ridge coefficients of the columns in the list, summed over the targets. */
function strengths({ gram, moments, total }: LinearProblem, list: readonly number[], alpha: number): Float64Array {
  const width = Math.sqrt(gram.length);
  const sums = new Float64Array(list.length);
  const entry = (i: number, j: number) => gram[i * width + j]! + (i === j ? alpha / total : 0);
  for (const own of moments) {
    const a = Float64Array.from(list.flatMap(i => list.map(j => entry(i, j))));
    const w = solvePositiveDefinite(
      a,
      Float64Array.from(list, i => own[i]!),
    );
    list.forEach((_, r) => (sums[r]! += (w?.[r] ?? 0) ** 2));
  }
  return sums;
}
