import type { ForestState } from './forest/fit-forest.ts';
import type { BoostingState } from './gradient-boosting.ts';
import { linearModels } from './linear-family.ts';
import type { Reading } from './linear/reading.ts';

/**
 * What a model's own importance counts. `impurity`: how much purer the questions about a column make groups of rows (mean
 * decrease in impurity, Breiman 1984; scikit-learn's feature_importances_). `gain`: what the splits on a column take from
 * the loss of gradient boosting. `effect`: what one standard deviation of a column adds to the sum of a linear model, its
 * standardised coefficient without its sign; the mean over the classes where there are several sums.
 */
export type ImportanceMeasure = 'impurity' | 'gain' | 'effect';

export interface ColumnImportance {
  readonly measure: ImportanceMeasure;
  /** One a column of the design matrix, as shares of their sum; all 0 where no column plays a part. */
  readonly shares: readonly number[];
}

interface LinearState {
  /** Row-major `[columns, sums]`. */
  readonly coefficients: readonly number[];
  readonly reading?: Pick<Reading, 'deviations'>;
}

const impurity: ReadonlySet<string> = new Set(['decision-tree', 'random-forest', 'extra-trees']);
const linear: ReadonlySet<string> = new Set(linearModels.map(m => m.id));

/** What a fitted model itself says its columns are worth; null for algorithms, and states of old runs, that do not say. */
export function columnImportance({
  id,
  state,
}: {
  readonly id: string;
  readonly state: unknown;
}): ColumnImportance | null {
  if (impurity.has(id)) return counted('impurity', (state as Partial<Pick<ForestState, 'importance'>>).importance);
  if (id === 'gradient-boosting') return counted('gain', (state as Partial<BoostingState>).importance);
  return linear.has(id) ? counted('effect', effects(state as LinearState)) : null;
}

function effects({ coefficients, reading }: LinearState): readonly number[] | undefined {
  const sums = reading && coefficients.length / reading.deviations.length;
  return reading?.deviations.map((deviation, column) => {
    const own = coefficients.slice(column * sums!, (column + 1) * sums!);
    return (own.reduce((total, weight) => total + Math.abs(weight), 0) / own.length) * deviation;
  });
}

function counted(measure: ImportanceMeasure, values: readonly number[] | undefined): ColumnImportance | null {
  if (!values) return null;
  const total = values.reduce((sum, value) => sum + value, 0);
  return { measure, shares: values.map(value => (total > 0 ? value / total : 0)) };
}
