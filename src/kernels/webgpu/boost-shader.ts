/**
 * Histograms of gradients on a graphics device. WGSL adds up 32-bit integers only, so a number is counted in digits of 15
 * bits, which hold the sums of 131,072 rows: a workgroup counts one column over a chunk of rows in memory of its own, then
 * carries, and adds its digits to those of the whole leaf. All is exact, so the order of adding does not matter.
 */
export const CHUNK = 65_536;
const THREADS = 256;
/** Three digits of the gradient, three of the hessian, and the number of rows. */
export const DIGITS = 7;
export const DIGIT = 32_768;

export const boostShader = /* wgsl */ `
struct Job { count: u32, rows: u32, offset: u32 }

@group(0) @binding(0) var<uniform> job: Job;
/** Four bins a number, [groups, rows]. */
@group(0) @binding(1) var<storage, read> quads: array<u32>;
/** Gradient and hessian of each row. */
@group(0) @binding(2) var<storage, read> pairs: array<vec2<i32>>;
@group(0) @binding(3) var<storage, read> places: array<u32>;
/** [columns, 256, ${DIGITS}], zero before. */
@group(0) @binding(4) var<storage, read_write> sums: array<atomic<i32>>;

var<workgroup> gradientLow: array<atomic<u32>, 256>;
var<workgroup> gradientHigh: array<atomic<i32>, 256>;
var<workgroup> hessianLow: array<atomic<u32>, 256>;
var<workgroup> hessianHigh: array<atomic<u32>, 256>;
var<workgroup> counted: array<atomic<u32>, 256>;

@compute @workgroup_size(${THREADS})
fn count(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let column = group.x;
  let bin = local.x;
  // Workgroup memory begins as zeros.
  let first = group.y * ${CHUNK}u;
  let last = min(first + ${CHUNK}u, job.count);
  let bins = (column >> 2u) * job.rows;
  let shift = (column & 3u) * 8u;
  for (var i = first + local.x; i < last; i += ${THREADS}u) {
    let row = places[i];
    let at = (quads[bins + row] >> shift) & 255u;
    let pair = pairs[job.offset + row];
    atomicAdd(&gradientLow[at], u32(pair.x & ${DIGIT - 1}));
    atomicAdd(&gradientHigh[at], pair.x >> 15u);
    atomicAdd(&hessianLow[at], u32(pair.y & ${DIGIT - 1}));
    atomicAdd(&hessianHigh[at], u32(pair.y >> 15u));
    atomicAdd(&counted[at], 1u);
  }
  workgroupBarrier();
  let rows = atomicLoad(&counted[bin]);
  if (rows == 0u) { return; }
  let g0 = atomicLoad(&gradientLow[bin]);
  let g1 = atomicLoad(&gradientHigh[bin]) + i32(g0 >> 15u);
  let h0 = atomicLoad(&hessianLow[bin]);
  let h1 = atomicLoad(&hessianHigh[bin]) + (h0 >> 15u);
  let to = (column * 256u + bin) * ${DIGITS}u;
  atomicAdd(&sums[to], i32(g0 & ${DIGIT - 1}u));
  atomicAdd(&sums[to + 1u], g1 & ${DIGIT - 1});
  atomicAdd(&sums[to + 2u], g1 >> 15u);
  atomicAdd(&sums[to + 3u], i32(h0 & ${DIGIT - 1}u));
  atomicAdd(&sums[to + 4u], i32(h1 & ${DIGIT - 1}u));
  atomicAdd(&sums[to + 5u], i32(h1 >> 15u));
  atomicAdd(&sums[to + 6u], i32(rows));
}
`;
