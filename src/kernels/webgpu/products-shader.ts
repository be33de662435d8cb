/** Columns of a tile; a thread works on two by two. */
export const TILE = 32;
/** Digits of a number, and sums of products of digits whose places add up to 0, 1, …: those beyond are below rounding. */
export const DIGITS = 7;
export const PLACES = 8;
/** Rows whose products one workgroup adds up: seven products of digits a row stay far below 2^31. */
export const STRETCH = 2048;
/** Bits of a number relative to the largest of its column. */
export const BITS = 54;

const QUADS = STRETCH / 4;
/** Fours of rows that a tile brings into the memory of its workgroup at a time. */
const DEEP = 4;

/** Four products of signed bytes, added up: one instruction on most devices, written out where the language lacks it. */
const DOT = {
  builtIn: 'fn dot4(a: u32, b: u32, sum: i32) -> i32 { return sum + dot4I8Packed(a, b); }',
  written: `fn byte(a: u32, at: u32) -> i32 { return extractBits(bitcast<i32>(a), 8u * at, 8u); }
fn dot4(a: u32, b: u32, sum: i32) -> i32 {
  return sum + byte(a, 0u) * byte(b, 0u) + byte(a, 1u) * byte(b, 1u) + byte(a, 2u) * byte(b, 2u) + byte(a, 3u) * byte(b, 3u);
}`,
} as const;

const each = (count: number, text: (i: number) => string): string => Array.from({ length: count }, (_, i) => text(i)).join('\n'); // prettier-ignore

/** The digits of the two columns of each side, and the products of those whose places add up to one that is kept. */
const DIGIT_PRODUCTS = [
  each(2 * DIGITS, d => {
    const place = `${DIGITS * TILE}u * k + ${16 * d}u`;
    return `let a${d} = left[${place} + at.y]; let b${d} = right[${place} + at.x];`;
  }),
  each(DIGITS, s =>
    each(Math.min(DIGITS, PLACES - s), t =>
      each(4, pair => {
        const sum = `sum${4 * (s + t) + pair}`;
        return `${sum} = dot4(a${2 * s + (pair >> 1)}, b${2 * t + (pair & 1)}, ${sum});`;
      }),
    ),
  ),
].join('\n');

/** Writes the four sums of each place, where the columns are still those of the table. */
const KEPT = each(4, pair => {
  const [i, j] = [`i${pair >> 1}`, `j${pair & 1}`];
  return `if (${i} < width && ${j} < width) {
${each(PLACES, place => `parts[((group.z * ${PLACES}u + ${place}u) * width + ${i}) * width + ${j}] = sum${4 * place + pair};`)}
}`;
});

/**
 * Sums of products of columns without rounding (Ozaki et al. 2012, on integers). \`digits\` reads float64 numbers as bits,
 * relative to the largest of their column, as ${BITS} bits and a sign in ${DIGITS} digits of base 256 between -128 and 127,
 * four rows to a word. \`products\` adds up products of digits by the place they have in the result, for a stretch of rows a
 * workgroup; \`add_up\` adds stretches to sums of 64 bits.
 */
export const productsShader = (dot: keyof typeof DOT): string => /* wgsl */ `
struct Sizes { rows: u32, width: u32, stretches: u32, unused: u32 }

@group(0) @binding(0) var<uniform> sizes: Sizes;
@group(0) @binding(1) var<storage, read> numbers: array<vec2<u32>>;
/** The exponent below which all of a column lie. */
@group(0) @binding(2) var<storage, read> exponents: array<i32>;
/** [fours of rows, digits, columns] */
@group(0) @binding(3) var<storage, read_write> digits: array<u32>;
/** [stretches, places, columns, columns] */
@group(0) @binding(4) var<storage, read_write> parts: array<i32>;
/** Low and high words: [places, columns, columns] */
@group(0) @binding(5) var<storage, read_write> totals: array<vec2<u32>>;

${DOT[dot]}

/** A number's 64 bits as a whole number of ${BITS} bits and a sign: low and high word of two's complement. */
fn whole(bits: vec2<u32>, exponent: i32) -> vec2<u32> {
  let raw = (bits.y >> 20u) & 0x7ffu;
  if (raw == 0u) { return vec2<u32>(0u); }
  var high = (bits.y & 0xfffffu) | 0x100000u;
  var low = bits.x;
  // Its last bit counts 2^(raw - 1075), that of the whole number 2^(exponent - ${BITS}).
  let shift = i32(raw) - 1075 - exponent + ${BITS};
  if (shift > 0) {
    high = (high << 1u) | (low >> 31u);
    low = low << 1u;
  } else if (shift < 0) {
    let by = u32(-shift);
    if (by > 54u) { return vec2<u32>(0u); }
    // Half of the last bit first, so that it rounds.
    let half = by - 1u;
    let added = low + select(0u, 1u << (half & 31u), half < 32u);
    high += select(0u, 1u, added < low) + select(0u, 1u << (half & 31u), half >= 32u);
    low = added;
    if (by >= 32u) {
      low = high >> (by - 32u);
      high = 0u;
    } else {
      low = (low >> by) | (high << (32u - by));
      high = high >> by;
    }
  }
  if ((bits.y >> 31u) == 0u) { return vec2<u32>(low, high); }
  let negative = ~low + 1u;
  return vec2<u32>(negative, ~high + select(0u, 1u, negative == 0u));
}

@compute @workgroup_size(64)
fn split(@builtin(global_invocation_id) id: vec3<u32>) {
  let column = id.x;
  let four = id.y;
  if (column >= sizes.width) { return; }
  var words: array<u32, ${DIGITS}>;
  for (var r = 0u; r < 4u; r++) {
    let row = 4u * four + r;
    var number = vec2<u32>(0u);
    if (row < sizes.rows) { number = whole(numbers[row * sizes.width + column], exponents[column]); }
    // With 128 added to every digit but the first, the digits are the bytes; taken away again by turning a byte's first bit.
    let low = number.x + 0x80808080u;
    let high = number.y + 0x8080u + select(0u, 1u, low < number.x);
    let place = 8u * r;
    words[0] |= (((high >> 16u) & 0xffu) << place);
    words[1] |= (((high >> 8u) & 0xffu) ^ 0x80u) << place;
    words[2] |= ((high & 0xffu) ^ 0x80u) << place;
    words[3] |= ((low >> 24u) ^ 0x80u) << place;
    words[4] |= (((low >> 16u) & 0xffu) ^ 0x80u) << place;
    words[5] |= (((low >> 8u) & 0xffu) ^ 0x80u) << place;
    words[6] |= ((low & 0xffu) ^ 0x80u) << place;
  }
  for (var s = 0u; s < ${DIGITS}u; s++) { digits[(four * ${DIGITS}u + s) * sizes.width + column] = words[s]; }
}

var<workgroup> left: array<u32, ${DEEP * DIGITS * TILE}>;
var<workgroup> right: array<u32, ${DEEP * DIGITS * TILE}>;

@compute @workgroup_size(16, 16)
fn products(
  @builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) at: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  // The other half is the same mirrored.
  if (group.x < group.y) { return; }
  let width = sizes.width;
${each(4 * PLACES, i => `var sum${i} = 0;`)}
  for (var four = 0u; four < ${QUADS}u; four += ${DEEP}u) {
    workgroupBarrier();
    for (var i = thread; i < ${DEEP * DIGITS * TILE}u; i += 256u) {
      let start = ((group.z * ${QUADS}u + four) * ${DIGITS}u + i / ${TILE}u) * width;
      let row = group.y * ${TILE}u + i % ${TILE}u;
      let column = group.x * ${TILE}u + i % ${TILE}u;
      left[i] = select(0u, digits[start + min(row, width - 1u)], row < width);
      right[i] = select(0u, digits[start + min(column, width - 1u)], column < width);
    }
    workgroupBarrier();
    for (var k = 0u; k < ${DEEP}u; k++) {
${DIGIT_PRODUCTS}
    }
  }
  let i0 = group.y * ${TILE}u + at.y;
  let j0 = group.x * ${TILE}u + at.x;
  let i1 = i0 + 16u;
  let j1 = j0 + 16u;
${KEPT}
}

@compute @workgroup_size(64)
fn add_up(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = ${PLACES}u * sizes.width * sizes.width;
  for (var i = id.x; i < count; i += 64u * groups.x) {
    var total = totals[i];
    for (var s = 0u; s < sizes.stretches; s++) {
      let part = parts[s * count + i];
      let low = total.x + bitcast<u32>(part);
      total.y += bitcast<u32>(part >> 31u) + select(0u, 1u, low < total.x);
      total.x = low;
    }
    totals[i] = total;
  }
}
`;
