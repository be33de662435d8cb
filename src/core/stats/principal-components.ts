import { EigenvalueDecomposition, Matrix as Decomposable, SingularValueDecomposition } from 'ml-matrix';
import { StudioError } from '../errors.ts';
import type { Matrix } from '../model.ts';
import { TriangleOfRows } from '../models/linear/orthogonal.ts';

/** Row-major points `[rows, width]`, every value finite. */
export type Points = Pick<Matrix, 'rows' | 'width' | 'data'>;

export interface PrincipalComponents {
  /** Of each column, `[width]`. */
  readonly means: Float64Array;
  /** Unit vectors, row-major `[count, width]`, by falling variance; the largest loading of each is positive. */
  readonly components: Float64Array;
  /** Variance along each component, divided by rows - 1, `[count]`. */
  readonly variances: Float64Array;
  /** Sum of the variances of all columns; the share a component explains is its variance over this. */
  readonly total: number;
}

/** The decomposition costs about 20 times the cube of this, so a few seconds. */
export const MOST_SIDE = 800;

/**
 * Principal components (Pearson 1901, Hotelling 1933): at most `most` of them, fewer where the points span fewer
 * directions (variance above rounding). Tall tables go through the covariance, others through the singular values of
 * the triangle of a QR decomposition, as scikit-learn's PCA chooses. Columns are centred, not scaled.
 */
export function principalComponents(points: Points, most: number): PrincipalComponents {
  const { rows, width } = points;
  const side = Math.min(rows, width);
  if (rows < 2) throw tooFewRows(rows);
  if (side > MOST_SIDE) {
    throw new StudioError(
      'fit/too-wide',
      `Principal components: must have at most ${MOST_SIDE} columns or at most ${MOST_SIDE} rows, got ${width} columns and ${rows} rows. Choose fewer columns, or use a random projection first.`,
      { rows, width, most: MOST_SIDE },
    );
  }
  const means = columnMeans(points);
  if (rows >= 10 * width) return componentsOfScatter(scatterMatrix(points, means), means, rows, most);
  return width <= rows ? fromColumns(points, means, most) : fromRows(points, means, most);
}

/** The same from the sums of products of centred columns, row-major `[width, width]`, however they were made. */
export function componentsOfScatter(
  scatter: Float64Array,
  means: Float64Array,
  rows: number,
  most: number,
): PrincipalComponents {
  const width = means.length;
  const square = new Decomposable(width, width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) square.set(i, j, requireFinite(scatter[i * width + j]!));
  const found = new EigenvalueDecomposition(square, { assumeSymmetric: true });
  const values = found.realEigenvalues;
  const vectors = found.eigenvectorMatrix;
  return finished(means, rows, most, values, Number.EPSILON * width, (k, j) => vectors.get(j, k));
}

/** Of each column, by sums relative to the first row, so that large offsets lose no digits. */
export function columnMeans({ rows, width, data }: Points): Float64Array {
  const sums = new Float64Array(width);
  for (let r = 0; r < rows; r++) for (let j = 0; j < width; j++) sums[j]! += data[r * width + j]! - data[j]!;
  return sums.map((sum, j) => requireFinite(data[j]! + sum / rows));
}

/** Sums of products of the centred columns, row-major `[width, width]`. */
export function scatterMatrix({ rows, width, data }: Points, means: Float64Array): Float64Array {
  const scatter = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j++) centred[j] = data[r * width + j]! - means[j]!;
    for (let i = 0; i < width; i++) {
      const a = centred[i]!;
      for (let j = i; j < width; j++) scatter[i * width + j]! += a * centred[j]!;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) scatter[i * width + j] = scatter[j * width + i]!;
  return scatter;
}

/** Coordinates of points along the components, row-major `[rows, count]`. */
export function componentScores({ rows, width, data }: Points, { means, components, variances }: PrincipalComponents) {
  const count = variances.length;
  const scores = new Float64Array(rows * count);
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (data[r * width + j]! - means[j]!) * components[k * width + j]!;
      scores[r * count + k] = sum;
    }
  return scores;
}

/** X = QR and R = USV': the components are V, and the scatter's eigenvalues S². */
function fromColumns({ rows, width, data }: Points, means: Float64Array, most: number): PrincipalComponents {
  const triangle = new TriangleOfRows(width);
  const centred = new Float64Array(width);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < width; j++) centred[j] = data[r * width + j]! - means[j]!;
    triangle.add(centred);
  }
  triangle.flush();
  const { values, right } = decompose(triangle.triangle, width);
  return finished(means, rows, most, values, relativeToSquares(rows), (k, j) => right.get(j, k));
}

/** Fewer rows than columns: X' = QR and R = USV', so the components are X'V / S. */
function fromRows({ rows, width, data }: Points, means: Float64Array, most: number): PrincipalComponents {
  const triangle = new TriangleOfRows(rows);
  const column = new Float64Array(rows);
  for (let j = 0; j < width; j++) {
    for (let r = 0; r < rows; r++) column[r] = data[r * width + j]! - means[j]!;
    triangle.add(column);
  }
  triangle.flush();
  const { values, right } = decompose(triangle.triangle, rows);
  const along = (k: number, j: number): number => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += (data[r * width + j]! - means[j]!) * right.get(r, k);
    return sum / Math.sqrt(values[k]!);
  };
  return finished(means, rows, most, values, relativeToSquares(width), along);
}

/** Squared singular values of a triangle, and its right singular vectors in columns. */
function decompose(triangle: Float64Array, side: number) {
  triangle.forEach(requireFinite);
  const square = Decomposable.from1DArray(side, side, triangle);
  const found = new SingularValueDecomposition(square, { computeLeftSingularVectors: false });
  return { values: found.diagonal.map(s => s * s), right: found.rightSingularVectors };
}

/** Singular values below `side` rounding errors of the largest are none; here for their squares. */
const relativeToSquares = (side: number): number => (Number.EPSILON * side) ** 2;

/** Components by falling eigenvalue of the scatter, without those within rounding (a share of the largest) of 0. */
function finished(
  means: Float64Array,
  rows: number,
  most: number,
  values: ArrayLike<number>,
  rounding: number,
  along: (component: number, column: number) => number,
): PrincipalComponents {
  const width = means.length;
  const order = Array.from(values)
    .map((_, k) => k)
    .sort((a, b) => values[b]! - values[a]! || a - b);
  const smallest = rounding * Math.max(0, values[order[0]!] ?? 0);
  const kept = order.filter(k => values[k]! > smallest).slice(0, most);
  const components = new Float64Array(kept.length * width);
  kept.forEach((k, at) => {
    const vector = components.subarray(at * width, (at + 1) * width);
    for (let j = 0; j < width; j++) vector[j] = along(k, j);
    if (largest(vector) < 0) for (let j = 0; j < width; j++) vector[j] = -vector[j]!;
  });
  return {
    means,
    components,
    variances: Float64Array.from(kept, k => values[k]! / (rows - 1)),
    total: order.reduce((sum, k) => sum + Math.max(0, values[k]!), 0) / (rows - 1),
  };
}

/** The entry of largest size; of those that differ by rounding alone the first, so that no last bit turns a sign. */
function largest(vector: Float64Array): number {
  const size = vector.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return vector.find(v => Math.abs(v) >= size * (1 - 1e-9)) ?? 0;
}

function requireFinite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new StudioError(
    'fit/overflow',
    'Principal components: the numbers are too large to be computed with. Add "Standardise" to the pipeline, or look for values out of range.',
  );
}

const tooFewRows = (rows: number): StudioError =>
  new StudioError('fit/too-few-rows', `Principal components: must have at least 2 rows, got ${rows}. Add rows.`, {
    rows,
  });
