import { type Activation, NORMALISE, type NetworkPlan, type NetworkRows } from '../network.ts';
import {
  DROPOUT_STRIDE,
  dropoutKey,
  dropoutThreshold,
  enteringUnits,
  hash32,
  type NetworkLayout,
  placeOf,
} from '../network-layout.ts';

/** Rows of a table that go through a network together. */
export interface Batch {
  readonly plan: NetworkPlan;
  readonly layout: NetworkLayout;
  readonly data: NetworkRows;
  readonly rows: Int32Array;
  readonly parameters: Float32Array;
}

/**
 * While training, what dropout is drawn from, `first` rows of the batch standing before these; else the running moments
 * that normalise.
 */
type Mode =
  { readonly seed: number; readonly step: number; readonly first: number } | { readonly running: Float32Array };

/** What a layer keeps for the way back; all row-major `[rows, units]`. */
interface LayerPass {
  readonly input: Float64Array;
  /** Before the activation. */
  readonly before: Float64Array;
  /** Normalised sums before scale and shift, and one over their deviation a unit; empty where not normalised. */
  readonly normal: Float64Array;
  readonly sharpness: Float64Array;
  /** 0, or 1 over the share of units kept. */
  readonly mask: Float64Array;
  readonly output: Float64Array;
  /** Means, then unbiased variances, of the batch. */
  readonly moments: readonly number[];
}

/** All layers in order. */
export function forward(batch: Batch, mode: Mode): LayerPass[] {
  const { plan, layout } = batch;
  const passes: LayerPass[] = [];
  const entering = enteringUnits(plan, layout);
  let input = gather(batch);
  let seen = 0;
  plan.layers.forEach(({ units, normalise, residual, activation, dropout }, l) => {
    const before = sums(batch, l, input, entering[l]!);
    const running = 'running' in mode ? mode.running.subarray(seen, seen + 2 * units) : null;
    const { normal, sharpness, moments } = normalise
      ? normaliseSums(batch, l, before, running)
      : { normal: new Float64Array(0), sharpness: new Float64Array(0), moments: [] };
    if (normalise) seen += 2 * units;
    const key = 'seed' in mode && dropout > 0 ? dropoutKey(mode.seed, mode.step, l) : null;
    const start = 'seed' in mode ? mode.first * units : 0;
    const mask = before.map((_, i) => (key === null ? 1 : isOff(key, start + i, dropout) ? 0 : 1 / (1 - dropout)));
    const output = before.map((v, i) => activate(activation, v) * mask[i]! + (residual ? input[i]! : 0));
    passes.push({ input, before, normal, sharpness, mask, output, moments });
    input = output;
  });
  return passes;
}

const isOff = (key: number, place: number, share: number): boolean =>
  hash32((key + Math.imul(place, DROPOUT_STRIDE)) | 0) < dropoutThreshold(share);

/** What enters the first layer: numbers, then the rows that codes take from the embeddings. */
function gather({ plan, layout, data, rows, parameters }: Batch): Float64Array {
  const out = new Float64Array(rows.length * layout.inputs);
  let at = 0;
  for (const row of rows) {
    for (let j = 0; j < plan.numbers; j++) out[at++] = data.numbers[row * plan.numbers + j]!;
    plan.embeddings.forEach(({ width }, e) => {
      const from = placeOf(layout, 'embedding', e) + data.codes[row * plan.embeddings.length + e]! * width;
      for (let k = 0; k < width; k++) out[at++] = parameters[from + k]!;
    });
  }
  return out;
}

/** input W + b. */
function sums(
  { plan, layout, rows, parameters }: Batch,
  l: number,
  input: Float64Array,
  entering: number,
): Float64Array {
  const { units } = plan.layers[l]!;
  const weights = placeOf(layout, 'weights', l);
  const biases = placeOf(layout, 'biases', l);
  const out = new Float64Array(rows.length * units);
  for (let r = 0; r < rows.length; r++) {
    for (let u = 0; u < units; u++) out[r * units + u] = biases < 0 ? 0 : parameters[biases + u]!;
    for (let k = 0; k < entering; k++) {
      const v = input[r * entering + k]!;
      const from = weights + k * units;
      for (let u = 0; u < units; u++) out[r * units + u]! += v * parameters[from + u]!;
    }
  }
  return out;
}

/** Normalises sums in place, unit by unit. */
function normaliseSums(
  { plan, layout, rows, parameters }: Batch,
  l: number,
  before: Float64Array,
  running: Float32Array | null,
) {
  const { units } = plan.layers[l]!;
  const scales = placeOf(layout, 'scales', l);
  const shifts = placeOf(layout, 'shifts', l);
  const count = rows.length;
  const normal = new Float64Array(before.length);
  const sharpness = new Float64Array(units);
  const moments = new Array<number>(2 * units).fill(0);
  for (let u = 0; u < units; u++) {
    let mean = 0;
    let variance = 0;
    // From the first row, so that a constant column comes out as exactly 0.
    for (let r = 0; r < count; r++) mean += (before[r * units + u]! - before[u]!) / count;
    mean += before[u]!;
    for (let r = 0; r < count; r++) variance += (before[r * units + u]! - mean) ** 2 / count;
    moments[u] = mean;
    moments[units + u] = (variance * count) / Math.max(1, count - 1);
    if (running) [mean, variance] = [running[u]!, running[units + u]!];
    sharpness[u] = 1 / Math.sqrt(variance + NORMALISE.small);
    for (let i = u; i < before.length; i += units) {
      normal[i] = (before[i]! - mean) * sharpness[u]!;
      before[i] = normal[i]! * parameters[scales + u]! + parameters[shifts + u]!;
    }
  }
  return { normal, sharpness, moments };
}

function activate(activation: Activation, v: number): number {
  switch (activation) {
    case 'identity':
      return v;
    case 'relu':
      return Math.max(0, v);
    case 'tanh':
      return Math.tanh(v);
    case 'silu':
      return v / (1 + Math.exp(-v));
  }
}

function slopeOf(activation: Activation, v: number): number {
  switch (activation) {
    case 'identity':
      return 1;
    case 'relu':
      return v > 0 ? 1 : 0;
    case 'tanh':
      return 1 - Math.tanh(v) ** 2;
    case 'silu': {
      const s = 1 / (1 + Math.exp(-v));
      return s * (1 + v * (1 - s));
    }
  }
}

export const weightOfRows = (data: NetworkRows, rows: Int32Array): number =>
  rows.reduce((sum, row) => sum + weightOf(data, row), 0);

/**
 * Weighted sum of the rows' losses, and the slope by each output of that sum over `whole`, the weight of the batch they
 * are part of.
 */
export function lossOf({ plan, data, rows }: Batch, output: Float64Array, whole: number) {
  const outputs = plan.layers.at(-1)!.units;
  const slope = new Float64Array(output.length);
  const weight = weightOfRows(data, rows);
  let loss = 0;
  rows.forEach((row, r) => {
    const own = weightOf(data, row);
    const share = whole > 0 ? own / whole : 0;
    const from = r * outputs;
    if (plan.loss === 'squared') {
      for (let u = 0; u < outputs; u++) {
        const error = output[from + u]! - data.targets[row * outputs + u]!;
        loss += own * error * error;
        slope[from + u] = 2 * share * error;
      }
      return;
    }
    const values = output.subarray(from, from + outputs);
    const most = values.reduce((a, b) => Math.max(a, b));
    const sum = values.reduce((all, v) => all + Math.exp(v - most), 0);
    const code = data.targets[row]!;
    loss += own * (Math.log(sum) - values[code]! + most);
    values.forEach((v, u) => (slope[from + u] = share * (Math.exp(v - most) / sum - (u === code ? 1 : 0))));
  });
  return { loss, weight, slope };
}

const weightOf = ({ weights }: NetworkRows, row: number): number => (weights ? weights[row]! : 1);

/** The gradient in the order of the parameters; `slope` is by the outputs and is used up. */
export function backward(batch: Batch, passes: readonly LayerPass[], slope: Float64Array): Float64Array {
  const { plan, layout, rows, parameters } = batch;
  const gradient = new Float64Array(layout.parameters);
  const entering = enteringUnits(plan, layout);
  let byOutput = slope;
  for (let l = plan.layers.length - 1; l >= 0; l--) {
    const { units, activation, normalise, residual } = plan.layers[l]!;
    const pass = passes[l]!;
    const delta = byOutput.map((v, i) => v * pass.mask[i]! * slopeOf(activation, pass.before[i]!));
    if (normalise) throughNormal(batch, l, pass, delta, gradient);
    const weights = placeOf(layout, 'weights', l);
    const biases = placeOf(layout, 'biases', l);
    const width = entering[l]!;
    const byInput = residual ? byOutput.slice() : new Float64Array(rows.length * width);
    for (let r = 0; r < rows.length; r++) {
      if (biases >= 0) for (let u = 0; u < units; u++) gradient[biases + u]! += delta[r * units + u]!;
      for (let k = 0; k < width; k++) {
        const from = weights + k * units;
        const v = pass.input[r * width + k]!;
        let back = 0;
        for (let u = 0; u < units; u++) {
          const d = delta[r * units + u]!;
          gradient[from + u]! += v * d;
          back += parameters[from + u]! * d;
        }
        byInput[r * width + k]! += back;
      }
    }
    byOutput = byInput;
  }
  scatter(batch, byOutput, gradient);
  return gradient;
}

/** From the slope by what leaves a normalisation to the one by what enters it, in place. */
function throughNormal(
  { plan, layout, rows, parameters }: Batch,
  l: number,
  { normal, sharpness }: LayerPass,
  delta: Float64Array,
  gradient: Float64Array,
): void {
  const { units } = plan.layers[l]!;
  const scales = placeOf(layout, 'scales', l);
  const shifts = placeOf(layout, 'shifts', l);
  for (let u = 0; u < units; u++) {
    let byScale = 0;
    let byShift = 0;
    for (let i = u; i < delta.length; i += units) {
      byScale += delta[i]! * normal[i]!;
      byShift += delta[i]!;
    }
    gradient[scales + u] = byScale;
    gradient[shifts + u] = byShift;
    const sharp = parameters[scales + u]! * sharpness[u]!;
    for (let i = u; i < delta.length; i += units) {
      delta[i] = sharp * (delta[i]! - (byShift + normal[i]! * byScale) / rows.length);
    }
  }
}

/** The slope by what came out of the embeddings, added up for each code. */
function scatter({ plan, layout, data, rows }: Batch, byInput: Float64Array, gradient: Float64Array): void {
  rows.forEach((row, r) => {
    let at = r * layout.inputs + plan.numbers;
    plan.embeddings.forEach(({ width }, e) => {
      const to = placeOf(layout, 'embedding', e) + data.codes[row * plan.embeddings.length + e]! * width;
      for (let k = 0; k < width; k++) gradient[to + k]! += byInput[at++]!;
    });
  });
}
