// The update of a network's parameters: slopes of the blocks added up, then Adam with decoupled weight decay.
import { madd } from './network-matrix';

/** out = the sum over `parts` runs of `count` numbers, `apart` bytes apart, in their order; gives the sum of squares. */
export function networkGradient(from: usize, apart: usize, parts: i32, out: usize, count: i32): f64 {
  const bytes = (<usize>count) << 2;
  let squares: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 16) {
    let sum = v128.load(from + i);
    for (let p = 1; p < parts; p++) sum = f32x4.add(sum, v128.load(from + <usize>p * apart + i));
    v128.store(out + i, sum);
    const s = f32x4.mul(sum, sum);
    squares += <f64>(f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3));
  }
  return squares;
}

/** Adam on a run of `count` numbers: `share` shortens the gradient, `step` is the corrected rate, `kept` what decay leaves. */
export function networkAdam(
  parameters: usize, gradient: usize, first: usize, second: usize, count: i32, share: f32, step: f32, left: f32,
): void {
  const bytes = (<usize>count) << 2;
  const old1 = f32x4.splat(0.9);
  const old2 = f32x4.splat(0.999);
  const new1 = f32x4.splat(0.1 * share);
  const new2 = f32x4.splat(0.001 * share * share);
  const small = f32x4.splat(1e-8);
  const steps = f32x4.splat(step);
  const lefts = f32x4.splat(left);
  for (let i: usize = 0; i < bytes; i += 16) {
    const g = v128.load(gradient + i);
    const m = madd(g, new1, f32x4.mul(v128.load(first + i), old1));
    const v = madd(f32x4.mul(g, g), new2, f32x4.mul(v128.load(second + i), old2));
    v128.store(first + i, m);
    v128.store(second + i, v);
    const move = f32x4.div(f32x4.mul(m, steps), f32x4.add(f32x4.sqrt(v), small));
    v128.store(parameters + i, f32x4.sub(f32x4.mul(v128.load(parameters + i), lefts), move));
  }
}

/** running += (batch - running) / 10. */
export function networkMoments(running: usize, batch: usize, count: i32): void {
  for (let i: usize = 0; i < (<usize>count) << 2; i += 16) {
    const old = v128.load(running + i);
    v128.store(running + i, f32x4.add(old, f32x4.mul(f32x4.splat(0.1), f32x4.sub(v128.load(batch + i), old))));
  }
}
