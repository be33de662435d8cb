import type { TextBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { defineStep, type NamedRef, type Stream } from '../step.ts';
import type { Target } from '../target.ts';
import { centreAndSpread, countLevels, relativeWeights } from './column-values.ts';
import { crossFitted } from './cross-fit.ts';
import { targetSignals } from './target-signals.ts';

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
  label: 'Mean of the target per category',
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
  fit: (columns, target, { smoothing, weight }, { weights }) =>
    learn(columns, target, smoothing === 'auto' ? null : weight, weights),
  ownRows: (columns, target, { smoothing, weight, folds }, context) =>
    crossFitted(
      columns,
      target,
      folds,
      context,
      (some, of, weights) => learn(some, of, smoothing === 'auto' ? null : weight, weights),
      lower,
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
  given: Float64Array | undefined,
): readonly ColumnState[] {
  const weights = relativeWeights(given);
  const signals = targetSignals(target);
  return columns.map(column => {
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
  const rows = Array.from({ length: levels }, () => [] as number[]);
  place.forEach((at, row) => at >= 0 && rows[at]!.push(row));
  const values = rows.map(own => {
    const w = weights && Float64Array.from(own, row => weights[row]!);
    const { mean, sd } = centreAndSpread(
      Float64Array.from(own, row => y[row]!),
      w,
    );
    const count = w ? w.reduce((sum, v) => sum + v, 0) : own.length;
    // In units of the spread of all, so that no square overflows; a target that does not vary is its mean everywhere.
    const m = weight ?? (spread > 0 ? (sd / spread) ** 2 : count);
    const share = count / (count + m);
    return share * mean + (1 - share) * all + 0;
  });
  return { values, otherwise: all + 0 };
}
