import { UMAP } from 'umap-js';
import type { Nearest, Points } from '../../kernels/distances.ts';
import type { Random } from '../random.ts';

/**
 * UMAP (McInnes, Healy and Melville 2018) by umap-js, on neighbours that were found before. `near` has `neighbours` - 1
 * others of each row: the first neighbour of a row is itself. Awaits `step` after each epoch. Row-major `[rows, 2]`.
 */
export async function umap(
  { rows, width, data }: Points,
  near: Nearest,
  neighbours: number,
  random: Random,
  step: (done: number, total: number, positions: () => Float64Array) => Promise<void>,
): Promise<Float64Array> {
  const model = new UMAP({ nComponents: 2, nNeighbors: neighbours, random: () => random.next() });
  const others = neighbours - 1;
  const own = (r: number, list: ArrayLike<number>) => Array.from({ length: others }, (_, n) => list[r * others + n]!);
  model.setPrecomputedKNN(
    Array.from({ length: rows }, (_, r) => [r, ...own(r, near.indices)]),
    Array.from({ length: rows }, (_, r) => [0, ...own(r, near.distances).map(Math.sqrt)]),
  );
  const epochs = model.initializeFit(
    Array.from({ length: rows }, (_, r) => Array.from(data.subarray(r * width, (r + 1) * width))),
  );
  const positions = () => Float64Array.from(model.getEmbedding().flat());
  for (let epoch = 0; epoch < epochs; epoch++) {
    model.step();
    await step(epoch + 1, epochs, positions);
  }
  return positions();
}
