import type { Tree } from '../../core/graph/graph.ts';
import { text } from './literals.ts';

/** From this many nodes on, trees are written packed: as literals a large forest takes some hundred megabytes. */
const MANY_NODES = 4096;

/**
 * The arguments with which `unpackTrees` of runtime/operations.ts makes the same trees, or null where they are few, ask for
 * membership, or share nodes. Trees are written from their root on, what goes to yes before what goes to no; distinct
 * thresholds and leaves once, and then by their number. All numbers as bytes, the lowest first, in base64.
 */
export function packedTrees(trees: readonly Tree[], outputs: number, fewest = MANY_NODES): string | null {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  if (nodes < fewest || trees.some(tree => tree.sets?.some(set => set !== null))) return null;
  const shape: number[] = [];
  const [features, missing] = [[] as number[], [] as number[]];
  const [thresholds, leaves] = [new Numbering(), new Numbering()];
  for (const tree of trees) {
    const open = [tree.feature.length ? 0 : -1];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (features.length > nodes) return null;
      shape.push(place < 0 ? 0 : 1);
      if (place < 0) for (let k = 0; k < outputs; k++) leaves.add(tree.leaf[(-1 - place) * outputs + k]!);
      else {
        features.push(tree.feature[place]!);
        thresholds.add(tree.threshold[place]!);
        missing.push(tree.missing?.[place] ?? 0);
        open.push(tree.no[place]!, tree.yes[place]!);
      }
    }
  }
  const lists = [
    [1, base64(bytesOf(bitsOf(shape), 1))],
    sized(features),
    [1, missing.includes(1) ? base64(bytesOf(bitsOf(missing), 1)) : ''],
    [8, base64(doubleBytes(thresholds.distinct))],
    sized(thresholds.places),
    [8, base64(doubleBytes(leaves.distinct))],
    sized(leaves.places),
  ] as const;
  return [trees.length, outputs, ...lists.map(([size, packed]) => `${size}, ${text(packed)}`)].join(', ');
}

/** Each number by its place among the distinct ones; 0 and -0 are one, as they are in comparisons and sums. */
class Numbering {
  readonly places: number[] = [];
  readonly #known = new Map<number, number>();
  add(value: number): void {
    let place = this.#known.get(value);
    if (place === undefined) this.#known.set(value, (place = this.#known.size));
    this.places.push(place);
  }
  get distinct(): number[] {
    return [...this.#known.keys()];
  }
}

/** Whole numbers in as few bytes each as the largest takes. */
function sized(values: readonly number[]): readonly [size: number, packed: string] {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const size = most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : 4;
  return [size, base64(bytesOf(values, size))];
}

function bytesOf(values: readonly number[], size: number): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  values.forEach((value, i) => {
    for (let b = 0; b < size; b++) bytes[i * size + b] = value >>> (8 * b);
  });
  return bytes;
}

/** Eight to a byte, the first in the lowest bit. */
function bitsOf(bits: readonly number[]): number[] {
  const bytes = new Array<number>(Math.ceil(bits.length / 8)).fill(0);
  bits.forEach((bit, i) => (bytes[i >> 3]! |= bit << (i & 7)));
  return bytes;
}

function doubleBytes(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return new Uint8Array(view.buffer);
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let from = 0; from < bytes.length; from += 8192)
    binary += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(binary);
}
