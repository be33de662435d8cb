import type { TextBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { defineStep, type NamedRef, type StepContext, type Stream } from '../step.ts';
import type { Target } from '../target.ts';
import { gatherNumbers } from '../table/gather.ts';
import { centreAndSpread, countLevels, relativeWeights } from './column-values.ts';
import { crossFitted } from './cross-fit.ts';
import { targetSignals } from './target-signals.ts';
import { eachColumn } from './each-column.ts';

const LABEL = 'Mean of the target per category';

/** Beyond this many values of a column, the rarest are treated as never seen. */
const MOST_LEVELS = 10_000;

interface ColumnState {
  /** The values seen, '' for missing. */
  readonly levels: readonly string[];
  readonly codes: readonly CodeState[];
}
interface CodeState {
  /** The class it is for, where there are more than two. */
  readonly of: string | null;
  readonly values: readonly number[];
  readonly otherwise: number;
}

/**
 * The mean of the target among the training rows with the same value, drawn towards the mean of all (Micci-Barreca
 * 2001): (sum + m mean) / (count + m). m is given, or, `auto`, the variance within the value over the variance of all
 * (empirical Bayes), as TargetEncoder of scikit-learn has it. With weights w, taken relative to
 * their mean, the sum is Σ w y, the count Σ w, and means and variances are weighted: m is in rows whatever the weights' unit. With more than two classes one column a class. Missing is a
 * value like any other where training has it; a value never seen takes the mean of all. Training rows take what was
 * learned from other training rows.
 */
export const targetEncoding = defineStep({
  id: 'target-encoding',
  label: LABEL,
  help: 'Puts in the place of a category what the target is on average where it has that value (target encoding). It copes with thousands of values, such as places or products. So that no row sees its own answer, each training row takes the mean over other training rows.',
  group: 'Encode',
  accepts: 'text',
  weights: 'used',
  tasks: ['classification', 'regression'],
  params: {
    smoothing: {
      kind: 'choice',
      default: 'auto',
      options: ['auto', 'given'],
      label: 'Draw rare values towards the mean of all',
      help: 'Auto: as much as the spread of the target within the value asks for.',
    },
    weight: {
      kind: 'number',
      default: 10,
      min: 0,
      max: 1_000_000,
      label: 'Rows that the mean of all counts for',
      onlyWith: { name: 'smoothing', value: 'given' },
    },
    folds: {
      kind: 'number',
      integer: true,
      default: 5,
      min: 2,
      max: 50,
      label: 'Parts',
      help: 'The training rows are divided into so many parts; each takes its means from the others.',
    },
  },
  fit: (columns, target, { smoothing, weight }, context) =>
    learn(columns, target, smoothing === 'auto' ? null : weight, context),
  ownRows: (columns, target, { smoothing, weight, folds }, context) =>
    crossFitted({ label: LABEL, lower }, columns, target, folds, context, (some, of, weights) =>
      learn(some, of, smoothing === 'auto' ? null : weight, { ...context, weights }),
    ),
  lower,
});

function lower(state: readonly ColumnState[], g: GraphBuilder, inputs: readonly NamedRef[]): readonly NamedRef[] {
  return inputs.flatMap(({ name, ref }, i) =>
    state[i]!.codes.map(({ of, values, otherwise }) => ({
      name: of === null ? name : `${name} for ${of}`,
      ref: g.lookup(ref, state[i]!.levels, values, otherwise),
    })),
  );
}

function learn(
  columns: readonly Stream[],
  target: Target,
  weight: number | null,
  context: StepContext,
): Promise<readonly ColumnState[]> {
  const weights = relativeWeights(context.weights);
  const signals = targetSignals(target);
  return eachColumn(columns, context, column => {
    const { codes } = column.block as TextBlock;
    const counts = countLevels(column).slice(0, MOST_LEVELS);
    const levels = [...(codes.includes(-1) ? [''] : []), ...counts.map(l => l.level)];
    const place = placesOf(column.block as TextBlock, levels);
    return {
      levels,
      codes: signals.map(({ of, values }) => ({ of, ...encode(place, levels.length, values, weight, weights) })),
    };
  });
}

/** For each row the place of its text in the list, -1 where it is not there. */
export function placesOf({ codes, levels }: TextBlock, list: readonly string[]): Int32Array {
  const known = new Map(list.map((level, i) => [level, i]));
  const places = levels.map(level => known.get(level) ?? -1);
  const missing = known.get('') ?? -1;
  return codes.map(code => (code < 0 ? missing : places[code]!));
}

function encode(
  place: Int32Array,
  levels: number,
  y: Float64Array,
  weight: number | null,
  weights: Float64Array | undefined,
) {
  const { mean: all, sd: spread } = centreAndSpread(y, weights);
  const { order, starts } = byLevel(place, levels);
  const sorted = gatherNumbers(y, order);
  const sortedWeights = weights && gatherNumbers(weights, order);
  const values = Array.from({ length: levels }, (_, level) => {
    const [from, to] = [starts[level]!, starts[level + 1]!];
    const w = sortedWeights?.subarray(from, to);
    const { mean, sd } = centreAndSpread(sorted.subarray(from, to), w);
    const count = w ? w.reduce((sum, v) => sum + v, 0) : to - from;
    // In units of the spread of all, so that no square overflows; a target that does not vary is its mean everywhere.
    const m = weight ?? (spread > 0 ? (sd / spread) ** 2 : count);
    const share = count / (count + m);
    return share * mean + (1 - share) * all + 0;
  });
  return { values, otherwise: all + 0 };
}

/** The rows of each level, ascending: those of level i are `order[starts[i] .. starts[i + 1]]`. */
function byLevel(place: Int32Array, levels: number): { readonly order: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(levels + 1);
  for (const level of place) if (level >= 0) starts[level + 1]! += 1;
  for (let level = 0; level < levels; level++) starts[level + 1]! += starts[level]!;
  const next = starts.slice();
  const order = new Int32Array(starts[levels]!);
  for (let row = 0; row < place.length; row++) {
    const level = place[row]!;
    if (level >= 0) order[next[level]!++] = row;
  }
  return { order, starts };
}
