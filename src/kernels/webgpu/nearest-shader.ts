/** Queries and rows of a tile; a thread works on four of each. */
export const TILE = 64;
const THREADS = TILE / 4;
/** Columns that a tile brings into the memory of its workgroup at a time. */
const DEEP = 16;

/**
 * Blocked products of queries and rows: the score of a pair is |r|²/2 - q·r, half of what its squared distance is beyond
 * |q|², and rounding can move it by at most |q| (a |r| + c |q|) + e |r|²/2 + b. \`bound_groups\` writes for each query and
 * each group of rows (so many tiles) a score that one of them does not exceed; \`candidates\` lists the rows of each query
 * whose score may lie at or below its limit; \`within\` writes for each query (whose limits are two, the first surely
 * within, the second surely not) a bit for each row that surely is and one for each that may be. Points lie column by column, a multiple of ${TILE} of them.
 */
export const NEAREST_ROWS = /* wgsl */ `
struct Sizes { rows: u32, allRows: u32, queries: u32, allQueries: u32, width: u32, tiles: u32, most: u32, unused: u32 }
struct Bounds { a: f32, c: f32, e: f32, b: f32 }

@group(0) @binding(0) var<storage, read> rowColumns: array<f32>;
@group(0) @binding(1) var<storage, read> rowLengths: array<f32>;
@group(0) @binding(2) var<storage, read> queryColumns: array<f32>;
@group(0) @binding(3) var<storage, read> queryLengths: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;
@group(0) @binding(5) var<uniform> bounds: Bounds;
@group(0) @binding(6) var<storage, read_write> limits: array<f32>;
@group(0) @binding(7) var<storage, read_write> lists: array<u32>;
@group(0) @binding(8) var<storage, read_write> counts: array<atomic<u32>>;

const FAR = 3.4e38;
var<workgroup> queryTile: array<f32, ${TILE * DEEP}>;
var<workgroup> rowTile: array<f32, ${TILE * DEEP}>;
var<workgroup> least: array<f32, ${TILE * THREADS}>;

/** The products of the thread's four queries (rows of the matrix) and four rows of a tile. */
fn products(query: u32, row: u32, thread: u32, at: vec2<u32>) -> mat4x4<f32> {
  var sums = mat4x4<f32>();
  for (var deep = 0u; deep < sizes.width; deep += ${DEEP}u) {
    workgroupBarrier();
    for (var i = thread; i < ${TILE * DEEP}u; i += ${THREADS * THREADS}u) {
      let j = deep + i / ${TILE}u;
      let place = i % ${TILE}u;
      let inside = j < sizes.width;
      queryTile[i] = select(0.0, queryColumns[min(j, sizes.width - 1u) * sizes.allQueries + query + place], inside);
      rowTile[i] = select(0.0, rowColumns[min(j, sizes.width - 1u) * sizes.allRows + row + place], inside);
    }
    workgroupBarrier();
    for (var j = 0u; j < ${DEEP}u; j++) {
      let q = j * ${TILE}u + 4u * at.y;
      let r = j * ${TILE}u + 4u * at.x;
      let own = vec4<f32>(rowTile[r], rowTile[r + 1u], rowTile[r + 2u], rowTile[r + 3u]);
      sums[0] += queryTile[q] * own;
      sums[1] += queryTile[q + 1u] * own;
      sums[2] += queryTile[q + 2u] * own;
      sums[3] += queryTile[q + 3u] * own;
    }
  }
  return sums;
}

/** How far rounding can move a score. */
fn reach(query: f32, row: f32) -> f32 {
  return query * (bounds.a * row + bounds.c * query) + bounds.e * (0.5 * row * row) + bounds.b;
}

@compute @workgroup_size(${THREADS}, ${THREADS})
fn bound_groups(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) at: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let query = group.y * ${TILE}u;
  var best = vec4<f32>(FAR);
  for (var tile = group.x * sizes.tiles; tile < min((group.x + 1u) * sizes.tiles, sizes.allRows / ${TILE}u); tile++) {
    var sums = products(query, tile * ${TILE}u, thread, at.xy);
    for (var r = 0u; r < 4u; r++) {
      let row = tile * ${TILE}u + 4u * at.x + r;
      let length = rowLengths[row];
      for (var q = 0u; q < 4u; q++) {
        let own = query + 4u * at.y + q;
        let score = 0.5 * length * length - sums[q][r] + reach(queryLengths[own], length);
        if (row < sizes.rows) { best[q] = min(best[q], score); }
      }
    }
  }
  for (var q = 0u; q < 4u; q++) { least[(4u * at.y + q) * ${THREADS}u + at.x] = best[q]; }
  workgroupBarrier();
  if (thread < ${TILE}u) {
    var all = FAR;
    for (var i = 0u; i < ${THREADS}u; i++) { all = min(all, least[thread * ${THREADS}u + i]); }
    limits[(query + thread) * sizes.most + group.x] = all;
  }
}

/** Words of a query: bits of rows that surely are within, then of those that may be. */
const WORDS = ${2 * (TILE / 32)}u;
var<workgroup> found: array<atomic<u32>, ${TILE * 2 * (TILE / 32)}>;

@compute @workgroup_size(${THREADS}, ${THREADS})
fn within(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) at: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let query = group.y * ${TILE}u;
  let tile = group.x;
  for (var i = thread; i < ${TILE}u * WORDS; i += ${THREADS * THREADS}u) { atomicStore(&found[i], 0u); }
  var sums = products(query, tile * ${TILE}u, thread, at.xy);
  for (var r = 0u; r < 4u; r++) {
    let place = 4u * at.x + r;
    let row = tile * ${TILE}u + place;
    let length = rowLengths[row];
    for (var q = 0u; q < 4u; q++) {
      let own = query + 4u * at.y + q;
      let score = 0.5 * length * length - sums[q][r];
      let off = reach(queryLengths[own], length);
      if (row < sizes.rows && own < sizes.queries && score - off <= limits[2u * own + 1u]) {
        let isSure = score + off <= limits[2u * own];
        let word = (4u * at.y + q) * WORDS + place / 32u + select(WORDS / 2u, 0u, isSure);
        atomicOr(&found[word], 1u << (place % 32u));
      }
    }
  }
  workgroupBarrier();
  for (var i = thread; i < ${TILE}u * WORDS; i += ${THREADS * THREADS}u) {
    let own = query + i / WORDS;
    lists[(own * (sizes.allRows / ${TILE}u) + tile) * WORDS + i % WORDS] = atomicLoad(&found[i]);
  }
}

@compute @workgroup_size(${THREADS}, ${THREADS})
fn candidates(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) at: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let query = group.y * ${TILE}u;
  for (var tile = group.x * sizes.tiles; tile < min((group.x + 1u) * sizes.tiles, sizes.allRows / ${TILE}u); tile++) {
    var sums = products(query, tile * ${TILE}u, thread, at.xy);
    for (var r = 0u; r < 4u; r++) {
      let row = tile * ${TILE}u + 4u * at.x + r;
      let length = rowLengths[row];
      for (var q = 0u; q < 4u; q++) {
        let own = query + 4u * at.y + q;
        let score = 0.5 * length * length - sums[q][r] - reach(queryLengths[own], length);
        if (row < sizes.rows && own < sizes.queries && score <= limits[own]) {
          let place = atomicAdd(&counts[own], 1u);
          if (place < sizes.most) { lists[own * sizes.most + place] = row; }
        }
      }
    }
  }
}
`;
