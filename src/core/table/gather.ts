/** The values of the given rows, in their order. */
export function gatherNumbers(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  if (isStretch(rows, values.length)) return values.slice(rows[0], rows[0]! + rows.length);
  const out = new Float64Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

/** The same for codes; a loop of its own, for a loop that meets several types of arrays runs several times slower. */
export function gatherCodes(codes: Int32Array, rows: ArrayLike<number>): Int32Array {
  if (isStretch(rows, codes.length)) return codes.slice(rows[0], rows[0]! + rows.length);
  const out = new Int32Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = codes[rows[i]!]!;
  return out;
}

/** 0, 1, 2, … below `count`. */
export function everyRow(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  return rows;
}

/** Whether rows follow each other without a gap, as those of a split by time do. */
function isStretch(rows: ArrayLike<number>, length: number): boolean {
  const first = rows[0] ?? -1;
  if (first < 0 || first + rows.length > length) return false;
  for (let i = 1; i < rows.length; i++) if (rows[i] !== first + i) return false;
  return true;
}
