import type { DualSteps } from '../../../kernels/dual.ts';
import type { DualPoint, DualProblem } from './smo.ts';

type Bounds = Pick<DualProblem, 'y' | 'C'>;

/** y may push a variable up where its slope may fall, and down where it may rise; at a bound only one of them. */
const canRise = ({ y, C }: Bounds, alpha: number, t: number): boolean => (y[t]! > 0 ? alpha < C[t]! : alpha > 0);
const canFall = ({ y, C }: Bounds, alpha: number, t: number): boolean => (y[t]! > 0 ? alpha > 0 : alpha < C[t]!);

/** Minus the least slope of what may be pushed up, and the greatest of what may be pushed down. */
function extremes(bounds: Bounds, { alpha, slope }: DualPoint): Pick<DualSteps, 'highest' | 'lowest'> {
  let [highest, lowest] = [-Infinity, -Infinity];
  for (let t = 0; t < slope.length; t++) {
    if (canRise(bounds, alpha[t]!, t)) highest = Math.max(highest, -slope[t]!);
    if (canFall(bounds, alpha[t]!, t)) lowest = Math.max(lowest, slope[t]!);
  }
  return { highest, lowest };
}

/** By how much the worst pair violates optimality; below 0 where none does. */
export function violationOf(bounds: Bounds, point: DualPoint): number {
  const { highest, lowest } = extremes(bounds, point);
  return highest + lowest;
}

/**
 * Places in `active` of the variables that are not at a bound at which their slopes say that they stay, as LIBSVM shrinks.
 * `alpha` is of all variables, `slope` of the active.
 */
export function keptOf(bounds: Bounds, { alpha, slope }: DualPoint, active: Int32Array, now: DualSteps): Int32Array {
  return Int32Array.from(active.keys()).filter(i => {
    const t = active[i]!;
    if (!(bounds.C[t]! > 0)) return false;
    const rises = canRise(bounds, alpha[t]!, t);
    if (rises && canFall(bounds, alpha[t]!, t)) return true;
    return rises ? slope[i]! <= now.lowest : slope[i]! >= -now.highest;
  });
}

/**
 * The variables with room to move (all, where `far` is Infinity) but those at a bound, whose slopes lie farther than `far` beyond the border at which they
 * would leave it.
 */
export function unsettled(bounds: Bounds, { alpha, slope }: DualPoint, border: number, far: number): Int32Array {
  return Int32Array.from(bounds.C.keys()).filter(t => {
    if (!(bounds.C[t]! > 0)) return far === Infinity;
    const rises = canRise(bounds, alpha[t]!, t);
    if (rises && canFall(bounds, alpha[t]!, t)) return true;
    return !((rises ? 1 : -1) * (slope[t]! - border) > far);
  });
}

/** The mean slope of free variables, else the middle of what the bounds allow. */
export function rhoOf({ y, C }: Bounds, { alpha, slope }: DualPoint): number {
  let [upper, lower, sum, free] = [Infinity, -Infinity, 0, 0];
  for (let t = 0; t < y.length; t++) {
    if (!(C[t]! > 0)) continue;
    const value = slope[t]!;
    const [isUpper, isLower] = [alpha[t]! >= C[t]!, alpha[t]! <= 0];
    if (!isUpper && !isLower) {
      free++;
      sum += value;
    } else if (isUpper === (y[t] === -1)) upper = Math.min(upper, value);
    else lower = Math.max(lower, value);
  }
  if (free) return sum / free;
  const middle = (upper + lower) / 2;
  return Number.isFinite(middle) ? middle : Number.isFinite(upper) ? upper : Number.isFinite(lower) ? lower : 0;
}
