// Products and squared distances of columns that lie apart, rows in the lanes; every sum runs over the columns in ascending
// order. Rows are taken eight at a time, the last ones too: blocks have room for so many (see ../graph-program.ts).

import { term } from './graph';

/** out[row] of one output: columns four at a time, so that what is read follows each other. */
// @ts-ignore: decorator
@inline
function single<K>(columns: usize, rows: usize, width: i32, w: usize, out: usize): void {
  memory.fill(out, 0, rows << 3);
  let c = 0;
  for (; c + 4 <= width; c += 4, columns += 16, w += 32) {
    const x0 = load<usize>(columns), x1 = load<usize>(columns, 4), x2 = load<usize>(columns, 8), x3 = load<usize>(columns, 12);
    const w0 = v128.load64_splat(w), w1 = v128.load64_splat(w, 8), w2 = v128.load64_splat(w, 16), w3 = v128.load64_splat(w, 24);
    for (let r: usize = 0; r < rows << 3; r += 32) {
      let a = v128.load(out + r), b = v128.load(out + r, 16);
      a = f64x2.add(a, term<K>(v128.load(x0 + r), w0)); b = f64x2.add(b, term<K>(v128.load(x0 + r, 16), w0));
      a = f64x2.add(a, term<K>(v128.load(x1 + r), w1)); b = f64x2.add(b, term<K>(v128.load(x1 + r, 16), w1));
      a = f64x2.add(a, term<K>(v128.load(x2 + r), w2)); b = f64x2.add(b, term<K>(v128.load(x2 + r, 16), w2));
      a = f64x2.add(a, term<K>(v128.load(x3 + r), w3)); b = f64x2.add(b, term<K>(v128.load(x3 + r, 16), w3));
      v128.store(out + r, a);
      v128.store(out + r, b, 16);
    }
  }
  for (; c < width; c++, columns += 4, w += 8) {
    const x = load<usize>(columns);
    const weight = v128.load64_splat(w);
    for (let r: usize = 0; r < rows << 3; r += 16) {
      v128.store(out + r, f64x2.add(v128.load(out + r), term<K>(v128.load(x + r), weight)));
    }
  }
}

/** Outputs k and k + 1 of two rows. */
// @ts-ignore: decorator
@inline
function storeSquare(a: v128, b: v128, out: usize, outRow: usize): void {
  v128.store(out, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(out + outRow, v128.shuffle<f64>(a, b, 1, 3));
}

// K as in ./graph: f64 multiplies, i32 squares differences.
// @ts-ignore: decorator
@inline
function pass<K>(columns: usize, count: i32, width: i32, w: usize, outputs: i32, out: usize): void {
  const rows = <usize>((count + 7) & ~7);
  if (outputs == 1) {
    single<K>(columns, rows, width, w, out);
    return;
  }
  const end = columns + ((<usize>width) << 2);
  const outRow = (<usize>outputs) << 3;
  for (let r: usize = 0; r < rows << 3; r += 64, out += outRow << 3) {
    let k: usize = 0;
    for (; k + 16 <= outRow; k += 16) {
      let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
      let b0 = f64x2.splat(0), b1 = f64x2.splat(0), b2 = f64x2.splat(0), b3 = f64x2.splat(0);
      let at = w + k;
      for (let c = columns; c < end; c += 4, at += outRow) {
        const x = load<usize>(c) + r;
        const u = v128.load64_splat(at), v = v128.load64_splat(at, 8);
        const x0 = v128.load(x);
        a0 = f64x2.add(a0, term<K>(x0, u)); b0 = f64x2.add(b0, term<K>(x0, v));
        const x1 = v128.load(x, 16);
        a1 = f64x2.add(a1, term<K>(x1, u)); b1 = f64x2.add(b1, term<K>(x1, v));
        const x2 = v128.load(x, 32);
        a2 = f64x2.add(a2, term<K>(x2, u)); b2 = f64x2.add(b2, term<K>(x2, v));
        const x3 = v128.load(x, 48);
        a3 = f64x2.add(a3, term<K>(x3, u)); b3 = f64x2.add(b3, term<K>(x3, v));
      }
      const to = out + k;
      storeSquare(a0, b0, to, outRow);
      storeSquare(a1, b1, to + 2 * outRow, outRow);
      storeSquare(a2, b2, to + 4 * outRow, outRow);
      storeSquare(a3, b3, to + 6 * outRow, outRow);
    }
    if (k < outRow) {
      let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
      let at = w + k;
      for (let c = columns; c < end; c += 4, at += outRow) {
        const x = load<usize>(c) + r;
        const u = v128.load64_splat(at);
        a0 = f64x2.add(a0, term<K>(v128.load(x), u));
        a1 = f64x2.add(a1, term<K>(v128.load(x, 16), u));
        a2 = f64x2.add(a2, term<K>(v128.load(x, 32), u));
        a3 = f64x2.add(a3, term<K>(v128.load(x, 48), u));
      }
      let to = out + k;
      v128.store64_lane(to, a0, 0); v128.store64_lane(to + outRow, a0, 1); to += 2 * outRow;
      v128.store64_lane(to, a1, 0); v128.store64_lane(to + outRow, a1, 1); to += 2 * outRow;
      v128.store64_lane(to, a2, 0); v128.store64_lane(to + outRow, a2, 1); to += 2 * outRow;
      v128.store64_lane(to, a3, 0); v128.store64_lane(to + outRow, a3, 1);
    }
  }
}

/** out[rows, outputs]: the columns side by side, times w[width, outputs]. */
export function columnsMatmul(columns: usize, rows: i32, width: i32, w: usize, outputs: i32, out: usize): void {
  pass<f64>(columns, rows, width, w, outputs, out);
}

/** out[rows, count]: squared distance of each row of the columns to each centre; centres as [width, count]. */
export function columnsSquaredDistances(
  columns: usize, rows: i32, width: i32, centres: usize, count: i32, out: usize,
): void {
  pass<i32>(columns, rows, width, centres, count, out);
}
