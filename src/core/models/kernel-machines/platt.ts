/** P(first class) = 1 / (1 + exp(slope f + offset)). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

const MOST_STEPS = 100;
const SHORTEST = 1e-10;
const RIDGE = 1e-12;
const ENOUGH = 1e-5;

/**
 * Platt's sigmoid of decision values by Newton's method with a backtracking line search (Lin, Lin and Weng 2007, "A note
 * on Platt's probabilistic outputs for support vector machines"), the targets pulled in from 0 and 1 by the prior counts.
 * `first[i]` is 1 where row i belongs to the first class; rows count by their weights.
 */
export function fitSigmoid(decisions: Float64Array, first: Uint8Array, weights: Float64Array): Sigmoid {
  let [ones, zeros] = [0, 0];
  for (let i = 0; i < first.length; i++) if (first[i]) ones += weights[i]!;
    else zeros += weights[i]!; // prettier-ignore
  const high = (ones + 1) / (ones + 2);
  const low = 1 / (zeros + 2);
  const goal = (i: number): number => (first[i] ? high : low);
  const lossOf = (slope: number, offset: number): number => {
    let sum = 0;
    for (let i = 0; i < first.length; i++) {
      const z = decisions[i]! * slope + offset;
      const part = z >= 0 ? goal(i) * z + Math.log1p(Math.exp(-z)) : (goal(i) - 1) * z + Math.log1p(Math.exp(z));
      sum += weights[i]! * part;
    }
    return sum;
  };
  let slope = 0;
  let offset = Math.log((zeros + 1) / (ones + 1));
  let loss = lossOf(slope, offset);
  for (let step = 0; step < MOST_STEPS; step++) {
    let [h11, h22, h21, g1, g2] = [RIDGE, RIDGE, 0, 0, 0];
    for (let i = 0; i < first.length; i++) {
      const f = decisions[i]!;
      const z = f * slope + offset;
      const p = z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));
      const d2 = weights[i]! * p * (1 - p);
      const d1 = weights[i]! * (goal(i) - p);
      h11 += f * f * d2;
      h22 += d2;
      h21 += f * d2;
      g1 += f * d1;
      g2 += d1;
    }
    if (Math.abs(g1) < ENOUGH && Math.abs(g2) < ENOUGH) break;
    const det = h11 * h22 - h21 * h21;
    const dA = -(h22 * g1 - h21 * g2) / det;
    const dB = -(-h21 * g1 + h11 * g2) / det;
    const descent = g1 * dA + g2 * dB;
    let length = 1;
    for (; length >= SHORTEST; length /= 2) {
      const next = lossOf(slope + length * dA, offset + length * dB);
      if (!(next < loss + 0.0001 * length * descent)) continue;
      [slope, offset, loss] = [slope + length * dA, offset + length * dB, next];
      break;
    }
    if (length < SHORTEST) break;
  }
  return { slope, offset };
}
