import { StudioError } from '../errors.ts';
import type { FitContext, Matrix } from '../model.ts';
import { componentScores, principalComponents, type PrincipalComponents } from '../stats/principal-components.ts';
import { pacer } from '../work.ts';
import { neighboursFor, tSne } from './t-sne.ts';
import { umap } from './umap.ts';

export const mapMethods = ['components', 't-sne', 'umap'] as const;
export type MapMethod = (typeof mapMethods)[number];

/** Rows in the plane, to look at. Not a model: it has no place for other rows. */
export interface MapOfRows {
  readonly method: MapMethod;
  /** The rows of the matrix that are drawn. */
  readonly rows: Int32Array;
  /** Row-major `[drawn, 2]`. */
  readonly positions: Float64Array;
  /** Principal components only: what each explains, and what it is made of. */
  readonly components: {
    readonly names: readonly string[];
    /** Share of the whole variance that each explains. */
    readonly shares: Float64Array;
    /** Row-major `[components, names]`. */
    readonly loadings: Float64Array;
  } | null;
}

export interface MapProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** The map so far. */
  readonly now: MapOfRows | null;
}

/** Rows that are drawn at most: more cannot be told apart, and each has to be moved many times. */
export const MOST_DRAWN = 3000;
const STEPS = 1000;
/** Components that are told of. */
const MOST_COMPONENTS = 10;
/** Milliseconds between two pictures of a map that is growing. */
const LOOK = 150;

/**
 * A map of rows of a matrix. `neighbours`: the perplexity of t-SNE, and the neighbours of UMAP. Where there are many rows
 * a seeded sample is drawn; components are made of all.
 */
export async function mapOfRows(
  x: Matrix,
  method: MapMethod,
  neighbours: number,
  context: Pick<FitContext, 'kernels' | 'random' | 'signal'> & { progress?(update: MapProgress): void },
): Promise<MapOfRows> {
  if (x.rows < 3) {
    throw new StudioError('fit/too-few-rows', `A map must have at least 3 rows, got ${x.rows}. Add rows.`, {
      rows: x.rows,
    });
  }
  const rows = drawnRows(x.rows, context);
  const drawn = takeRows(x, rows);
  const components = principalComponents(x, MOST_COMPONENTS);
  const plane = firstTwo(drawn, components);
  if (method === 'components') {
    const shares = components.variances.map(v => (components.total > 0 ? v / components.total : 0));
    return { method, rows, positions: plane, components: { names: x.names, shares, loadings: components.components } };
  }
  const positions = await neighbourMap(drawn, rows, plane, method, neighbours, context);
  return { method, rows, positions, components: null };
}

async function neighbourMap(
  drawn: Matrix,
  rows: Int32Array,
  plane: Float64Array,
  method: 't-sne' | 'umap',
  neighbours: number,
  { kernels, random, signal, progress }: Parameters<typeof mapOfRows>[3],
): Promise<Float64Array> {
  const pace = pacer({ signal });
  let looked = -Infinity;
  const show = async (phase: string, done: number, total: number, positions: () => Float64Array) => {
    if (performance.now() - looked > LOOK) {
      looked = performance.now();
      progress?.({ phase, done, total, now: { method, rows, positions: positions().slice(), components: null } });
    }
    await pace(phase, done, total);
  };
  const wanted = method === 't-sne' ? neighboursFor(neighbours, drawn.rows) : Math.min(neighbours, drawn.rows - 1) - 1;
  const held = await kernels.distances.hold(drawn);
  try {
    const near = await held.nearest(Math.max(1, wanted), (done, total) => pace('Nearest rows', done, total));
    if (!near.distances.every(Number.isFinite)) {
      throw new StudioError(
        'fit/overflow',
        'Map: the numbers are too large to be computed with. Add "Standardise" to the pipeline, or look for values out of range.',
      );
    }
    if (method === 'umap') {
      return await umap(drawn, near, Math.max(1, wanted) + 1, random, (done, total, positions) =>
        show('Placing the rows', done, total, positions),
      );
    }
    const start = smallStart(plane);
    const { positions } = await tSne(
      near,
      drawn.rows,
      { perplexity: neighbours, iterations: STEPS, start },
      (done, now) => show('Placing the rows', done, STEPS, () => now),
    );
    return positions;
  } finally {
    held.close();
  }
}

function drawnRows(count: number, { random }: Pick<FitContext, 'random'>): Int32Array {
  if (count <= MOST_DRAWN) return Int32Array.from({ length: count }, (_, r) => r);
  return random.permutation(count).slice(0, MOST_DRAWN).sort();
}

function takeRows(x: Matrix, rows: Int32Array): Matrix {
  const data = new Float64Array(rows.length * x.width);
  rows.forEach((r, i) => data.set(x.data.subarray(r * x.width, (r + 1) * x.width), i * x.width));
  return { rows: rows.length, width: x.width, data, names: x.names };
}

/** Coordinates along the first two components; 0 along those that are not there. */
function firstTwo(drawn: Matrix, components: PrincipalComponents): Float64Array {
  const count = components.variances.length;
  const scores = componentScores(drawn, components);
  return Float64Array.from({ length: 2 * drawn.rows }, (_, i) =>
    i % 2 < count ? scores[(i >> 1) * count + (i % 2)]! : 0,
  );
}

/** The plane shrunk so that the first coordinate spreads by 0.0001, as scikit-learn begins. */
function smallStart(plane: Float64Array): Float64Array {
  let squares = 0;
  for (let i = 0; i < plane.length; i += 2) squares += plane[i]! ** 2;
  const spread = Math.sqrt(squares / (plane.length / 2));
  return plane.map(v => (spread > 0 ? (v / spread) * 1e-4 : 0));
}
