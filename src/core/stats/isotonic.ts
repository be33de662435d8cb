/** A rising step function: `x` ascending and distinct, `y` not falling. Plain data. */
export interface Isotonic {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Isotonic regression by pooling adjacent violators: the rising function nearest to the targets in squared error. Equal
 * x are averaged first. All values finite; weights count rows, and rows of weight 0 are left out.
 */
export function fitIsotonic(x: Float64Array, targets: ArrayLike<number>, weights?: ArrayLike<number>): Isotonic {
  const order = Int32Array.from(x, (_, i) => i)
    .filter(i => !weights || weights[i]! > 0)
    .sort((a, b) => x[a]! - x[b]!);
  const places: number[] = [];
  // Blocks of places that share one value: their mean, weight and number of places.
  const mean: number[] = [];
  const weight: number[] = [];
  const span: number[] = [];
  for (let i = 0; i < order.length;) {
    const at = x[order[i]!]!;
    let sum = 0;
    let n = 0;
    for (; i < order.length && x[order[i]!] === at; i++) {
      const w = weights?.[order[i]!] ?? 1;
      sum += w * targets[order[i]!]!;
      n += w;
    }
    places.push(at);
    mean.push(sum / n);
    weight.push(n);
    span.push(1);
    while (mean.length > 1 && mean[mean.length - 2]! >= mean[mean.length - 1]!) {
      const [m2, w2, s2] = [mean.pop()!, weight.pop()!, span.pop()!];
      const last = mean.length - 1;
      const w = weight[last]! + w2;
      mean[last] = (mean[last]! * weight[last]! + m2 * w2) / w;
      weight[last] = w;
      span[last]! += s2;
    }
  }
  return {
    x: Float64Array.from(places),
    y: Float64Array.from(mean.flatMap((m, b) => Array<number>(span[b]!).fill(m))),
  };
}

/** The fitted value at x: linear between the places, constant beyond them. NaN when nothing was fitted. */
export function isotonicAt({ x, y }: Isotonic, at: number): number {
  const last = x.length - 1;
  if (last < 0) return NaN;
  if (at <= x[0]!) return y[0]!;
  if (at >= x[last]!) return y[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  return y[low]! + ((y[high]! - y[low]!) * (at - x[low]!)) / (x[high]! - x[low]!);
}
