import { numberBlock, takeBlock, type NumberBlock } from '../graph/block.ts';
import { flattened } from '../graph/interpret-trees.ts';
import type { FlatTrees } from '../../kernels/graph.ts';
import { sumTrees } from '../../kernels/reference/graph-trees.ts';
import { averagePath, growForest } from '../stats/isolation-forest.ts';
import { sortedMedian } from '../stats/middle.ts';
import { sortedQuantile } from '../stats/quantile.ts';
import { defineStep, type StepWork } from '../step.ts';
import { pacer } from '../work.ts';
import { sortedValues } from './column-values.ts';
import { drawRows } from './draw-rows.ts';
import { eachColumn, eachStretch } from './each-column.ts';

/** Of more training rows, this many are drawn at random to find from what score on a row is unusual. */
const MOST_SCORED = 50_000;
/** Rows a tree is grown on. */
const SAMPLE = 256;

/**
 * An isolation forest (Liu, Ting and Zhou 2008) over all columns of the step. It changes none of them; it adds the score
 * 2^(-mean path / average path), near 1 for rows that are alone and about 0.5 or less for ordinary ones, or 1 and 0:
 * whether the path is shorter than that of a given share of the training rows. For the trees alone, a missing value
 * counts as the column's median, so that a gap is not an outlier. No row is dropped: a model answers every row.
 */
export const isolation = defineStep({
  id: 'isolation',
  label: 'Mark unusual rows',
  help: 'Finds rows that stand alone when all columns are seen together, even if each value is usual by itself: a height of 1.95 m and a weight of 40 kg (isolation forest). It adds a column that says so; the model can make use of it, and no row is dropped.',
  group: 'Outliers',
  accepts: 'number',
  weights: 'unused',
  params: {
    adds: {
      kind: 'choice',
      default: 'flag',
      options: ['flag', 'score', 'both'],
      label: 'New column',
      help: 'Flag: 1 for unusual, 0 for usual. Score: how unusual, from 0 to 1.',
    },
    share: {
      kind: 'number',
      default: 0.05,
      min: 0.001,
      max: 0.5,
      label: 'Share of training rows called unusual',
    },
    trees: { kind: 'number', integer: true, default: 100, min: 10, max: 300, label: 'Trees' },
    name: { kind: 'text', default: 'unusual', maxLength: 200, label: 'Name of the new column' },
  },
  async fit(columns, _target, { adds, share, trees, name }, context) {
    const { random } = context;
    const medians = await eachColumn(columns, context, column => {
      const sorted = sortedValues(column);
      return sorted.length ? sortedMedian(sorted) + 0 : 0;
    });
    const width = columns.length;
    const blocks = columns.map(c => c.block as NumberBlock);
    const rows = blocks[0]?.data.length ?? 0;
    const data = new Float64Array(rows * width);
    await eachStretch(rows, context, (from, to) => {
      blocks.forEach((block, c) => {
        for (let r = from; r < to; r++) data[r * width + c] = inRange(block.data[r]!, medians[c]!);
      });
    });
    const forest = width ? growForest(data, width, Math.min(SAMPLE, rows), trees, random) : [];
    const scored = drawRows(rows, MOST_SCORED, random);
    const paths = (await pathsOf(data, width, scored, flattened({ trees: forest, outputs: 1 }), context)).sort();
    return {
      medians,
      forest,
      /** Path over all trees at which a row is isolated on average. */
      average: trees * averagePath(Math.min(SAMPLE, rows)),
      /** Rows of a shorter path are unusual. */
      threshold: paths.length ? sortedQuantile(paths, share) : 0,
      adds,
      name,
    };
  },
  lower: ({ medians, forest, average, threshold, adds, name }, g, inputs) => {
    if (!inputs.length) return [];
    const whole = inputs.map(({ ref }, c) => g.where(g.isMissing(ref), g.constant(medians[c]!), ref));
    const path = g.trees(g.concat(whole), forest);
    const score = () =>
      average > 0
        ? g.unary('exp', g.binary('multiply', path, g.constant(-Math.LN2 / average)))
        : g.binary('add', g.binary('multiply', path, g.constant(0)), g.constant(0.5));
    const flag = () => g.toNumber(g.compare('less', path, g.constant(threshold)));
    return [
      ...inputs,
      ...(adds === 'score' ? [] : [{ name, ref: flag() }]),
      ...(adds === 'flag' ? [] : [{ name: adds === 'both' ? `${name} score` : name, ref: score() }]),
    ];
  },
});

/** Rows that go through the trees between two looks at the clock. */
const STRETCH = 2048;

/** Summed over the trees, for some rows; 0 without columns. */
async function pathsOf(
  data: Float64Array,
  width: number,
  rows: Int32Array,
  forest: FlatTrees,
  context: StepWork,
): Promise<Float64Array> {
  const paths = new Float64Array(rows.length);
  const pace = pacer(context);
  for (let from = 0; width && from < rows.length; from += STRETCH) {
    await pace('Looking for unusual rows', from, rows.length);
    const some = takeBlock(numberBlock(data, width), rows.subarray(from, from + STRETCH));
    paths.set(sumTrees(some.data, width, forest), from);
  }
  return paths;
}

/** The trees split between values; an infinite one lies beyond all of them, and a missing one in the middle. */
const inRange = (v: number, median: number): number =>
  Number.isNaN(v) ? median : Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, v)) + 0;
