import type { pacer } from '../work.ts';

/** Rows between two chances for messages. */
const ROWS = 256;

/**
 * X'X `[width, width]` and X'Y `[width, targets]`, row-major and divided by the number of rows, of X row-major
 * `[rows, width]` and targets of `rows` each. With weights each row counts by its own, and their sum takes the place of
 * the number of rows.
 */
export async function gramMatrix(
  x: Float64Array,
  width: number,
  targets: readonly Float64Array[],
  pace: ReturnType<typeof pacer>,
  weights?: Float64Array,
): Promise<{ readonly gram: Float64Array; readonly moments: Float64Array }> {
  const rows = width ? x.length / width : 0;
  const total = weights ? weights.reduce((sum, w) => sum + w, 0) : rows;
  const gram = new Float64Array(width * width);
  const moments = new Float64Array(width * targets.length);
  for (let r = 0; r < rows; r++) {
    if (r % ROWS === 0) await pace('Comparing columns with each other', r, rows);
    const from = r * width;
    const weight = weights ? weights[r]! : 1;
    for (let i = 0; i < width; i++) {
      const v = (x[from + i]! * weight) / total;
      if (v === 0) continue;
      for (let j = 0; j <= i; j++) gram[i * width + j]! += v * x[from + j]!;
      for (let t = 0; t < targets.length; t++) moments[i * targets.length + t]! += v * targets[t]![r]!;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[j * width + i] = gram[i * width + j]!;
  return { gram, moments };
}
