import type { RunRecord } from '../../../../app/training.svelte.ts';
import type { PenaltyPath } from '../../../../core/models/linear/elastic-net.ts';
import type { IntervalBasis, Reading } from '../../../../core/models/linear/reading.ts';
import { formatNumber } from '../../../format.ts';
import { quoted } from '../../../short-name.ts';

/** One column's part in a linear model. */
export interface Coefficient {
  readonly name: string;
  /** As learned: what one unit more of the column, as it reaches the model, adds. */
  readonly weight: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly deviation: number;
  /** What one standard deviation more adds, and the ends of its interval. */
  readonly effect: number;
  readonly effectLow: number | null;
  readonly effectHigh: number | null;
}

export interface CoefficientsView {
  /** The sums of columns that the model has: one, or one for each class. */
  readonly outputs: readonly string[];
  /** Columns whose weight is not zero, largest effect first. */
  rows(output: number): readonly Coefficient[];
  readonly columns: number;
  readonly intercepts: readonly number[];
  /** What an effect is measured in, as words behind a number. */
  readonly unit: string;
  readonly basis: string;
  readonly warning: string | null;
  readonly path: PenaltyPath | null;
  readonly names: readonly string[];
  readonly deviations: readonly number[];
}

/** What the states of all linear models have in common. */
interface LinearState {
  readonly coefficients: readonly number[];
  readonly intercept?: number;
  readonly intercepts?: readonly number[];
  readonly present?: readonly number[];
  readonly converged?: boolean;
  readonly separated?: boolean;
  readonly endless?: boolean;
  readonly path?: PenaltyPath;
  readonly reading?: Reading;
}

const bases: Record<IntervalBasis, string> = {
  exact: 'Whiskers are 95% intervals of the linear model: they hold where errors are independent and spread alike.',
  wald: 'Whiskers are 95% intervals from the curvature of the likelihood (Wald); they need clearly more rows than columns.',
  penalised:
    'Whiskers are 95% intervals from the curvature (Wald). The penalty pulls all weights towards zero, so they say how steady the pulled weights are, not where the weights without a penalty would be.',
  selection:
    'There are no intervals: the penalty has chosen the columns, and usual intervals do not count that choice. Look at the path instead.',
  pulled: 'There are no intervals: the penalty pulls the weights towards zero by an unknown share.',
  dependent:
    'There are no intervals: some columns follow from others, so that their weights can be traded for one another.',
  'few-rows': 'There are no intervals: they need more rows than columns.',
  wide: 'There are no intervals: with so many columns and rows they would take longer than the training.',
  endless: 'There are no intervals: the weights have no finite value.',
  'no-theory': 'There are no intervals: this algorithm comes without a theory of chance for its weights.',
};

const SEPARATED =
  'A sum of the columns tells classes apart without a single mistake, so that without a penalty the weights would grow for ever. They were left where nothing could be gained any more. Choose a penalty for steady weights.';
const ENDLESS =
  'Some weights would grow for ever, because nothing holds them: often a category in which all values are 0. They were left where nothing could be gained any more. Raise the penalty for steady weights.';
const UNFINISHED =
  'The training ended before the weights stood still. Allow more iterations, or add "Standardise" to the pipeline.';

const units = new Map([
  ['logistic', 'in the logarithm of the odds: 0.7 doubles them'],
  ['linear-svm', 'in distance from the border, in units of the margin'],
  ...['poisson', 'gamma', 'tweedie'].map(id => [id, 'in the logarithm of the answer: 0.7 doubles it'] as const),
]);

/** What a finished run of a linear model has learned; null for runs that do not say. */
export function coefficientsView(run: RunRecord): CoefficientsView | null {
  const { fitted } = run;
  if (!fitted) return null;
  const state = fitted.model.state as LinearState;
  const { reading } = state;
  if (!reading) return null;
  const intercepts = state.intercepts ?? [state.intercept ?? 0];
  const count = intercepts.length;
  const classes = (state.present ?? []).map(k => fitted.classes[k] ?? '');
  const rows = (output: number) =>
    fitted.features
      .map((name, j) => coefficientOf(name, j * count + output, reading.deviations[j]!, state, reading))
      .filter(row => row.weight !== 0)
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  return {
    outputs: count > 1 ? classes : [classes[1] ?? ''],
    rows,
    columns: fitted.features.length,
    intercepts,
    unit: units.get(fitted.model.id) ?? 'in units of the target',
    basis: bases[reading.basis],
    warning: warningOf(state),
    path: state.path ?? null,
    names: fitted.features,
    deviations: reading.deviations,
  };
}

function coefficientOf(
  name: string,
  at: number,
  deviation: number,
  { coefficients }: LinearState,
  { errors, halfWidth }: Reading,
): Coefficient {
  const weight = coefficients[at]!;
  const half = errors ? errors[at]! * halfWidth : null;
  const [low, high] = half === null ? [null, null] : [weight - half, weight + half];
  return {
    name,
    weight,
    low,
    high,
    deviation,
    effect: weight * deviation,
    effectLow: low === null ? null : low * deviation,
    effectHigh: high === null ? null : high * deviation,
  };
}

function warningOf({ converged, separated, endless }: LinearState): string | null {
  if (separated) return SEPARATED;
  if (endless) return ENDLESS;
  return converged === false ? UNFINISHED : null;
}

/** The picture's finding, as its title. */
export function coefficientsTitle(rows: readonly Coefficient[], output: string): string {
  const [first] = rows;
  const of = output ? ` for ${quoted(output)}` : '';
  if (!first) return `No column has a weight${of}`;
  return `${quoted(first.name)} counts most${of}: one standard deviation more ${first.effect > 0 ? 'adds' : 'takes'} ${formatNumber(Math.abs(first.effect), 3)}`;
}

/** Lines of the columns with the largest effects along the penalties, as effects of one standard deviation. */
export function pathLines(path: PenaltyPath, { names, deviations }: CoefficientsView, most = 5) {
  return path.columns.slice(0, most).map((column, i) => ({
    name: names[column]!,
    x: path.alphas.map(alpha => -Math.log10(alpha)),
    y: path.coefficients[i]!.map(v => v * deviations[column]!),
  }));
}
