// Two outputs a register, four registers and two rows at a time; every sum runs over the inputs in ascending order.

// @ts-ignore: decorator
@inline
export function term<K>(x: v128, w: v128): v128 {
  if (isInteger<K>()) {
    const d = f64x2.sub(x, w);
    return f64x2.mul(d, d);
  }
  return f64x2.mul(x, w);
}

// @ts-ignore: decorator
@inline
function scalarTerm<K>(x: f64, w: f64): f64 {
  if (isInteger<K>()) {
    const d = x - w;
    return d * d;
  }
  return x * w;
}

// K tells the two operations apart when compiling: f64 multiplies, i32 squares differences.
// @ts-ignore: decorator
@inline
function pass<K>(x: usize, rows: i32, width: i32, w: usize, outputs: i32, out: usize): void {
  const xRow = (<usize>width) << 3;
  const outRow = (<usize>outputs) << 3;
  for (let r = 0; r < rows; r += 2) {
    // With an odd number of rows the last is computed twice, into the same place.
    const second: usize = r + 1 < rows ? 1 : 0;
    const x0 = x + <usize>r * xRow;
    const x1 = x0 + second * xRow;
    const out0 = out + <usize>r * outRow;
    const out1 = out0 + second * outRow;
    let j = 0;
    for (; j + 8 <= outputs; j += 8) {
      let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
      let b0 = f64x2.splat(0), b1 = f64x2.splat(0), b2 = f64x2.splat(0), b3 = f64x2.splat(0);
      let at = w + ((<usize>j) << 3);
      for (let k: usize = 0; k < xRow; k += 8) {
        const a = v128.load64_splat(x0 + k);
        const b = v128.load64_splat(x1 + k);
        const w0 = v128.load(at), w1 = v128.load(at, 16), w2 = v128.load(at, 32), w3 = v128.load(at, 48);
        a0 = f64x2.add(a0, term<K>(a, w0)); b0 = f64x2.add(b0, term<K>(b, w0));
        a1 = f64x2.add(a1, term<K>(a, w1)); b1 = f64x2.add(b1, term<K>(b, w1));
        a2 = f64x2.add(a2, term<K>(a, w2)); b2 = f64x2.add(b2, term<K>(b, w2));
        a3 = f64x2.add(a3, term<K>(a, w3)); b3 = f64x2.add(b3, term<K>(b, w3));
        at += outRow;
      }
      const to0 = out0 + ((<usize>j) << 3), to1 = out1 + ((<usize>j) << 3);
      v128.store(to0, a0); v128.store(to0, a1, 16); v128.store(to0, a2, 32); v128.store(to0, a3, 48);
      v128.store(to1, b0); v128.store(to1, b1, 16); v128.store(to1, b2, 32); v128.store(to1, b3, 48);
    }
    for (; j + 2 <= outputs; j += 2) {
      let a0 = f64x2.splat(0), b0 = f64x2.splat(0);
      let at = w + ((<usize>j) << 3);
      for (let k: usize = 0; k < xRow; k += 8) {
        const w0 = v128.load(at);
        a0 = f64x2.add(a0, term<K>(v128.load64_splat(x0 + k), w0));
        b0 = f64x2.add(b0, term<K>(v128.load64_splat(x1 + k), w0));
        at += outRow;
      }
      v128.store(out0 + ((<usize>j) << 3), a0);
      v128.store(out1 + ((<usize>j) << 3), b0);
    }
    if (j < outputs) {
      let a0: f64 = 0, b0: f64 = 0;
      let at = w + ((<usize>j) << 3);
      for (let k: usize = 0; k < xRow; k += 8) {
        const w0 = load<f64>(at);
        a0 += scalarTerm<K>(load<f64>(x0 + k), w0);
        b0 += scalarTerm<K>(load<f64>(x1 + k), w0);
        at += outRow;
      }
      store<f64>(out0 + ((<usize>j) << 3), a0);
      store<f64>(out1 + ((<usize>j) << 3), b0);
    }
  }
}

/** out[rows, outputs] = x[rows, width] @ w[width, outputs]. */
export function matmul(x: usize, rows: i32, width: i32, w: usize, outputs: i32, out: usize): void {
  pass<f64>(x, rows, width, w, outputs, out);
}

/** out[rows, count]: squared distance of each row to each centre; centres as [width, count]. */
export function squaredDistances(x: usize, rows: i32, width: i32, centres: usize, count: i32, out: usize): void {
  pass<i32>(x, rows, width, centres, count, out);
}
