/**
 * A dense network forward and backward over the rows of a batch; ../reference/network-pass.ts says what is right. Weights
 * `[entering, units]` and the biases after them are read as one matrix with a row more, which meets an input of 1.
 */
export const NETWORK_SHADER = /* wgsl */ `
struct Step {
  rows: u32, inverse: f32, seed: u32, step: u32,
  rate: f32, left: f32, clip: f32, measuring: u32,
  // Rows of the batch that stand before these, whose slopes are in the gradient already.
  first: u32,
}
struct Layer {
  entering: u32, units: u32, activation: u32, residual: u32,
  threshold: u32, keptScale: f32, weights: u32, number: u32,
  // Places in the work buffer.
  input: u32, before: u32, output: u32, byOutput: u32, delta: u32,
  // Of the layer below, which this one's way back ends in.
  belowBefore: u32, belowByOutput: u32, belowDelta: u32,
  belowActivation: u32, belowThreshold: u32, belowKeptScale: f32, belowNumber: u32,
  // Of the data buffer, and of the parameters that adam works on.
  targets: u32, weightsOfRows: u32, squared: u32, rowLosses: u32,
  start: u32, count: u32, decays: u32, slot: u32,
}
@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> moments: array<f32>;
@group(0) @binding(3) var<storage, read_write> work: array<f32>;
@group(0) @binding(4) var<storage, read> data: array<f32>;
@group(0) @binding(5) var<storage, read> chosen: array<u32>;
/** Loss and weight of training, of a measurement, and what shortens the gradient. */
@group(0) @binding(6) var<storage, read_write> sums: array<f32>;
@group(0) @binding(7) var<uniform> now: Step;
@group(0) @binding(8) var<uniform> layer: Layer;

fn hash32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}
fn kept(number: u32, i: u32, units: u32, j: u32, threshold: u32, scale: f32) -> f32 {
  if (threshold == 0u || now.measuring == 1u) { return 1.0; }
  let key = hash32(now.seed ^ hash32(now.step * 64u + number));
  let place = (now.first + i) * units + j;
  return select(scale, 0.0, hash32(key + place * 0x9e3779b1u) < threshold);
}
fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(clamp(-x, -87.0, 87.0))); }
fn activated(kind: u32, x: f32) -> f32 {
  switch kind {
    case 1u: { return max(x, 0.0); }
    case 2u: { return 2.0 * sigmoid(2.0 * x) - 1.0; }
    case 3u: { return x * sigmoid(x); }
    default: { return x; }
  }
}
fn slope(kind: u32, x: f32) -> f32 {
  switch kind {
    case 1u: { return select(0.0, 1.0, x > 0.0); }
    case 2u: { let t = activated(2u, x); return 1.0 - t * t; }
    case 3u: { let s = sigmoid(x); return s * (1.0 + x * (1.0 - s)); }
    default: { return 1.0; }
  }
}

@compute @workgroup_size(64)
fn gather(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let width = layer.entering;
  for (var i = id.x; i < now.rows * width; i += 64u * groups.x) {
    work[layer.input + i] = data[chosen[i / width] * width + i % width];
  }
}

// Products: 0 forward, 1 slopes of the weights, 2 slopes of what entered. Tiles of 32 x 32, four by four a thread.
override PRODUCT: u32 = 0u;
var<workgroup> tileA: array<f32, 512>;
var<workgroup> tileB: array<f32, 512>;

fn sizes() -> vec3u {
  if (PRODUCT == 0u) { return vec3u(now.rows, layer.units, layer.entering + 1u); }
  if (PRODUCT == 1u) { return vec3u(layer.entering + 1u, layer.units, now.rows); }
  return vec3u(now.rows, layer.entering, layer.units);
}
fn left(i: u32, p: u32) -> f32 {
  if (PRODUCT == 0u) {
    if (p == layer.entering) { return 1.0; }
    return work[layer.input + i * layer.entering + p];
  }
  if (PRODUCT == 1u) {
    if (i == layer.entering) { return 1.0; }
    return work[layer.input + p * layer.entering + i];
  }
  return work[layer.delta + i * layer.units + p];
}
fn right(p: u32, j: u32) -> f32 {
  if (PRODUCT == 0u) { return parameters[layer.weights + p * layer.units + j]; }
  if (PRODUCT == 1u) { return work[layer.delta + p * layer.units + j]; }
  return parameters[layer.weights + j * layer.units + p];
}
fn keep(i: u32, j: u32, sum: f32) {
  if (PRODUCT == 1u) {
    let place = layer.weights + i * layer.units + j;
    gradient[place] = sum + select(0.0, gradient[place], now.first > 0u);
    return;
  }
  if (PRODUCT == 0u) {
    let place = i * layer.units + j;
    work[layer.before + place] = sum;
    var value = activated(layer.activation, sum)
      * kept(layer.number, i, layer.units, j, layer.threshold, layer.keptScale);
    if (layer.residual == 1u) { value += work[layer.input + place]; }
    work[layer.output + place] = value;
    return;
  }
  let place = i * layer.entering + j;
  var value = sum;
  if (layer.residual == 1u) { value += work[layer.byOutput + place]; }
  work[layer.belowByOutput + place] = value;
  work[layer.belowDelta + place] = value * slope(layer.belowActivation, work[layer.belowBefore + place])
    * kept(layer.belowNumber, i, layer.entering, j, layer.belowThreshold, layer.belowKeptScale);
}

@compute @workgroup_size(8, 8)
fn product(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let size = sizes();
  let top = group.y * 32u;
  let side = group.x * 32u;
  let thread = local.y * 8u + local.x;
  var sum: array<vec4f, 4>;
  for (var base = 0u; base < size.z; base += 16u) {
    for (var t = thread; t < 512u; t += 64u) {
      let p = base + t / 32u;
      let i = top + t % 32u;
      let j = side + t % 32u;
      tileA[t] = 0.0;
      tileB[t] = 0.0;
      if (p < size.z && i < size.x) { tileA[t] = left(i, p); }
      if (p < size.z && j < size.y) { tileB[t] = right(p, j); }
    }
    workgroupBarrier();
    for (var p = 0u; p < 512u; p += 32u) {
      let b = p + local.x * 4u;
      let row = vec4f(tileB[b], tileB[b + 1u], tileB[b + 2u], tileB[b + 3u]);
      let a = p + local.y * 4u;
      for (var r = 0u; r < 4u; r++) { sum[r] += tileA[a + r] * row; }
    }
    workgroupBarrier();
  }
  for (var r = 0u; r < 4u; r++) {
    let i = top + local.y * 4u + r;
    for (var c = 0u; c < 4u; c++) {
      let j = side + local.x * 4u + c;
      if (i < size.x && j < size.y) { keep(i, j, sum[r][c]); }
    }
  }
}

// Loss of each row and its slopes by the outputs; layer is the last one.
@compute @workgroup_size(64)
fn loss(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= now.rows) { return; }
  let row = chosen[id.x];
  var own = 1.0;
  if (layer.weightsOfRows > 0u) { own = data[layer.weightsOfRows + row]; }
  let share = own * now.inverse;
  let values = layer.output + id.x * layer.units;
  let slopes = layer.delta + id.x * layer.units;
  var total = 0.0;
  if (layer.squared == 1u) {
    for (var u = 0u; u < layer.units; u++) {
      let error = work[values + u] - data[layer.targets + row * layer.units + u];
      total += error * error;
      work[slopes + u] = 2.0 * share * error;
    }
  } else {
    let code = u32(data[layer.targets + row]);
    var most = work[values];
    for (var u = 1u; u < layer.units; u++) { most = max(most, work[values + u]); }
    var sum = 0.0;
    for (var u = 0u; u < layer.units; u++) { sum += exp(work[values + u] - most); }
    for (var u = 0u; u < layer.units; u++) {
      let p = exp(work[values + u] - most) / sum;
      work[slopes + u] = share * (p - select(0.0, 1.0, u == code));
    }
    total = log(sum) - work[values + code] + most;
  }
  work[layer.rowLosses + 2u * id.x] = own * total;
  work[layer.rowLosses + 2u * id.x + 1u] = own;
}

var<workgroup> partial: array<vec2f, 256>;
fn addUp(thread: u32, value: vec2f) -> vec2f {
  partial[thread] = value;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half >>= 1u) {
    if (thread < half) { partial[thread] += partial[thread + half]; }
    workgroupBarrier();
  }
  return partial[0];
}

// Adds the rows' losses and weights to the sums in the slot.
@compute @workgroup_size(256)
fn collect(@builtin(local_invocation_index) thread: u32) {
  var sum = vec2f(0.0);
  for (var i = thread; i < now.rows; i += 256u) {
    sum += vec2f(work[layer.rowLosses + 2u * i], work[layer.rowLosses + 2u * i + 1u]);
  }
  let all = addUp(thread, sum);
  if (thread == 0u) {
    sums[layer.slot] += all.x;
    sums[layer.slot + 1u] += all.y;
  }
}

// What shortens the gradient to the length it may have.
@compute @workgroup_size(256)
fn shorten(@builtin(local_invocation_index) thread: u32) {
  var squares = 0.0;
  for (var i = thread; i < layer.count; i += 256u) { squares += gradient[i] * gradient[i]; }
  let all = addUp(thread, vec2f(squares, 0.0));
  if (thread == 0u) { sums[4] = now.clip / max(sqrt(all.x), now.clip); }
}

@compute @workgroup_size(64)
fn adam(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let share = select(1.0, sums[4], now.clip > 0.0);
  let whole = arrayLength(&gradient);
  for (var n = id.x; n < layer.count; n += 64u * groups.x) {
    let i = layer.start + n;
    let g = gradient[i] * share;
    let first = 0.9 * moments[i] + 0.1 * g;
    let second = 0.999 * moments[whole + i] + 0.001 * g * g;
    moments[i] = first;
    moments[whole + i] = second;
    let kept = parameters[i] * select(1.0, now.left, layer.decays == 1u);
    parameters[i] = kept - now.rate * first / (sqrt(second) + 1e-8);
  }
}
`;
