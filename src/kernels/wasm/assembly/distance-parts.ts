// What the distance kernels share.

@inline
export function f64At(at: usize, i: i32): f64 {
  return load<f64>(at + ((<usize>i) << 3));
}

/** Squared distance of two rows in float64, over the columns in ascending order. */
export function exact(a: usize, b: usize, stride: i32): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < stride; j++) {
    const gap = f64At(a, j) - f64At(b, j);
    sum += gap * gap;
  }
  return sum;
}

/**
 * For two tiles and groups of four points (`small`, [group][column][4] in float32): half the point's squared length
 * less its product with each of the eight rows, [point][8] at `out`. Without the row's own length it is half the squared
 * distance.
 */
@inline
export function scores(tile: usize, tileBytes: usize, width: i32, count: i32, small: usize, halves: usize, out: usize): void {
  for (let g = 0; g < count; g += 4) {
    let p0 = f32x4.splat(0);
    let p1 = f32x4.splat(0);
    let p2 = f32x4.splat(0);
    let p3 = f32x4.splat(0);
    let q0 = f32x4.splat(0);
    let q1 = f32x4.splat(0);
    let q2 = f32x4.splat(0);
    let q3 = f32x4.splat(0);
    let at = tile;
    let to = small + (<usize>(g * width) << 2);
    for (let j = 0; j < width; j++, at += 16, to += 16) {
      const u = v128.load(at);
      const v = v128.load(at + tileBytes);
      let s = v128.load32_splat(to);
      p0 = f32x4.add(p0, f32x4.mul(u, s));
      q0 = f32x4.add(q0, f32x4.mul(v, s));
      s = v128.load32_splat(to, 4);
      p1 = f32x4.add(p1, f32x4.mul(u, s));
      q1 = f32x4.add(q1, f32x4.mul(v, s));
      s = v128.load32_splat(to, 8);
      p2 = f32x4.add(p2, f32x4.mul(u, s));
      q2 = f32x4.add(q2, f32x4.mul(v, s));
      s = v128.load32_splat(to, 12);
      p3 = f32x4.add(p3, f32x4.mul(u, s));
      q3 = f32x4.add(q3, f32x4.mul(v, s));
    }
    const half = halves + (<usize>g << 2);
    const slot = out + (<usize>g << 5);
    const h0 = v128.load32_splat(half);
    v128.store(slot, f32x4.sub(h0, p0));
    v128.store(slot, f32x4.sub(h0, q0), 16);
    const h1 = v128.load32_splat(half, 4);
    v128.store(slot, f32x4.sub(h1, p1), 32);
    v128.store(slot, f32x4.sub(h1, q1), 48);
    const h2 = v128.load32_splat(half, 8);
    v128.store(slot, f32x4.sub(h2, p2), 64);
    v128.store(slot, f32x4.sub(h2, q2), 80);
    const h3 = v128.load32_splat(half, 12);
    v128.store(slot, f32x4.sub(h3, p3), 96);
    v128.store(slot, f32x4.sub(h3, q3), 112);
  }
}
