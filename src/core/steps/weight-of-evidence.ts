import { StudioError } from '../errors.ts';
import type { TextBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { defineStep, type NamedRef, type StepContext, type Stream } from '../step.ts';
import type { Target } from '../target.ts';
import { countLevels, relativeWeights } from './column-values.ts';
import { crossFitted } from './cross-fit.ts';
import { placesOf } from './target-encoding.ts';
import { eachColumn } from './each-column.ts';

const LABEL = 'Weight of evidence';

/** Beyond this many values of a column, the rarest are treated as never seen. */
const MOST_LEVELS = 10_000;

/**
 * ln(((p + s) / (P + 2 s)) / ((n + s) / (N + 2 s))), with p of all P rows of the second class and n of all N of the first
 * having the value (Good 1950; the smoothing s as in category_encoders); with weights each row is as many as it
 * weighs relative to the mean of the weights. Missing is a value like any other where training
 * has it; a value never seen says nothing and gives 0. Training rows take what was learned from other training rows.
 */
export const weightOfEvidence = defineStep({
  id: 'weight-of-evidence',
  label: LABEL,
  help: 'For two classes: says of each value of a category how strongly it speaks for the second class, above 0, or for the first, below 0. Usual in credit scoring. So that no row sees its own answer, each training row is judged by other training rows.',
  group: 'Encode',
  accepts: 'text',
  weights: 'used',
  tasks: ['classification'],
  params: {
    smoothing: {
      kind: 'number',
      default: 1,
      min: 0.01,
      max: 10_000,
      label: 'Rows added to each count',
      help: 'Keeps a value that was seen once or twice from being taken for certain.',
    },
    folds: { kind: 'number', integer: true, default: 5, min: 2, max: 50, label: 'Parts', help: 'The training rows are divided into so many parts; each is judged by the others.' }, // prettier-ignore
  },
  fit: (columns, target, { smoothing }, context) => learn(columns, target, smoothing, context),
  ownRows: (columns, target, { smoothing, folds }, context) =>
    crossFitted({ label: LABEL, lower }, columns, target, folds, context, (some, of, weights) =>
      learn(some, of, smoothing, { ...context, weights }),
    ),
  lower,
});

interface ColumnState {
  readonly levels: readonly string[];
  readonly values: readonly number[];
}

function lower(state: readonly ColumnState[], g: GraphBuilder, inputs: readonly NamedRef[]): readonly NamedRef[] {
  return inputs.map(({ name, ref }, i) => ({ name, ref: g.lookup(ref, state[i]!.levels, state[i]!.values, 0) }));
}

function learn(
  columns: readonly Stream[],
  target: Target,
  smoothing: number,
  context: StepContext,
): Promise<readonly ColumnState[]> {
  if (target.task !== 'classification' || target.classes.length > 2) {
    const found = target.task === 'classification' ? `${target.classes.length} classes` : target.task;
    throw new StudioError(
      'recipe/step-classes',
      `${LABEL}: must have 2 classes to weigh against each other, got ${found}. Take "Mean of the target per category" instead.`,
      { step: 'weight-of-evidence' },
    );
  }
  const weights = relativeWeights(context.weights);
  const weightOf = (row: number) => (weights ? weights[row]! : 1);
  const massOf = (own: number) => target.codes.reduce((n, code, row) => n + (code === own ? weightOf(row) : 0), 0);
  const [negative, positive] = [massOf(0), massOf(1)];
  return eachColumn(columns, context, column => {
    const block = column.block as TextBlock;
    const known = countLevels(column).slice(0, MOST_LEVELS);
    const levels = [...(block.codes.includes(-1) ? [''] : []), ...known.map(l => l.level)];
    const counts = [new Float64Array(levels.length), new Float64Array(levels.length)] as const;
    placesOf(block, levels).forEach(
      (at, row) => at >= 0 && (counts[target.codes[row] === 1 ? 1 : 0][at]! += weightOf(row)),
    );
    const share = (count: number, all: number) => (count + smoothing) / (all + 2 * smoothing);
    const values = levels.map((_, i) => Math.log(share(counts[1][i]!, positive) / share(counts[0][i]!, negative)) + 0);
    return { levels, values };
  });
}
