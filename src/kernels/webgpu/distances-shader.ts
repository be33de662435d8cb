/**
 * The nearest centre of each row by the score |c|²/2 - x·c, or -1 where the second best comes nearer than the bound
 * b + |x| (a + c |x|). Points lie column by column, so that neighbouring threads read neighbouring numbers.
 */
export const NEAREST_CENTRE = /* wgsl */ `
struct Sizes { rows: u32, width: u32, centres: u32, across: u32 }

@group(0) @binding(0) var<storage, read> columns: array<f32>;
@group(0) @binding(1) var<storage, read> lengths: array<f32>;
@group(0) @binding(2) var<storage, read> centres: array<f32>;
@group(0) @binding(3) var<storage, read> halves: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;
@group(0) @binding(5) var<uniform> bounds: vec4<f32>;
@group(0) @binding(6) var<storage, read_write> labels: array<i32>;

@compute @workgroup_size(128)
fn nearest_centre(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * sizes.across + id.x;
  if (row >= sizes.rows) { return; }
  var best = 3.4e38;
  var second = 3.4e38;
  var label = -1;
  for (var c = 0u; c < sizes.centres; c += 4u) {
    // The last group of four repeats the last centre; its repeats are not looked at.
    let last = sizes.centres - 1u;
    let at = vec4<u32>(c, min(c + 1u, last), min(c + 2u, last), min(c + 3u, last)) * sizes.width;
    var products = vec4<f32>(0.0);
    for (var j = 0u; j < sizes.width; j++) {
      let x = columns[j * sizes.rows + row];
      let own = vec4<f32>(centres[at.x + j], centres[at.y + j], centres[at.z + j], centres[at.w + j]);
      products += x * own;
    }
    for (var i = 0u; i < min(4u, sizes.centres - c); i++) {
      let score = halves[c + i] - products[i];
      if (score < best) {
        second = best;
        best = score;
        label = i32(c + i);
      } else if (score < second) {
        second = score;
      }
    }
  }
  let length = lengths[row];
  let sure = second - best > bounds.y + length * (bounds.x + bounds.z * length);
  labels[row] = select(-1, label, sure);
}
`;
