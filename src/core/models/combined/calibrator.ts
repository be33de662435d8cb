import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref } from '../../graph/graph.ts';
import { fitIsotonic } from '../../stats/isotonic.ts';

/** A rising map from a raw probability to a calibrated one; plain data. */
export type Calibrator =
  /** 1 / (1 + exp(a p + b)). */
  | { readonly kind: 'sigmoid'; readonly a: number; readonly b: number }
  /** Linear between the places, constant beyond them. */
  | { readonly kind: 'isotonic'; readonly at: readonly number[]; readonly value: readonly number[] };

const ITERATIONS = 100;

/**
 * Platt (1999) with his targets (n+ + 1) / (n+ + 2) and 1 / (n- + 2), solved by Newton's method with backtracking as Lin,
 * Lin and Weng (2007) do. `truth` is 1 or 0; weights count rows.
 */
export function fitSigmoid(raw: Float64Array, truth: Uint8Array, weights?: Float64Array): Calibrator {
  let [positive, negative] = [0, 0];
  truth.forEach((t, i) => (t ? (positive += weights?.[i] ?? 1) : (negative += weights?.[i] ?? 1)));
  const [high, low] = [(positive + 1) / (positive + 2), 1 / (negative + 2)];
  const loss = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < raw.length; i++) {
      const f = a * raw[i]! + b;
      const target = truth[i] ? high : low;
      sum +=
        (weights?.[i] ?? 1) *
        (f >= 0 ? target * f + Math.log1p(Math.exp(-f)) : (target - 1) * f + Math.log1p(Math.exp(f)));
    }
    return sum;
  };
  let [a, b] = [0, Math.log((negative + 1) / (positive + 1))];
  let value = loss(a, b);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let [h11, h22, h21, g1, g2] = [1e-12, 1e-12, 0, 0, 0];
    for (let i = 0; i < raw.length; i++) {
      const w = weights?.[i] ?? 1;
      const p = 1 / (1 + Math.exp(a * raw[i]! + b));
      const d2 = w * p * (1 - p);
      const d1 = w * ((truth[i] ? high : low) - p);
      h11 += raw[i]! * raw[i]! * d2;
      h22 += d2;
      h21 += raw[i]! * d2;
      g1 += raw[i]! * d1;
      g2 += d1;
    }
    if (Math.max(Math.abs(g1), Math.abs(g2)) < 1e-10) break;
    const determinant = h11 * h22 - h21 * h21;
    const da = -(h22 * g1 - h21 * g2) / determinant;
    const db = -(-h21 * g1 + h11 * g2) / determinant;
    const slope = g1 * da + g2 * db;
    let step = 1;
    let next = loss(a + da, b + db);
    while (!(next < value + 1e-4 * step * slope) && step > 1e-10) next = loss(a + (step /= 2) * da, b + step * db);
    if (!(next < value)) break;
    [a, b, value] = [a + step * da, b + step * db, next];
  }
  return { kind: 'sigmoid', a, b };
}

/** The rising step function nearest to the truth in squared error. */
export function fitIsotonicCalibrator(raw: Float64Array, truth: Uint8Array, weights?: Float64Array): Calibrator {
  const { x, y } = fitIsotonic(raw, truth, weights);
  // Places inside a stretch of one value say nothing.
  const kept = Array.from(x.keys()).filter(i => !(i > 0 && i < x.length - 1 && y[i - 1] === y[i] && y[i] === y[i + 1]));
  return { kind: 'isotonic', at: kept.map(i => x[i]!), value: kept.map(i => y[i]!) };
}

export function lowerCalibrator(calibrator: Calibrator, g: GraphBuilder, raw: Ref): Ref {
  if (calibrator.kind === 'sigmoid') {
    const { a, b } = calibrator;
    return g.unary('sigmoid', g.binary('subtract', g.binary('multiply', raw, g.constant(-a)), g.constant(b)));
  }
  const { at, value } = calibrator;
  return g.interpolate(raw, { at, before: value, value, after: value });
}
