import type { Matrix } from '../../../../src/core/model.ts';

export interface DrawnTable {
  readonly rows: number;
  readonly width: number;
  readonly classes: number;
  readonly seed: number;
}

const SCALES = [0.5, 1, 8] as const;

/** The same large table as `drawn` in tests/golden/linear/make.py draws, bit for bit. */
export function drawnTable({ rows, width, classes, seed }: DrawnTable): {
  readonly x: Matrix;
  readonly codes: number[];
} {
  let state = seed;
  const draw = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const data = new Float64Array(rows * width);
  const plain = new Float64Array(width);
  const codes: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j++) {
      const value = 2 * draw() - 1;
      plain[j] = j % 3 === 1 ? value + plain[j - 1]! / 2 : value;
    }
    let best = -Infinity;
    let code = 0;
    for (let k = 0; k < classes; k++) {
      let score = 3 * draw();
      for (let j = 0; j < Math.min(6, width); j++) score += ((j + k) % 2 ? 1 : -1) * (1 + j / 4) * plain[j]!;
      if (score > best) [best, code] = [score, k];
    }
    codes.push(code);
    for (let j = 0; j < width; j++) data[r * width + j] = (plain[j]! + 5 * (j % 4)) * scaleOf(j);
  }
  return { x: { rows, width, data, names: Array.from({ length: width }, (_, j) => `x${j}`) }, codes };
}

export const scaleOf = (j: number): number => SCALES[j % 3]!;

/** Its columns in units of one size, about zero. */
export const unscaled = (x: Matrix): Matrix => ({
  ...x,
  data: x.data.map((v, i) => v / scaleOf(i % x.width) - 5 * ((i % x.width) % 4)),
});
