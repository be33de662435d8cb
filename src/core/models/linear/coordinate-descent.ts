import type { Between } from '../../../kernels/linear.ts';

/** A quadratic form ½ w'Gw - c'w of which one coordinate at a time is moved, from some w on. */
export interface Quadratic {
  readonly size: number;
  /** G's diagonal; a coordinate where it is 0 stays where it is. */
  readonly diagonal: Float64Array;
  /** (c - G w)_j at the present w. */
  pull(j: number): number;
  move(j: number, by: number): void;
}

/** The form given by its matrix, row-major, plus a multiple of the unit matrix, and by its pulls at the start. */
export class MatrixQuadratic implements Quadratic {
  readonly size: number;
  readonly diagonal: Float64Array;
  readonly #matrix: Float64Array;
  readonly #ridge: number;
  readonly #pulls: Float64Array;

  constructor(matrix: Float64Array, pulls: Float64Array, ridge = 0) {
    const size = pulls.length;
    this.size = size;
    this.diagonal = Float64Array.from({ length: size }, (_, j) => matrix[j * size + j]! + ridge);
    this.#matrix = matrix;
    this.#ridge = ridge;
    this.#pulls = pulls.slice();
  }

  pull(j: number): number {
    return this.#pulls[j]!;
  }

  move(j: number, by: number): void {
    const line = this.#matrix.subarray(j * this.size, (j + 1) * this.size);
    for (let i = 0; i < line.length; i++) this.#pulls[i]! -= by * line[i]!;
    this.#pulls[j]! -= by * this.#ridge;
  }
}

/** The form of least squares ½ |y - X w|² + ½ penalty |w|², X by columns: for more columns than a matrix is made of. */
export class ColumnsQuadratic implements Quadratic {
  readonly size: number;
  readonly diagonal: Float64Array;
  readonly #columns: readonly Float64Array[];
  readonly #rest: Float64Array;
  readonly #penalty: number;
  readonly #at: Float64Array;

  /** `at` is where it starts, `y` the targets. */
  constructor(columns: readonly Float64Array[], y: Float64Array, at: Float64Array, penalty: number) {
    this.size = columns.length;
    this.#columns = columns;
    this.#penalty = penalty;
    this.#at = at.slice();
    this.#rest = y.slice();
    this.diagonal = Float64Array.from(columns, c => c.reduce((sum, v) => sum + v * v, penalty));
    at.forEach((v, j) => v !== 0 && this.#take(j, v));
  }

  pull(j: number): number {
    const column = this.#columns[j]!;
    let sum = -this.#penalty * this.#at[j]!;
    for (let r = 0; r < column.length; r++) sum += column[r]! * this.#rest[r]!;
    return sum;
  }

  move(j: number, by: number): void {
    this.#at[j]! += by;
    this.#take(j, by);
  }

  #take(j: number, by: number): void {
    const column = this.#columns[j]!;
    for (let r = 0; r < column.length; r++) this.#rest[r]! -= by * column[r]!;
  }
}

/**
 * Minimises the form plus the sum of l1_j |w_j| in place (Friedman, Hastie and Tibshirani 2010): all coordinates, then only
 * those that are not zero until these stand still, and again, until `enough` is content after a look at all. Whether they
 * stand still is told by what a move gains against what the first sweep gained.
 */
export async function coordinateDescent(
  form: Quadratic,
  w: Float64Array,
  l1: Float64Array,
  enough: (gain: number) => boolean,
  between: Between,
  limit = 10_000,
): Promise<boolean> {
  const all = Array.from({ length: form.size }, (_, j) => j);
  let first = 0;
  for (let sweep = 1; sweep <= limit; sweep++) {
    const gain = await goOver(form, w, l1, all, between);
    if (sweep === 1) first = gain;
    if (enough(gain)) return true;
    const active = all.filter(j => w[j] !== 0);
    for (let inner = 0; inner < 100; inner++) {
      if ((await goOver(form, w, l1, active, between)) <= Math.max(0.01 * gain, 1e-18 * first)) break;
    }
  }
  return false;
}

/** One sweep; returns the largest of diagonal * move², twice what a coordinate gained. */
async function goOver(
  form: Quadratic,
  w: Float64Array,
  l1: Float64Array,
  coordinates: readonly number[],
  between: Between,
): Promise<number> {
  let gain = 0;
  for (let i = 0; i < coordinates.length; i++) {
    if (i % 32 === 0) await between('Sweeping over the columns', i, coordinates.length);
    const j = coordinates[i]!;
    const bend = form.diagonal[j]!;
    if (!(bend > 0)) continue;
    const old = w[j]!;
    const pull = form.pull(j) + bend * old;
    const next = (Math.sign(pull) * Math.max(0, Math.abs(pull) - l1[j]!)) / bend;
    if (next === old) continue;
    form.move(j, next - old);
    w[j] = next;
    gain = Math.max(gain, bend * (next - old) ** 2);
  }
  return gain;
}
