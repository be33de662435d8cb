import { isClass, type ScoreSteps, scoresOf, scoreSteps } from './score-steps.ts';

/** Counts of positives and negatives from the highest scores down. */
export type StepCounts = Pick<ScoreSteps, 'positives' | 'negatives' | 'positiveCount' | 'negativeCount'>;

/** Classes with a larger share of the rows are sorted; the others are counted, all in one pass over the probabilities. */
const COMMON = 1 / 16;

/**
 * Each class against the rest, as `scoreSteps` says it, but of a rare class the scores between two of its rows are one step:
 * neither area changes by that, nor a bit of it. So the work is rows × classes that occur, and memory that of the rows.
 */
export function stepsOfClasses(truth: Int32Array, probabilities: Float64Array, classes: number): StepCounts[] {
  const rows = truth.length;
  const counts = new Int32Array(classes);
  for (const t of truth) counts[t]! += 1;
  const rare = Int32Array.from(counts.keys()).filter(k => counts[k]! > 0 && counts[k]! <= COMMON * rows);
  const found = Array.from(counts, (count, k): StepCounts =>
    count > COMMON * rows
      ? scoreSteps(isClass(truth, k), scoresOf(probabilities, classes, k))
      : { positives: none, negatives: none, positiveCount: 0, negativeCount: rows },
  );
  const { positives, negatives, starts } = countedSteps(rare, counts, truth, probabilities, classes);
  rare.forEach((k, c) => {
    // One step at each distinct score of the class, and one between two of them, above all, and below all.
    const [from, to] = [2 * starts[c]! + c, 2 * starts[c + 1]! + c + 1];
    const positiveCount = counts[k]!;
    found[k] = {
      positives: positives.subarray(from, to),
      negatives: negatives.subarray(from, to),
      positiveCount,
      negativeCount: rows - positiveCount,
    };
  });
  return found;
}

const none = new Float64Array(0);

/** Steps of all rare classes after one another; `starts` says where the distinct scores of each begin. */
function countedSteps(
  rare: Int32Array,
  counts: Int32Array,
  truth: Int32Array,
  probabilities: Float64Array,
  classes: number,
): { positives: Float64Array; negatives: Float64Array; starts: Int32Array } {
  const { levels, starts } = distinctScores(rare, counts, truth, probabilities, classes);
  const negatives = new Float64Array(2 * levels.length + rare.length);
  const positives = new Float64Array(negatives.length);
  const place = new Int32Array(classes).fill(-1);
  rare.forEach((k, c) => (place[k] = c));
  /** The step of a score among those of the rare class at place `c`. */
  const stepOf = (score: number, c: number): number => {
    const end = starts[c + 1]!;
    let low = starts[c]!; // the first level that is not below the score
    for (let high = end; low < high;) {
      const middle = (low + high) >> 1;
      if (levels[middle]! < score) low = middle + 1;
      else high = middle;
    }
    const above = 2 * (end - low) - (low < end && levels[low] === score ? 1 : 0);
    return 2 * starts[c]! + c + above;
  };
  for (let i = 0; i < truth.length; i++) {
    for (let c = 0; c < rare.length; c++) negatives[stepOf(probabilities[i * classes + rare[c]!]!, c)]! += 1;
    const own = place[truth[i]!]!;
    if (own < 0) continue;
    const step = stepOf(probabilities[i * classes + truth[i]!]!, own);
    positives[step]! += 1;
    negatives[step]! -= 1;
  }
  return { positives, negatives, starts };
}

/** The distinct scores that the rows of each rare class have of it, ascending, class after class. */
function distinctScores(
  rare: Int32Array,
  counts: Int32Array,
  truth: Int32Array,
  probabilities: Float64Array,
  classes: number,
): { levels: Float64Array; starts: Int32Array } {
  const own = new Map(Array.from(rare, k => [k, new Float64Array(counts[k]!)]));
  const seen = new Int32Array(classes);
  truth.forEach((t, i) => {
    const scores = own.get(t);
    if (scores) scores[seen[t]!++] = probabilities[i * classes + t]!;
  });
  const lists = [...own.values()].map(scores => scores.sort().filter((score, i) => !i || score !== scores[i - 1]));
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, c) => (starts[c + 1] = starts[c]! + list.length));
  const levels = new Float64Array(starts.at(-1)!);
  lists.forEach((list, c) => levels.set(list, starts[c]));
  return { levels, starts };
}
