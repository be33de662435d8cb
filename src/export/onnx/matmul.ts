import type { OnnxGraph } from './onnx-graph.ts';

/** Products a row that are held at once. */
const AT_ONCE = 1024;

/**
 * x @ weights, weights row-major `[width, outputs]`, its sums in the interpreter's order: products of some columns at a
 * time, after the sum so far. Gemm leaves the order open. Where large terms cancel, or what comes after jumps, the last
 * digits decide; elsewhere Gemm is right for many products, as it is several times faster. Never MatMul: ONNX Runtime joins
 * it with a scalar factor before or after it, and rounds the factor to float32.
 */
export function matmul(
  onnx: OnnxGraph,
  x: string,
  width: number,
  weights: readonly number[],
  outputs: number,
  digitsMatter: boolean,
): string {
  if (width * outputs > AT_ONCE && !digitsMatter)
    return onnx.node('Gemm', [x, onnx.doubles(weights, [width, outputs])]);
  const columns = Math.max(1, Math.floor(AT_ONCE / outputs));
  let sum: string | undefined;
  for (let from = 0; from < width; from += columns) {
    const to = Math.min(width, from + columns);
    const some = columns < width ? onnx.node('Slice', [x, ...[from, to, 1].map(i => onnx.int64s([i]))]) : x;
    const size = to - from;
    // One column after the other, `[columns, rows, outputs]`: whole blocks are added up, which is quicker than row by row.
    const own = weights.slice(from * outputs, to * outputs);
    const turned = onnx.node('Unsqueeze', [onnx.node('Transpose', [some], { perm: [1, 0] }), onnx.int64s([2])]);
    const products = onnx.node('Mul', [turned, onnx.doubles(own, [size, 1, outputs])]);
    const before = sum === undefined ? [] : [onnx.node('Unsqueeze', [sum, onnx.int64s([0])])];
    const all = before.length ? onnx.node('Concat', [...before, products], { axis: 0 }) : products;
    sum = lastSum(onnx, all, 0, before.length + size);
  }
  return sum!;
}

/** The sums along an axis of `size` numbers: CumSum adds in order, its last value is the sum. */
export function lastSum(onnx: OnnxGraph, block: string, axis: number, size: number): string {
  const sums = onnx.node('CumSum', [block, onnx.int64s([axis], [])]);
  return onnx.node('Gather', [sums, onnx.int64s([size - 1], [])], { axis });
}
