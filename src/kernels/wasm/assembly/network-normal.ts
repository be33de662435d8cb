// Batch normalisation of a layer's sums, four units at a time.
import { Layer } from './network-records';

const SMALL: f32 = 1e-5;

/** By the moments of these rows, which are kept. */
export function normalForward(layer: Layer, count: i32): void {
  const outRow = <usize>layer.outRow;
  const inverse = f32x4.splat(1 / <f32>count);
  const unbiased = f32x4.splat(<f32>count / <f32>max(1, count - 1));
  for (let j: usize = 0; j < outRow; j += 16) {
    let sum = f32x4.splat(0);
    // From the first row, so that a constant column comes out as exactly 0.
    const base = v128.load(layer.before + j);
    for (let r = 0; r < count; r++) {
      sum = f32x4.add(sum, f32x4.sub(v128.load(layer.before + <usize>r * outRow + j), base));
    }
    const mean = f32x4.add(f32x4.mul(sum, inverse), base);
    sum = f32x4.splat(0);
    for (let r = 0; r < count; r++) {
      const d = f32x4.sub(v128.load(layer.before + <usize>r * outRow + j), mean);
      sum = f32x4.add(sum, f32x4.mul(d, d));
    }
    const variance = f32x4.mul(sum, inverse);
    v128.store(layer.moments + j, mean);
    v128.store(layer.moments + outRow + j, f32x4.mul(variance, unbiased));
    scaled(layer, count, j, mean, variance);
  }
}

export function normalByRunning(layer: Layer, count: i32): void {
  const outRow = <usize>layer.outRow;
  for (let j: usize = 0; j < outRow; j += 16) {
    scaled(layer, count, j, v128.load(layer.running + j), v128.load(layer.running + outRow + j));
  }
}

@inline
function scaled(layer: Layer, count: i32, j: usize, mean: v128, variance: v128): void {
  const outRow = <usize>layer.outRow;
  const sharpness = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(SMALL))));
  v128.store(layer.sharpness + j, sharpness);
  const scale = v128.load(layer.scales + j);
  const shift = v128.load(layer.shifts + j);
  for (let r = 0; r < count; r++) {
    const i = <usize>r * outRow + j;
    const normal = f32x4.mul(f32x4.sub(v128.load(layer.before + i), mean), sharpness);
    v128.store(layer.normal + i, normal);
    v128.store(layer.before + i, f32x4.add(f32x4.mul(normal, scale), shift));
  }
}

/** From the slope by what leaves to the one by what entered, in place in the layer's delta. */
export function normalBackward(layer: Layer, count: i32, zeros: usize): void {
  const outRow = <usize>layer.outRow;
  const inverse = f32x4.splat(1 / <f32>count);
  for (let j: usize = 0; j < outRow; j += 16) {
    let byShift = v128.load(zeros);
    let byScale = byShift;
    for (let r = 0; r < count; r++) {
      const i = <usize>r * outRow + j;
      const delta = v128.load(layer.delta + i);
      byShift = f32x4.add(byShift, delta);
      byScale = f32x4.add(byScale, f32x4.mul(delta, v128.load(layer.normal + i)));
    }
    v128.store(layer.shiftsSlope + j, byShift);
    v128.store(layer.scalesSlope + j, byScale);
    const sharp = f32x4.mul(v128.load(layer.scales + j), v128.load(layer.sharpness + j));
    const meanShift = f32x4.mul(byShift, inverse);
    const meanScale = f32x4.mul(byScale, inverse);
    for (let r = 0; r < count; r++) {
      const i = <usize>r * outRow + j;
      const less = f32x4.add(meanShift, f32x4.mul(v128.load(layer.normal + i), meanScale));
      v128.store(layer.delta + i, f32x4.mul(sharp, f32x4.sub(v128.load(layer.delta + i), less)));
    }
  }
}
