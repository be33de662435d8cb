/**
 * Testing that may be looked at after every row. The mixture sequential probability ratio test with a normal mixture
 * and the asymptotic confidence sequence used in industry are the same thing: with τ² = ρ² V their digits agree.
 */
export interface SequentialLook {
  /** ln Λ: the evidence against "no difference". */
  readonly logRatio: number;
  /** Always-valid p-value of this look; carry the minimum of all looks on. */
  readonly pValue: number;
  /** Half-width of the confidence sequence around the mean: covers the truth at every look at once. */
  readonly halfWidth: number;
  /** False before `SEQUENTIAL_START` rows: the estimated variance is not trusted yet. */
  readonly ready: boolean;
}

/** Rows to wait for before acting on an estimated variance. */
export const SEQUENTIAL_START = 100;

/**
 * One look at the mean of n paired differences with variance V, mixture variance τ²:
 * Λ = √(V / (V + nτ²)) exp(n² τ² x̄² / (2V (V + nτ²))).
 */
export function sequentialLook(mean: number, n: number, variance: number, tau2: number, alpha = 0.05): SequentialLook {
  const grown = variance + n * tau2;
  const logRatio = 0.5 * Math.log(variance / grown) + (n * n * tau2 * mean * mean) / (2 * variance * grown);
  const halfWidth = Math.sqrt(
    ((variance * grown) / (n * n * tau2)) * (2 * Math.log(1 / alpha) + Math.log(grown / variance)),
  );
  return { logRatio, pValue: Math.min(1, Math.exp(-logRatio)), halfWidth, ready: n >= SEQUENTIAL_START };
}

/** τ² that makes the sequence tightest about `rows` rows in: ρ² V, ρ² = (-2 ln α + ln(-2 ln α + 1)) / rows. */
export function tunedMixture(variance: number, rows = 5000, alpha = 0.05): number {
  const l = -2 * Math.log(alpha);
  return (variance * (l + Math.log(l + 1))) / rows;
}

/** Wald's test on discordant pairs: stop at the upper bound (H1: the share of wins is `p`) or at the lower one. */
export function waldBounds(p = 0.6, alpha = 0.05, beta = 0.2) {
  return {
    upper: Math.log((1 - beta) / alpha),
    lower: Math.log(beta / (1 - alpha)),
    win: Math.log(p / 0.5),
    loss: Math.log((1 - p) / 0.5),
  };
}
