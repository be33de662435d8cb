// Written by tests/tools/write-export-texts.ts from ../runtime/operations.ts; change that file instead.
export const operationsText = `/** f of each column. */
function each(x, f) {
  return x.map(f);
}
/** f of two blocks, column by column; a block of one column goes with every column of the other. */
function both(a, b, f) {
  const out = new Array(Math.max(a.length, b.length));
  for (let i = 0; i < out.length; i++) out[i] = f(a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i]);
  return out;
}
/** a where the condition holds, else b. */
function choose(condition, a, b) {
  const out = new Array(Math.max(condition.length, a.length, b.length));
  for (let i = 0; i < out.length; i++) {
    const from = condition[condition.length === 1 ? 0 : i] ? a : b;
    out[i] = from[from.length === 1 ? 0 : i];
  }
  return out;
}
/** 1 in the place of the level that equals the text; all zeros where none does. */
function oneHot(text, levels) {
  const out = new Array(levels.length).fill(0);
  const at = levels.indexOf(text);
  if (at >= 0) out[at] = 1;
  return out;
}
/** The number that belongs to a text. */
function lookup(text, table, otherwise) {
  return [table.get(text) ?? otherwise];
}
/** The number of characters of a text. */
function textLength(text) {
  return [text === '' ? NaN : [...text].length];
}
/** The terms of a text, in order: runs of words, or of characters within words. */
function termsOf(text, unit, from, to, stop) {
  const plain = text.normalize('NFKC').toLowerCase();
  const terms = [];
  if (unit === 'words') {
    const words = (plain.match(/[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_]+/gu) ?? []).filter(
      word => !stop.includes(word),
    );
    for (let n = from; n <= to; n++)
      for (let i = 0; i + n <= words.length; i++) terms.push(words.slice(i, i + n).join(' '));
    return terms;
  }
  for (const part of plain.split(/\\s+/u)) {
    if (part === '') continue;
    const letters = [' ', ...part, ' '];
    for (let n = from; n <= to; n++) {
      terms.push(letters.slice(0, n).join(''));
      for (let i = 1; i + n <= letters.length; i++) terms.push(letters.slice(i, i + n).join(''));
      if (n >= letters.length) break;
    }
  }
  return terms;
}
/** How often each of the terms comes up. */
function countTerms(terms, places) {
  const out = new Array(places.size).fill(0);
  for (const term of terms) {
    const at = places.get(term);
    if (at !== undefined) out[at]++;
  }
  return out;
}
/** How often terms come up whose hash (MurmurHash3, 32 bits, of UTF-8) falls into each of the columns. */
function hashTerms(terms, buckets, signed) {
  const out = new Array(buckets).fill(0);
  const scrambled = k => {
    const product = Math.imul(k, 0xcc9e2d51);
    return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
  };
  for (const term of terms) {
    const bytes = new TextEncoder().encode(term);
    const whole = bytes.length & ~3;
    let h = 0;
    for (let i = 0; i < whole; i += 4) {
      h ^= scrambled(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
      h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
    }
    let rest = 0;
    for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | bytes[i];
    h ^= scrambled(rest) ^ bytes.length;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    const at = h === -0x80000000 ? (0x7fffffff - (buckets - 1)) % buckets : Math.abs(h) % buckets;
    out[at] += signed && h < 0 ? -1 : 1;
  }
  return out;
}
/** The named columns, in order. */
function pickColumns(x, indices) {
  return indices.map(i => x[i]);
}
/** x times a matrix of weights, row after row; each sum runs over the inputs in ascending order. */
function matmul(x, weights, outputs) {
  const out = new Array(outputs).fill(0);
  for (let k = 0; k < x.length; k++) {
    for (let j = 0; j < outputs; j++) out[j] += x[k] * weights[k * outputs + j];
  }
  return out;
}
/** Squared distance to each centre. */
function squaredDistances(x, centres, count) {
  const out = new Array(count).fill(0);
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < x.length; j++) {
      const d = x[j] - centres[k * x.length + j];
      out[k] += d * d;
    }
  }
  return out;
}
/** Shares that add up to one. */
function softmax(x) {
  let max = -Infinity;
  for (const value of x) max = Math.max(max, value);
  const powers = x.map(value => exponential(value - max));
  let sum = 0;
  for (const power of powers) sum += power;
  return powers.map(power => power / sum);
}
/** The place of the largest value; the first one wins a tie. */
function argMax(x) {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (x[i] > x[best]) best = i;
  return [best];
}
/** The place of the smallest value; the first one wins a tie. */
function argMin(x) {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (x[i] < x[best]) best = i;
  return [best];
}
/** A function that is linear between knots and may jump at them. */
function interpolate([x], at, before, value, after) {
  const last = at.length - 1;
  if (Number.isNaN(x)) return [x];
  if (x < at[0]) return [before[0]];
  if (x > at[last]) return [after[last]];
  let i = 0;
  for (let end = at.length; end - i > 1;) {
    const middle = (i + end) >> 1;
    if (at[middle] <= x) i = middle;
    else end = middle;
  }
  if (x === at[i]) return [value[i]];
  const share = (x * 0.5 - at[i] * 0.5) / (at[i + 1] * 0.5 - at[i] * 0.5);
  return [after[i] + share * (before[i + 1] - after[i])];
}
/** The sum of the leaves a row ends in, one a tree; -1 - k is leaf k. A missing value goes to yes where that is 1. */
function sumTrees(x, outputs, trees) {
  const sums = new Array(outputs).fill(0);
  for (const [feature, threshold, yes, no, leaf, missing, sets] of trees) {
    let node = feature.length ? 0 : -1;
    while (node >= 0) {
      const value = x[feature[node]];
      const set = sets && sets[node];
      const agrees = Number.isNaN(value)
        ? !!missing && missing[node] === 1
        : set
          ? set.includes(value)
          : value <= threshold[node];
      node = (agrees ? yes : no)[node];
    }
    for (let k = 0; k < outputs; k++) sums[k] += leaf[(-1 - node) * outputs + k];
  }
  return sums;
}
/** Trees as sumTrees takes them out of bytes in base64: each from its root on, what goes to yes before what goes to no. */
function unpackTrees(count, outputs, ...packed) {
  const lists = [0, 2, 4, 6, 8, 10, 12].map(i => {
    const size = packed[i];
    const bytes = Uint8Array.from(atob(packed[i + 1]), letter => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    if (size === 8)
      return Float64Array.from({ length: bytes.length / 8 }, (_, k) => view.getFloat64(8 * k, true));
    if (size === 4)
      return Float64Array.from({ length: bytes.length / 4 }, (_, k) => view.getUint32(4 * k, true));
    return size === 2
      ? Uint16Array.from({ length: bytes.length / 2 }, (_, k) => view.getUint16(2 * k, true))
      : bytes;
  });
  const [shape, features, missing, thresholds, thresholdAt, leaves, leafAt] = lists;
  const trees = [];
  let [at, node, leaf] = [0, 0, 0];
  while (trees.length < count) {
    const [feature, threshold, yes, no, values, ways] = [[], [], [], [], [], []];
    const open = [];
    do {
      const isNode = (shape[at >> 3] >> (at & 7)) & 1;
      const place = isNode ? feature.length : -1 - values.length / outputs;
      const slot = open.pop();
      if (slot !== undefined) (slot & 1 ? no : yes)[slot >> 1] = place;
      if (isNode) {
        feature.push(features[node]);
        threshold.push(thresholds[thresholdAt[node]]);
        ways.push(missing.length ? (missing[node >> 3] >> (node & 7)) & 1 : 0);
        open.push(2 * place + 1, 2 * place);
        node++;
      } else for (let k = 0; k < outputs; k++) values.push(leaves[leafAt[leaf++]]);
      at++;
    } while (open.length);
    trees.push([feature, threshold, yes, no, values, ways]);
  }
  return trees;
}
/** Missing values filled with the mean of the nearest stored points that have one. */
function fillNearest(x, points, neighbours, weighted, otherwise) {
  if (!x.some(Number.isNaN)) return x;
  const width = x.length;
  const distances = [];
  for (let start = 0; start < points.length; start += width) {
    let sum = 0;
    let compared = 0;
    for (let c = 0; c < width; c++) {
      const d = x[c] - points[start + c];
      if (!Number.isFinite(d)) continue;
      sum += d * d;
      compared++;
    }
    distances.push(compared ? (sum / compared) * width : Infinity);
  }
  return x.map((given, column) => {
    if (!Number.isNaN(given)) return given;
    const found = [];
    distances.forEach((d, p) => {
      if (Number.isNaN(points[p * width + column]) || d === Infinity) return;
      let at = found.length;
      while (at > 0 && distances[found[at - 1]] > d) at--;
      if (at >= neighbours) return;
      found.splice(at, 0, p);
      if (found.length > neighbours) found.pop();
    });
    if (!found.length) return otherwise[column];
    const nearest = Math.sqrt(distances[found[0]]);
    const weights = found.map(p => {
      const d = Math.sqrt(distances[p]);
      return !weighted || d === nearest ? 1 : nearest / d;
    });
    let total = 0;
    for (const weight of weights) total += weight;
    let mean = 0;
    found.forEach((p, i) => (mean += (weights[i] / total) * points[p * width + column]));
    return mean;
  });
}
/** What the nearest stored points stand for: the mean of their values, or the share of each class among them. */
function meanNearest(x, points, values, classes, manhattan, neighbours, weighted) {
  const out = new Array(classes ?? 1).fill(0);
  if (!x.every(Number.isFinite)) return out.fill(NaN);
  const width = x.length;
  const found = [];
  const distances = [];
  for (let p = 0; p < values.length; p++) {
    const bound = found.length < neighbours ? Infinity : distances[neighbours - 1];
    let sum = 0;
    for (let c = 0; c < width && sum <= bound; c++) {
      const d = x[c] - points[p * width + c];
      sum += manhattan ? Math.abs(d) : d * d;
    }
    let at = found.length;
    while (at > 0 && distances[at - 1] > sum) at--;
    if (at >= neighbours) continue;
    found.splice(at, 0, p);
    distances.splice(at, 0, sum);
    if (found.length > neighbours) {
      found.pop();
      distances.pop();
    }
  }
  const root = d => (manhattan ? d : Math.sqrt(d));
  const nearest = root(distances[0]);
  const weights = distances.map(d => (!weighted || root(d) === nearest ? 1 : nearest / root(d)));
  let total = 0;
  for (const weight of weights) total += weight;
  found.forEach((p, i) => {
    if (classes === null) out[0] += (weights[i] / total) * values[p];
    else out[values[p]] += weights[i];
  });
  return classes === null ? out : out.map(sum => sum / total);
}
/** The text at a place, '' where there is none. */
function pickText([at], values) {
  return values[at] ?? '';
}
`;
