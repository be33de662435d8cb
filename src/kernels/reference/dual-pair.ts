import { type DualVariables, LEAST_CURVATURE } from '../dual.ts';

/** Variables, and 0 where y may push one up or down, -Infinity where a bound is in the way. */
export interface Movable extends DualVariables {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/** Which ways a variable may go, by where its coefficient is. */
export function openWays({ y, C, alpha, up, down }: Movable, t: number): void {
  const grows = alpha[t]! < C[t]!;
  const falls = alpha[t]! > 0;
  up[t] = (y[t]! > 0 ? grows : falls) ? 0 : -Infinity;
  down[t] = (y[t]! > 0 ? falls : grows) ? 0 : -Infinity;
}

/**
 * Move two variables along y'a to the least value of the objective, and back into their bounds; `kernel` is that of their
 * points. Gives y times the step of each.
 */
export function movePair(variables: Movable, i: number, j: number, kernel: number): readonly [number, number] {
  const { y, C, alpha: a, slope } = variables;
  const [oldI, oldJ] = [a[i]!, a[j]!];
  const [Ci, Cj] = [C[i]!, C[j]!];
  const curvature = Math.max(2 - 2 * kernel, LEAST_CURVATURE);
  if (y[i] !== y[j]) {
    const delta = (y[i]! * (slope[j]! - slope[i]!)) / curvature;
    const difference = oldI - oldJ;
    a[i]! += delta;
    a[j]! += delta;
    if (difference > 0 && a[j]! < 0) [a[j], a[i]] = [0, difference];
    else if (difference <= 0 && a[i]! < 0) [a[i], a[j]] = [0, -difference];
    if (difference > Ci - Cj && a[i]! > Ci) [a[i], a[j]] = [Ci, Ci - difference];
    else if (difference <= Ci - Cj && a[j]! > Cj) [a[j], a[i]] = [Cj, Cj + difference];
  } else {
    const delta = (y[i]! * (slope[i]! - slope[j]!)) / curvature;
    const sum = oldI + oldJ;
    a[i]! -= delta;
    a[j]! += delta;
    if (sum > Ci && a[i]! > Ci) [a[i], a[j]] = [Ci, sum - Ci];
    else if (sum <= Ci && a[j]! < 0) [a[j], a[i]] = [0, sum];
    if (sum > Cj && a[j]! > Cj) [a[j], a[i]] = [Cj, sum - Cj];
    else if (sum <= Cj && a[i]! < 0) [a[i], a[j]] = [0, sum];
  }
  openWays(variables, i);
  openWays(variables, j);
  return [(a[i]! - oldI) * y[i]!, (a[j]! - oldJ) * y[j]!];
}
