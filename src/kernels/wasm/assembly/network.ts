// A dense network forward and backward over some rows of a batch; ../../reference/network-pass.ts says what is right.
import { activated, dropoutKey, exponential, kept, slope } from './network-math';
import { columnSums, product, transposed } from './network-matrix';
import { normalBackward, normalByRunning, normalForward } from './network-normal';
import { Block, Embedding, Layer, Rows } from './network-records';

const LAYER: usize = offsetof<Layer>();
const EMBEDDING: usize = offsetof<Embedding>();

/**
 * Rows `chosen[first ... first + count)` of a batch through the network, and the slopes of their share of the batch's mean
 * loss; `inverse` is one over the batch's weight. Leaves losses and slopes in the block.
 */
export function networkTrain(
  at: usize, rowsAt: usize, chosen: usize, first: i32, count: i32, inverse: f32, seed: u32, step: u32,
): void {
  const block = changetype<Block>(at);
  const rows = changetype<Rows>(rowsAt);
  chosen += (<usize>first) << 2;
  gather(block, rows, chosen, count);
  for (let l = 0; l < block.layers; l++) {
    forward(layerOf(block, l), block.zeros, count, 0, first, dropoutKey(seed, step, l));
  }
  loss(block, rows, chosen, count, inverse);
  for (let l = block.layers - 1; l >= 0; l--) {
    backward(block, layerOf(block, l), count, first, dropoutKey(seed, step, l));
  }
  scatter(block, rows, chosen, count);
}

/** Losses alone, without dropout, with running moments. */
export function networkMeasure(at: usize, rowsAt: usize, chosen: usize, count: i32): void {
  const block = changetype<Block>(at);
  const rows = changetype<Rows>(rowsAt);
  gather(block, rows, chosen, count);
  for (let l = 0; l < block.layers; l++) forward(layerOf(block, l), block.zeros, count, 1, 0, 0);
  loss(block, rows, chosen, count, 0);
}

@inline
function layerOf(block: Block, l: i32): Layer {
  return changetype<Layer>(<usize>block.firstLayer + (<usize>l) * LAYER);
}

@inline
function embeddingOf(block: Block, e: i32): Embedding {
  return changetype<Embedding>(<usize>block.firstEmbedding + (<usize>e) * EMBEDDING);
}

@inline
function rowAt(chosen: usize, i: i32): usize {
  return <usize>load<u32>(chosen + ((<usize>i) << 2));
}

/** Bytes of the chosen rows, one after the other, into what enters the first layer. */
function gather(block: Block, rows: Rows, chosen: usize, count: i32): void {
  const layer = layerOf(block, 0);
  const bytes = (<usize>block.numbers) << 2;
  let out = <usize>layer.input;
  for (let i = 0; i < count; i++) {
    const row = rowAt(chosen, i);
    memory.copy(out, <usize>rows.numbers + row * bytes, bytes);
    let to = out + bytes;
    for (let e = 0; e < block.embeddings; e++) {
      const embedding = embeddingOf(block, e);
      const width = (<usize>embedding.width) << 2;
      const code = load<u32>(<usize>rows.codes + ((row * block.embeddings + e) << 2));
      memory.copy(to, <usize>embedding.table + (<usize>code) * width, width);
      to += width;
    }
    out += layer.inRow;
  }
}

function forward(layer: Layer, zeros: usize, count: i32, measuring: i32, first: i32, key: u32): void {
  const outRow = <usize>layer.outRow;
  const width = <i32>(outRow >> 2);
  product(
    count, width, layer.entering, layer.input, layer.inRow, 4, layer.weights, outRow,
    layer.before, outRow, layer.biases ? layer.biases : zeros, 0,
  );
  if (layer.normalise) {
    if (measuring) normalByRunning(layer, count);
    else normalForward(layer, count);
  }
  const kind = layer.activation;
  const dropping = layer.threshold != 0 && !measuring;
  if (!dropping && !layer.residual) {
    if (kind == 0 && layer.before == layer.output) return;
    const bytes = <usize>count * outRow;
    if (kind == 1) for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(layer.output + i, activated(1, v128.load(layer.before + i)));
    } else for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(layer.output + i, activated(kind, v128.load(layer.before + i)));
    }
    return;
  }
  for (let r = 0; r < count; r++) {
    const row = <usize>r * outRow;
    for (let j = 0; j < width; j += 4) {
      const i = row + ((<usize>j) << 2);
      let value = activated(kind, v128.load(layer.before + i));
      if (dropping) value = f32x4.mul(value, mask(layer, key, first + r, j));
      if (layer.residual) value = f32x4.add(value, v128.load(layer.input + i));
      v128.store(layer.output + i, value);
    }
  }
}

@inline
function mask(layer: Layer, key: u32, row: i32, unit: i32): v128 {
  return kept(key, <u32>(row * layer.units + unit), layer.threshold, layer.keptScale);
}

function backward(block: Block, layer: Layer, count: i32, first: i32, key: u32): void {
  const outRow = <usize>layer.outRow;
  const width = <i32>(outRow >> 2);
  const kind = layer.activation;
  const dropping = layer.threshold != 0;
  if (!dropping && (kind != 0 || layer.delta != layer.byOutput)) {
    const bytes = <usize>count * outRow;
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = f32x4.mul(v128.load(layer.byOutput + i), slope(kind, v128.load(layer.before + i)));
      v128.store(layer.delta + i, value);
    }
  } else if (dropping) {
    for (let r = 0; r < count; r++) {
      for (let j = 0; j < width; j += 4) {
        const i = <usize>r * outRow + ((<usize>j) << 2);
        const value = f32x4.mul(v128.load(layer.byOutput + i), slope(kind, v128.load(layer.before + i)));
        v128.store(layer.delta + i, f32x4.mul(value, mask(layer, key, first + r, j)));
      }
    }
  }
  if (layer.normalise) normalBackward(layer, count, block.zeros);
  product(
    layer.entering, width, count, layer.input, 4, layer.inRow, layer.delta, outRow,
    layer.weightsSlope, outRow, block.zeros, 0,
  );
  if (layer.biases) columnSums(count, width, layer.delta, outRow, layer.biasesSlope, block.zeros);
  if (!layer.byInput) return;
  transposed(layer.entering, layer.units, layer.weights, outRow, layer.turned, layer.inRow);
  product(
    count, <i32>(layer.inRow >> 2), layer.units, layer.delta, outRow, 4, layer.turned, layer.inRow,
    layer.byInput, layer.inRow, layer.residual ? layer.byOutput : block.zeros, layer.residual ? layer.inRow : 0,
  );
}

/** What each embedding's rows are to change, added up for each code. */
function scatter(block: Block, rows: Rows, chosen: usize, count: i32): void {
  if (!block.embeddings) return;
  const layer = layerOf(block, 0);
  for (let e = 0; e < block.embeddings; e++) {
    const embedding = embeddingOf(block, e);
    memory.fill(embedding.slope, 0, (<usize>embedding.levels * embedding.width) << 2);
  }
  let from = <usize>layer.byInput;
  for (let i = 0; i < count; i++) {
    const row = rowAt(chosen, i);
    let at = from + ((<usize>block.numbers) << 2);
    for (let e = 0; e < block.embeddings; e++) {
      const embedding = embeddingOf(block, e);
      const code = load<u32>(<usize>rows.codes + ((row * block.embeddings + e) << 2));
      let to = <usize>embedding.slope + ((<usize>code * embedding.width) << 2);
      for (let k = 0; k < embedding.width; k++) {
        store<f32>(to, load<f32>(to) + load<f32>(at));
        to += 4;
        at += 4;
      }
    }
    from += layer.inRow;
  }
}

/** Weighted losses of the rows; their slopes by the outputs go to the last layer's byOutput. */
function loss(block: Block, rows: Rows, chosen: usize, count: i32, inverse: f32): void {
  const layer = layerOf(block, block.layers - 1);
  const outputs = block.outputs;
  let total: f64 = 0;
  let weight: f64 = 0;
  for (let i = 0; i < count; i++) {
    const row = rowAt(chosen, i);
    const own: f32 = rows.weights ? load<f32>(<usize>rows.weights + (row << 2)) : 1;
    const values = <usize>layer.output + <usize>i * layer.outRow;
    const slopes = <usize>layer.byOutput + <usize>i * layer.outRow;
    weight += own;
    total += <f64>own * (block.squared
      ? squaredError(values, slopes, rows.targets + ((row * outputs) << 2), outputs, own * inverse)
      : crossEntropy(values, slopes, <i32>load<f32>(rows.targets + (row << 2)), outputs, layer.outRow, own * inverse));
  }
  block.loss = total;
  block.weight = weight;
}

function squaredError(values: usize, slopes: usize, targets: usize, outputs: i32, share: f32): f64 {
  let sum: f64 = 0;
  for (let u: usize = 0; u < (<usize>outputs) << 2; u += 4) {
    const error = load<f32>(values + u) - load<f32>(targets + u);
    sum += <f64>error * error;
    store<f32>(slopes + u, 2 * share * error);
  }
  return sum;
}

function crossEntropy(values: usize, slopes: usize, code: i32, outputs: i32, bytes: usize, share: f32): f64 {
  const end = (<usize>outputs) << 2;
  let most = load<f32>(values);
  for (let u: usize = 4; u < end; u += 4) most = max(most, load<f32>(values + u));
  for (let u: usize = 0; u < bytes; u += 16) {
    v128.store(slopes + u, exponential(f32x4.sub(v128.load(values + u), f32x4.splat(most))));
  }
  let sum: f32 = 0;
  for (let u: usize = 0; u < end; u += 4) sum += load<f32>(slopes + u);
  for (let u = end; u < bytes; u += 4) store<f32>(slopes + u, 0);
  const factor = share / sum;
  for (let u: usize = 0; u < bytes; u += 16) {
    v128.store(slopes + u, f32x4.mul(v128.load(slopes + u), f32x4.splat(factor)));
  }
  const own = (<usize>code) << 2;
  store<f32>(slopes + own, load<f32>(slopes + own) - share);
  return Math.log(<f64>sum) - <f64>load<f32>(values + own) + <f64>most;
}
