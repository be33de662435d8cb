import { concatArrays } from '../core/concat.ts';
import type { AnomalyOutcome, Outcome } from '../core/metrics/outcome.ts';

/** Outcomes of the same model family one after another. Folds that lack a class have fewer columns: they are widened. */
export function concatOutcomes(outcomes: readonly Outcome[]): Outcome {
  const first = outcomes[0]!;
  if (first.task === 'regression') {
    const all = outcomes as readonly (typeof first)[];
    return {
      task: 'regression',
      truth: concatArrays(
        all.map(o => o.truth),
        Float64Array,
      ),
      predicted: concatArrays(
        all.map(o => o.predicted),
        Float64Array,
      ),
    };
  }
  if (first.task === 'clustering') {
    const all = outcomes as readonly (typeof first)[];
    const { probabilities: _ownRows, ...rest } = first;
    return {
      ...rest,
      points: concatArrays(
        all.map(o => o.points),
        Float64Array,
      ),
      labels: concatArrays(
        all.map(o => o.labels),
        Int32Array,
      ),
    };
  }
  if (first.task === 'anomaly') return concatAnomalies(outcomes as readonly (typeof first)[]);
  const all = outcomes as readonly (typeof first)[];
  const classes = [...new Set(all.flatMap(o => o.classes))];
  const places = new Map(classes.map((name, k) => [name, k]));
  const moved = all.map(o => o.classes.map(c => places.get(c)!));
  return {
    task: 'classification',
    classes,
    positive: first.positive,
    truth: concatArrays(
      all.map((o, k) => o.truth.map(c => (c < 0 ? -1 : moved[k]![c]!))),
      Int32Array,
    ),
    predicted: concatArrays(
      all.map((o, k) => o.predicted.map(c => (c < 0 ? -1 : moved[k]![c]!))),
      Int32Array,
    ),
    probabilities: concatArrays(
      all.map((o, k) => widen(o.probabilities, moved[k]!, classes.length)),
      Float64Array,
    ),
  };
}

function widen(probabilities: Float64Array, moved: readonly number[], width: number): Float64Array {
  const rows = moved.length ? probabilities.length / moved.length : 0;
  const out = new Float64Array(rows * width);
  for (let r = 0; r < rows; r++)
    moved.forEach((to, from) => (out[r * width + to] = probabilities[r * moved.length + from]!));
  return out;
}

/** Each row keeps the flag of its own model. Where models took another value for usual, the meaning of the first holds. */
function concatAnomalies(all: readonly AnomalyOutcome[]): AnomalyOutcome {
  const usual = all.find(o => o.truth)?.usual ?? null;
  const truthOf = (o: AnomalyOutcome): Int8Array => {
    if (!o.truth) return new Int8Array(o.scores.length).fill(-1);
    return o.usual === usual ? o.truth : o.truth.map(t => (t < 0 ? t : 1 - t));
  };
  return {
    task: 'anomaly',
    scores: concatArrays(
      all.map(o => o.scores),
      Float64Array,
    ),
    flagged: Uint8Array.from(all.flatMap(o => Array.from(o.flagged))),
    threshold: all.reduce((sum, o) => sum + o.threshold, 0) / all.length,
    truth: usual === null ? null : Int8Array.from(all.flatMap(o => Array.from(truthOf(o)))),
    usual,
  };
}
