import type { Clustering } from './lloyd.ts';

/** A clustering as plain data, largest cluster first; clusters of one size by their centres. */
export function largestFirst(found: Omit<Clustering, 'labels'>, width: number) {
  const { centres, sizes, inertia, iterations, converged } = found;
  const order = orderOfSizes(sizes, c => centres.subarray(c * width, (c + 1) * width));
  return {
    /** Row-major `[k, width]`. */
    centres: order.flatMap(c => Array.from(centres.subarray(c * width, (c + 1) * width))),
    sizes: order.map(c => sizes[c]!),
    /** Sum of weight times squared distance of the training rows to their centres. */
    inertia,
    iterations,
    converged,
  };
}

/** Clusters by falling size, those of one size by the first number in which they differ. */
export function orderOfSizes(sizes: ArrayLike<number>, numbers: (cluster: number) => ArrayLike<number>): number[] {
  const compare = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return a[j]! - b[j]!;
    return 0;
  };
  return Array.from(sizes)
    .map((_, c) => c)
    .sort((a, b) => sizes[b]! - sizes[a]! || compare(numbers(a), numbers(b)));
}
