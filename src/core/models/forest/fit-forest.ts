import type { BinnedTable, GrownTree } from '../../../kernels/trees.ts';
import { MISSING_BIN, MOST_BINS, MOST_ROWS } from '../../../kernels/trees.ts';
import { StudioError } from '../../errors.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref, Tree } from '../../graph/graph.ts';
import type { FitContext, Matrix, ModelOutput } from '../../model.ts';
import type { ParamsOf } from '../../params.ts';
import type { Target } from '../../target.ts';
import { pacer } from '../../work.ts';
import { type TreeTarget, weightedRows } from '../cart/rows.ts';
import { requireMatrix } from '../check-data.ts';
import { timedCheckpoint } from '../checkpoints.ts';
import type { forestParams } from './forest-params.ts';
import { OutOfBag } from './out-of-bag.ts';
import { listsOf, type PackedTree, packTree, type TypedTree, unpackTree } from './packed-tree.ts';

export type ForestParams = ParamsOf<typeof forestParams>;

export interface ForestState {
  readonly task: 'classification' | 'regression';
  /** Number of classes, or 1. */
  readonly outputs: number;
  /** What regression leaves are counted in, a power of two. */
  readonly unit: number;
  /** Where the bins of each column end, ascending. */
  readonly thresholds: readonly (readonly number[])[];
  readonly trees: readonly PackedTree[];
  /** Mean decrease in impurity by column, as shares of the whole. */
  readonly importance: readonly number[];
  /** By number of trees, or null where every tree saw every row. The first trees may leave rows without an answer. */
  readonly outOfBag: { readonly errors: readonly (number | null)[]; readonly rows: number } | null;
}

interface Saved {
  readonly rows: number;
  readonly width: number;
  readonly trees: readonly TypedTree[];
  readonly importance: Float64Array;
}

/** More nodes than this do not fit what a browser keeps. */
const MOST_NUMBERS = 40_000_000;

/** Grow trees in order of their seeds, as many at once as there are threads; all depends on the seeds alone. */
export async function fitForest(
  owner: string,
  thresholds: 'best' | 'random',
  given: Matrix,
  target: Target,
  params: ForestParams,
  context: FitContext,
): Promise<ForestState> {
  requireMatrix(owner, given);
  const balanced = params.classWeight === 'balanced';
  const { x, y, weights } = weightedRows(owner, given, target, context.weights, balanced);
  requireRoom(owner, x);
  const outputs = y.task === 'classification' ? y.classes.length : 1;
  const unit = y.task === 'regression' ? powerOfTwo(y.values) : 1;
  const seeds = Array.from({ length: params.trees }, () => context.random.integer(2 ** 32));
  const pace = pacer(context);
  const keep = timedCheckpoint(context.checkpoint?.bind(context));
  const saved = readSaved(owner, context.resume, given);
  const trees: TypedTree[] = saved ? [...saved.trees] : [];
  const importance = saved?.importance.slice() ?? new Float64Array(x.width);
  const report = (): void =>
    context.progress?.({
      phase: 'Trees',
      done: trees.length,
      total: params.trees,
      ...(checked?.covered && { loss: checked.errors.at(-1)! }),
    });
  // A forest that is to end early does not wait for the trees at hand.
  const pause = async (): Promise<void> => {
    await pace('Trees', trees.length, params.trees);
    if (context.finish?.aborted && trees.length) throw new EndedEarly();
  };
  const uniform = weights.every(w => w === weights[0]);
  const table = await context.kernels.trees.bin(
    { rows: x.rows, width: x.width, data: x.data, ...(!uniform && { weights }) },
    MOST_BINS,
    () => pace('Put values in bins', 0, params.trees),
  );
  const session = context.kernels.trees.forest(table, {
    target:
      y.task === 'classification'
        ? { kind: 'classes', codes: y.codes, classes: outputs }
        : { kind: 'values', values: y.values.map(v => v / unit) },
    weights: uniform ? undefined : weights,
    columnsPerSplit: columnsPerSplit(params.columns, y.task, x.width),
    thresholds,
    places: thresholds === 'random' ? placesOf(x, table) : undefined,
    bootstrap: params.bootstrap,
    draws: Math.max(1, Math.round(params.share * x.rows)),
    depth: params.deepest || Infinity,
    rowsPerSplit: params.leastSplit,
    rowsPerLeaf: params.leastLeaf,
    decrease: params.leastGain / (y.task === 'regression' ? unit * unit : 1),
  });
  const bins = params.bootstrap ? Array.from({ length: x.width }, (_, c) => table.bins(c)) : [];
  const scaled: TreeTarget = y.task === 'regression' ? { ...y, values: y.values.map(v => v / unit) } : y;
  const checked = bins.length ? new OutOfBag(scaled, bins, outputs === 2 ? 1 : outputs) : null;
  try {
    for (const [i, tree] of trees.entries()) await checked?.add(tree, session.drawn(seeds[i]!), pace);
    report();
    while (trees.length < params.trees && !(context.finish?.aborted && trees.length)) {
      const next = seeds.slice(trees.length, trees.length + context.kernels.threads);
      for (const [i, grown] of (await session.grow(next, pause)).entries()) {
        const tree = packTree(grown);
        requireSize(owner, tree, params.trees);
        await checked?.add(tree, session.drawn(next[i]!), pace);
        addImportance(importance, grown);
        trees.push(tree);
        report();
      }
      keep(() => ({ rows: given.rows, width: given.width, trees, importance }) satisfies Saved);
    }
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
  } finally {
    session.release();
    table.release();
  }
  const total = importance.reduce((a, b) => a + b, 0);
  return {
    task: y.task,
    outputs,
    unit,
    thresholds: table.columns.map(c => (c.kind === 'number' ? Array.from(c.thresholds) : [])),
    trees: trees.map(listsOf),
    importance: Array.from(importance, v => (total > 0 ? v / total : 0)),
    outOfBag: checked && {
      errors: checked.errors.map(e => (Number.isNaN(e) ? null : e)),
      rows: checked.covered,
    },
  };
}

/** Trees of a forest that were lowered before: the same lists again, so that whoever keeps them by identity finds them. */
const unpacked = new WeakMap<readonly PackedTree[], readonly Tree[]>();

/** The mean of the trees. */
export function lowerForest(state: ForestState, g: GraphBuilder, x: Ref): ModelOutput {
  const { task, outputs, unit, thresholds, trees } = state;
  let all = unpacked.get(trees);
  if (!all) unpacked.set(trees, (all = trees.map(tree => unpackTree(tree, thresholds))));
  const numbers = outputs === 2 ? 1 : outputs;
  const mean = g.binary('divide', g.trees(x, all, numbers), g.constant(trees.length));
  if (task === 'regression') return { task, prediction: g.binary('multiply', mean, g.constant(unit)) };
  if (outputs !== 2) return { task, probabilities: mean };
  return { task, probabilities: g.concat([g.binary('subtract', g.constant(1), mean), mean]) };
}

/** The middle between the least and the greatest value of each bin. */
function placesOf({ rows, width, data }: Matrix, table: BinnedTable): Float64Array[] {
  return table.columns.map((_, c) => {
    const bins = table.bins(c);
    const [low, high] = [new Float64Array(MOST_BINS).fill(Infinity), new Float64Array(MOST_BINS).fill(-Infinity)];
    for (let r = 0; r < rows; r++) {
      const [bin, value] = [bins[r]!, data[r * width + c]!];
      if (bin === MISSING_BIN) continue;
      low[bin] = Math.min(low[bin]!, value);
      high[bin] = Math.max(high[bin]!, value);
    }
    return low.map((v, bin) => v / 2 + high[bin]! / 2);
  });
}

class EndedEarly extends Error {}

function columnsPerSplit(choice: ForestParams['columns'], task: TreeTarget['task'], width: number): number {
  const wanted = choice === 'automatic' ? (task === 'classification' ? 'square root' : 'all') : choice;
  const share = { 'square root': Math.sqrt(width), third: width / 3, half: width / 2, all: width }[wanted];
  return Math.max(1, Math.floor(share));
}

/** Each tree has the same say, whatever its own impurities. */
function addImportance(importance: Float64Array, { feature, gain }: GrownTree): void {
  const total = gain.reduce((a, b) => a + b, 0);
  if (total > 0) feature.forEach((column, i) => (importance[column]! += gain[i]! / total));
}

const powerOfTwo = (values: Float64Array): number => {
  const most = values.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  return most > 0 ? 2 ** Math.floor(Math.log2(most)) : 1;
};

function requireRoom(owner: string, { rows, width }: Matrix): void {
  if (rows <= MOST_ROWS && width < 2 ** 15) return;
  throw new StudioError(
    'fit/too-large',
    `${owner}: must have at most ${MOST_ROWS} rows and ${2 ** 15 - 1} columns, got ${rows} and ${width}. Keep a sample of the rows, or fewer columns.`,
    { rows, width },
  );
}

/** All trees are about as large as the first one. */
function requireSize(owner: string, { feature, leaf }: TypedTree, trees: number): void {
  const size = (feature.length + leaf.length) * trees;
  if (size <= MOST_NUMBERS) return;
  throw new StudioError(
    'fit/too-large',
    `${owner}: ${trees} trees would be ${Math.round(size / 1e6)} million numbers, and ${MOST_NUMBERS / 1e6} million is the most that can be kept. Ask for more rows behind an answer, fewer questions in a row, or fewer trees.`,
    { size },
  );
}

function readSaved(owner: string, saved: unknown, { rows, width }: Matrix): Saved | null {
  if (saved === undefined || saved === null) return null;
  const found = saved as Partial<Saved>;
  if (found.rows === rows && found.width === width && Array.isArray(found.trees)) return found as Saved;
  throw new StudioError('fit/resume', `${owner}: the saved state belongs to other data. Train from the start.`);
}
