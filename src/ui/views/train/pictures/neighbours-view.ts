import type { Fitted } from '../../../../core/pipeline/fitted.ts';
import { quoted } from '../../../short-name.ts';

/** The parts of fitted models that their pictures show. */
export interface NearestView {
  readonly values: readonly number[];
  readonly classes: number | null;
  readonly rows: number;
  readonly neighbours: number;
  readonly errors: readonly { readonly neighbours: number; readonly error: number }[];
}

export interface SvmView {
  readonly count: number;
  readonly rows: number;
  readonly gamma: number;
  readonly converged: boolean;
}

interface BayesState {
  readonly present: readonly number[];
  /** Gaussian: row-major `[present, width]`. */
  readonly means?: readonly number[];
  readonly variances?: readonly number[];
  /** The others: row-major `[width, present]`. */
  readonly weights?: readonly number[];
}

export interface BayesColumn {
  readonly name: string;
  readonly values: readonly number[];
  /** How far each class lies from the middle of the classes, for the colour. */
  readonly shades: readonly number[];
}

export interface BayesView {
  readonly title: string;
  readonly note: string;
  readonly classes: readonly string[];
  readonly columns: readonly BayesColumn[];
  /** Columns that are not shown. */
  readonly left: number;
}

const MOST_COLUMNS = 30;

/** What each column looks like in each class, the columns that differ most first. */
export function bayesView({ model, features, classes }: Pick<Fitted, 'model' | 'features' | 'classes'>): BayesView {
  const { present, means, variances, weights } = model.state as BayesState;
  const k = present.length;
  const width = features.length;
  const all = features.map((name, j): BayesColumn => {
    const values = present.map((_, c) => (means ? means[c * width + j]! : weights![j * k + c]!));
    const middle = values.reduce((a, b) => a + b, 0) / k;
    const within = variances ? present.reduce((sum, _, c) => sum + variances[c * width + j]!, 0) / k : 1;
    return { name, values, shades: values.map(v => (v - middle) / Math.sqrt(within)) };
  });
  const reach = ({ shades }: BayesColumn): number => Math.max(...shades) - Math.min(...shades);
  const columns = [...all].sort((a, b) => reach(b) - reach(a)).slice(0, MOST_COLUMNS);
  return {
    title: `${quoted(columns[0]?.name ?? '')} tells the classes apart most`,
    note: means
      ? 'The mean of each column in each class, as it reaches the model. The colour says how many deviations within a class it lies from the middle of the classes.'
      : 'What one more of a column adds to the logarithm of how likely each class is. The colour compares it with the other classes.',
    classes: present.map(code => classes[code]!),
    columns,
    left: width - columns.length,
  };
}
