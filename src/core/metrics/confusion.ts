/** What most metrics need of a confusion matrix; as long as the classes, where the matrix is as long as their square. */
export interface ConfusionTotals {
  readonly classes: number;
  /** Sum of all counts. */
  readonly n: number;
  /** Row sums: how often each class is true. */
  readonly actual: Float64Array;
  /** Column sums: how often each class is predicted. */
  readonly predicted: Float64Array;
  /** The diagonal: rows of each class that were predicted right. */
  readonly hits: Float64Array;
}

/**
 * Counts of (true, predicted) pairs, row-major [classes, classes]: rows are the truth, columns the prediction.
 * Float64, because metrics divide them and a weighted count fits as well.
 */
export interface Confusion extends ConfusionTotals {
  readonly counts: Float64Array;
}

/** Tally two columns of codes without the matrix. Rows with a missing (negative) code are left out. */
export function confusionTotals(truth: Int32Array, predicted: Int32Array, classes: number): ConfusionTotals {
  const [actual, found, hits] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
  let n = 0;
  for (let i = 0; i < truth.length; i++) {
    const t = truth[i]!;
    const p = predicted[i]!;
    if (t < 0 || p < 0) continue;
    actual[t]! += 1;
    found[p]! += 1;
    if (t === p) hits[t]! += 1;
    n += 1;
  }
  return { classes, n, actual, predicted: found, hits };
}

/** Tally two columns of codes. Rows with a missing (negative) code are left out. */
export function confusionMatrix(truth: Int32Array, predicted: Int32Array, classes: number): Confusion {
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < truth.length; i++) {
    const t = truth[i]!;
    const p = predicted[i]!;
    if (t >= 0 && p >= 0) counts[t * classes + p]! += 1;
  }
  return confusionFromCounts(counts, classes);
}

export function confusionFromCounts(counts: Float64Array, classes: number): Confusion {
  const actual = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  let n = 0;
  for (let t = 0; t < classes; t++)
    for (let p = 0; p < classes; p++) {
      const c = counts[t * classes + p]!;
      actual[t]! += c;
      predicted[p]! += c;
      n += c;
    }
  const hits = Float64Array.from(actual, (_, k) => counts[k * classes + k]!);
  return { classes, counts, n, actual, predicted, hits };
}

/** The trace: all correctly predicted rows. */
export const allHits = ({ hits }: ConfusionTotals): number => hits.reduce((a, b) => a + b, 0);

/** The counts as rows in percent-friendly shares: of the whole, of each true class, or of each predicted class. */
export function normaliseConfusion(c: Confusion, by: 'all' | 'actual' | 'predicted'): Float64Array {
  return c.counts.map((count, cell) => {
    const total =
      by === 'all' ? c.n : by === 'actual' ? c.actual[Math.floor(cell / c.classes)]! : c.predicted[cell % c.classes]!;
    return total > 0 ? count / total : NaN;
  });
}

/** The mistake made most often: this true class taken for that one. Null when nothing was predicted wrong. */
export function commonestMistake(
  counts: ArrayLike<number>,
  classes: number,
): { readonly truth: number; readonly predicted: number; readonly count: number } | null {
  let worst: { truth: number; predicted: number; count: number } | null = null;
  for (let truth = 0; truth < classes; truth++)
    for (let predicted = 0; predicted < classes; predicted++) {
      const count = counts[truth * classes + predicted]!;
      if (truth !== predicted && count > (worst?.count ?? 0)) worst = { truth, predicted, count };
    }
  return worst;
}

/** The positions of the rows in one cell of the confusion matrix. */
export function cellPositions(truth: Int32Array, predicted: Int32Array, t: number, p: number): Int32Array {
  const found: number[] = [];
  for (let i = 0; i < truth.length; i++) if (truth[i] === t && predicted[i] === p) found.push(i);
  return Int32Array.from(found);
}
