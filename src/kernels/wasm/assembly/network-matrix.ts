// Products of matrices in float32, in blocks that stay in registers. Addresses and strides are in bytes.

/** x y + z, in two roundings on every machine. */
@inline
export function madd(x: v128, y: v128, z: v128): v128 {
  return f32x4.add(f32x4.mul(x, y), z);
}

/**
 * out[i, j] = start[i, j] + sum over p < k of a[i, p] b[p, j], i < m, j < n; n is a multiple of 4. `a` is reached by two
 * strides, so that its transpose needs no copy; `startRow` is 0 where every row starts from the same (a bias).
 */
export function product(
  m: i32, n: i32, k: i32,
  a: usize, aRow: usize, aStep: usize,
  b: usize, bRow: usize,
  out: usize, outRow: usize,
  start: usize, startRow: usize,
): void {
  const wide = n & ~7;
  for (let j = 0; j < wide; j += 8) {
    const left = (<usize>j) << 2;
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      block4x8(
        k, a + (<usize>i) * aRow, aRow, aStep, b + left, bRow,
        out + (<usize>i) * outRow + left, outRow, start + (<usize>i) * startRow + left, startRow,
      );
    }
    for (; i < m; i++) {
      block1x8(
        k, a + (<usize>i) * aRow, aStep, b + left, bRow,
        out + (<usize>i) * outRow + left, start + (<usize>i) * startRow + left,
      );
    }
  }
  if (wide == n) return;
  const left = (<usize>wide) << 2;
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    block4x4(
      k, a + (<usize>i) * aRow, aRow, aStep, b + left, bRow,
      out + (<usize>i) * outRow + left, outRow, start + (<usize>i) * startRow + left, startRow,
    );
  }
  for (; i < m; i++) {
    block1x4(
      k, a + (<usize>i) * aRow, aStep, b + left, bRow,
      out + (<usize>i) * outRow + left, start + (<usize>i) * startRow + left,
    );
  }
}

function block4x8(
  k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize,
  out: usize, outRow: usize, start: usize, startRow: usize,
): void {
  let c00 = v128.load(start), c01 = v128.load(start, 16);
  start += startRow;
  let c10 = v128.load(start), c11 = v128.load(start, 16);
  start += startRow;
  let c20 = v128.load(start), c21 = v128.load(start, 16);
  start += startRow;
  let c30 = v128.load(start), c31 = v128.load(start, 16);
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load_splat<f32>(a1);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load_splat<f32>(a2);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load_splat<f32>(a3);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    a += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += bRow;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  out += outRow;
  v128.store(out, c10);
  v128.store(out, c11, 16);
  out += outRow;
  v128.store(out, c20);
  v128.store(out, c21, 16);
  out += outRow;
  v128.store(out, c30);
  v128.store(out, c31, 16);
}

function block4x4(
  k: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize,
  out: usize, outRow: usize, start: usize, startRow: usize,
): void {
  let c0 = v128.load(start);
  let c1 = v128.load(start + startRow);
  let c2 = v128.load(start + 2 * startRow);
  let c3 = v128.load(start + 3 * startRow);
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    c0 = madd(v128.load_splat<f32>(a), b0, c0);
    c1 = madd(v128.load_splat<f32>(a + aRow), b0, c1);
    c2 = madd(v128.load_splat<f32>(a + 2 * aRow), b0, c2);
    c3 = madd(v128.load_splat<f32>(a + 3 * aRow), b0, c3);
    a += aStep;
    b += bRow;
  }
  v128.store(out, c0);
  v128.store(out + outRow, c1);
  v128.store(out + 2 * outRow, c2);
  v128.store(out + 3 * outRow, c3);
}

function block1x8(k: i32, a: usize, aStep: usize, b: usize, bRow: usize, out: usize, start: usize): void {
  let c0 = v128.load(start), c1 = v128.load(start, 16);
  for (; k > 0; k--) {
    const x = v128.load_splat<f32>(a);
    c0 = madd(x, v128.load(b), c0);
    c1 = madd(x, v128.load(b, 16), c1);
    a += aStep;
    b += bRow;
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
}

function block1x4(k: i32, a: usize, aStep: usize, b: usize, bRow: usize, out: usize, start: usize): void {
  let c0 = v128.load(start);
  for (; k > 0; k--) {
    c0 = madd(v128.load_splat<f32>(a), v128.load(b), c0);
    a += aStep;
    b += bRow;
  }
  v128.store(out, c0);
}

/** out[j, i] = from[i, j], i < m, j < n. */
export function transposed(m: i32, n: i32, from: usize, fromRow: usize, out: usize, outRow: usize): void {
  for (let i = 0; i < m; i++) {
    let to = out + ((<usize>i) << 2);
    for (let j = 0; j < n; j++) {
      store<f32>(to, load<f32>(from + ((<usize>j) << 2)));
      to += outRow;
    }
    from += fromRow;
  }
}

/** out[j] = start[j] + sum over i < m of from[i, j], j < n; n is a multiple of 4. */
export function columnSums(m: i32, n: i32, from: usize, fromRow: usize, out: usize, start: usize): void {
  for (let j: usize = 0; j < (<usize>n) << 2; j += 16) {
    let sum = v128.load(start + j);
    let at = from + j;
    for (let i = 0; i < m; i++) {
      sum = f32x4.add(sum, v128.load(at));
      at += fromRow;
    }
    v128.store(out + j, sum);
  }
}
