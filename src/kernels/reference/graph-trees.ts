import type { FlatTrees } from '../graph.ts';

/** `[rows, outputs]`: the leaves' values added up tree after tree. */
export function sumTrees(data: Float64Array, width: number, flat: FlatTrees): Float64Array {
  const { outputs, roots, leaf } = flat;
  const rows = data.length / width;
  const out = new Float64Array(rows * outputs);
  const places = new Int32Array(rows);
  for (const root of roots) {
    if (flat.plain) walkPlain(data, width, flat, root, places);
    else walk(data, width, flat, root, places);
    if (outputs === 1) for (let r = 0; r < rows; r++) out[r]! += leaf[-1 - places[r]!]!;
    else {
      for (let r = 0, o = 0; r < rows; r++) {
        const from = (-1 - places[r]!) * outputs;
        for (let k = 0; k < outputs; k++) out[o++]! += leaf[from + k]!;
      }
    }
  }
  return out;
}

function walkPlain(data: Float64Array, width: number, flat: FlatTrees, root: number, places: Int32Array): void {
  const { feature, threshold, children } = flat;
  for (let r = 0, at = 0; r < places.length; r++, at += width) {
    let node = root;
    while (node >= 0) node = children[2 * node + (data[at + feature[node]!]! <= threshold[node]! ? 1 : 0)]!;
    places[r] = node;
  }
}

function walk(data: Float64Array, width: number, flat: FlatTrees, root: number, places: Int32Array): void {
  const { feature, children } = flat;
  for (let r = 0, at = 0; r < places.length; r++, at += width) {
    let node = root;
    while (node >= 0) node = children[2 * node + (answersYes(flat, node, data[at + feature[node]!]!) ? 1 : 0)]!;
    places[r] = node;
  }
}

function answersYes({ threshold, question, set, bits }: FlatTrees, node: number, value: number): boolean {
  const asks = question[node]!;
  if (asks === 0) return value <= threshold[node]!;
  if (asks === 1) return !(value > threshold[node]!);
  if (Number.isNaN(value)) return asks === 3;
  const start = set[node]!;
  return Number.isInteger(value) && value >= 0 && value < bits[start]! && ((bits[start + 1 + (value >>> 5)]! >>> (value & 31)) & 1) === 1; // prettier-ignore
}
