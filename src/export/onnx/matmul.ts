import type { OnnxGraph } from './onnx-graph.ts';

/** Products a row up to which the sums are made in order; beyond it that would cost too much memory. */
const MOST_IN_ORDER = 1024;

/**
 * x @ weights, weights row-major `[width, outputs]`. Gemm leaves the order of its sums open. Where large terms cancel the
 * order decides many digits, so small products are summed one after the other as the interpreter does: CumSum goes in
 * order, and its last value is the sum. Never MatMul: ONNX Runtime joins it with a scalar factor before or after it, and
 * rounds the factor to float32.
 */
export function matmul(onnx: OnnxGraph, x: string, width: number, weights: readonly number[], outputs: number): string {
  if (width * outputs > MOST_IN_ORDER) return onnx.node('Gemm', [x, onnx.doubles(weights, [width, outputs])]);
  const transposed = Array.from({ length: outputs }, (_, k) => weights.filter((_w, i) => i % outputs === k)).flat();
  const rows = onnx.node('Unsqueeze', [x, onnx.int64s([1])]);
  const products = onnx.node('Mul', [rows, onnx.doubles(transposed, [1, outputs, width])]);
  const sums = onnx.node('CumSum', [products, onnx.int64s([2], [])]);
  return onnx.node('Gather', [sums, onnx.int64s([width - 1], [])], { axis: 2 });
}
