/**
 * How the scores of positives and negatives lie on one line: the distinct scores, highest first, with the number of
 * positives and negatives at each. ROC, precision-recall, AUC, DeLong and their resampling all need nothing else.
 * Both groups are sorted as plain Float64Arrays, which is far faster than sorting row numbers.
 */
export interface ScoreSteps {
  /** Distinct scores, descending. */
  readonly thresholds: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  readonly positiveCount: number;
  readonly negativeCount: number;
}

/** `isPositive[i]` is 1 for a positive row, 0 for a negative one; every score is finite. */
export function scoreSteps(isPositive: Uint8Array, scores: Float64Array): ScoreSteps {
  let positiveCount = 0;
  for (const p of isPositive) positiveCount += p;
  const positive = new Float64Array(positiveCount);
  const negative = new Float64Array(scores.length - positiveCount);
  for (let i = 0, p = 0, q = 0; i < scores.length; i++) {
    if (isPositive[i] === 1) positive[p++] = scores[i]!;
    else negative[q++] = scores[i]!;
  }
  positive.sort();
  negative.sort();

  const thresholds = new Float64Array(scores.length);
  const positives = new Float64Array(scores.length);
  const negatives = new Float64Array(scores.length);
  let steps = 0;
  for (let p = positive.length - 1, q = negative.length - 1; p >= 0 || q >= 0; steps++) {
    const at = Math.max(p >= 0 ? positive[p]! : -Infinity, q >= 0 ? negative[q]! : -Infinity);
    thresholds[steps] = at;
    for (; p >= 0 && positive[p] === at; p--) positives[steps]! += 1;
    for (; q >= 0 && negative[q] === at; q--) negatives[steps]! += 1;
  }
  return {
    thresholds: thresholds.slice(0, steps),
    positives: positives.slice(0, steps),
    negatives: negatives.slice(0, steps),
    positiveCount,
    negativeCount: negative.length,
  };
}

/** The step each score belongs to (its index in `thresholds`), by binary search. */
export function stepOfScores(thresholds: Float64Array, scores: Float64Array): Int32Array {
  return Int32Array.from(scores, score => {
    let low = 0;
    let high = thresholds.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (thresholds[middle]! > score) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** 1 where the code is the given class. */
export const isClass = (codes: Int32Array, k: number): Uint8Array => Uint8Array.from(codes, code => Number(code === k));

/** One column of a row-major block. */
export function scoresOf(probabilities: Float64Array, classes: number, k: number): Float64Array {
  const scores = new Float64Array(probabilities.length / classes);
  for (let i = 0; i < scores.length; i++) scores[i] = probabilities[i * classes + k]!;
  return scores;
}
