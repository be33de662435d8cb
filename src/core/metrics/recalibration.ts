/** How the log-odds of the truth lie on the log-odds of the model: slope 1 and intercept 0 is a calibrated model. */
export interface Recalibration {
  readonly slope: number;
  readonly intercept: number;
  /** False when the classes are separable or a side is empty: slope and intercept are then NaN. */
  readonly converged: boolean;
}

const logit = (p: number): number => {
  const held = Math.min(1 - 1e-12, Math.max(1e-12, p));
  return Math.log(held / (1 - held));
};

/**
 * Cox (1958) recalibration: logistic regression of the truth on logit(p), by Newton's method from (0, 1). A slope
 * below 1 means probabilities too extreme, above 1 too timid; the intercept says whether they are too low or too high.
 */
export function recalibration(isPositive: Uint8Array, probabilities: Float64Array): Recalibration {
  const failed: Recalibration = { slope: NaN, intercept: NaN, converged: false };
  const x = probabilities.map(logit);
  let intercept = 0;
  let slope = 1;
  for (let iteration = 0; iteration < 100; iteration++) {
    let g0 = 0;
    let g1 = 0;
    let h00 = 0;
    let h01 = 0;
    let h11 = 0;
    for (let i = 0; i < x.length; i++) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * x[i]!)));
      const residual = isPositive[i]! - p;
      const w = p * (1 - p);
      g0 += residual;
      g1 += residual * x[i]!;
      h00 += w;
      h01 += w * x[i]!;
      h11 += w * x[i]! * x[i]!;
    }
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 1e-12 * h00 * h11)) return failed;
    const d0 = (h11 * g0 - h01 * g1) / determinant;
    const d1 = (h00 * g1 - h01 * g0) / determinant;
    intercept += d0;
    slope += d1;
    if (Math.abs(d0) + Math.abs(d1) < 1e-10 * (1 + Math.abs(intercept) + Math.abs(slope)))
      return { slope, intercept, converged: true };
  }
  return failed;
}
