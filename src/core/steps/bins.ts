import { StudioError } from '../errors.ts';
import type { NumberBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { ascendingOrder } from '../stats/ascending-order.ts';
import { kMeansOnLine } from '../stats/k-means-line.ts';
import { sortedQuantile, weightedQuantile } from '../stats/quantile.ts';
import { growColumnTree } from '../stats/split-column.ts';
import { defineStep, type StepContext, type Stream } from '../step.ts';
import type { Target } from '../target.ts';
import { pacer } from '../work.ts';
import { finiteValues, finiteWeights } from './column-values.ts';
import { drawRows } from './draw-rows.ts';

/** Of more training values, this many are drawn at random for k-means, whose cost grows with values times bins. */
const MOST_VALUES = 100_000;
/** Edges nearer to each other than this are one, as in scikit-learn. */
const NARROWEST = 1e-8;

interface ColumnState {
  /** Inner edges, ascending. */
  readonly edges: readonly number[];
  /** True where a value on an edge belongs to the bin above it. */
  readonly above: boolean;
  readonly separate: boolean;
}

/**
 * A number as the number of the interval it lies in, from 0, or as one column an interval. Intervals are equally wide,
 * hold equally many training values (type 7 quantiles; averaged inverted ones with weights that differ), lie around k-means centres (KBinsDiscretizer of scikit-learn), or
 * come from a decision tree of the target on the column alone (entropy or variance, grown best first). What lies beyond
 * the training values belongs to the outermost intervals. Missing stays missing, or is in none of the columns.
 */
export const bins = defineStep({
  id: 'bins',
  label: 'Sort into intervals',
  help: 'Turns a number into the interval it lies in, such as an age group (binning). A model then need not assume that the effect grows evenly; what differs within an interval is lost.',
  group: 'Shape',
  accepts: 'number',
  weights: 'used',
  params: {
    strategy: {
      kind: 'choice',
      default: 'equal-counts',
      options: ['equal-counts', 'equal-widths', 'k-means', 'tree'],
      label: 'Intervals',
      help: 'Tree: where the target changes most. It looks at the target, in the training rows only.',
    },
    count: { kind: 'number', integer: true, default: 5, min: 2, max: 100, label: 'At most so many' },
    least: {
      kind: 'number',
      integer: true,
      default: 20,
      min: 1,
      max: 1_000_000,
      label: 'Training rows in each at least',
      onlyWith: { name: 'strategy', value: 'tree' },
    },
    output: {
      kind: 'choice',
      default: 'number',
      options: ['number', 'columns'],
      label: 'Written as',
      help: 'Number: 0, 1, 2, … Columns: one for each interval, with 1 for the rows in it.',
    },
  },
  async fit(columns, target, { strategy, count, least, output }, context) {
    const pace = pacer(context);
    const found: ColumnState[] = [];
    for (const column of columns) {
      await pace('Looking for intervals', found.length, columns.length);
      const edges = strategy === 'tree' ? treeEdges(column, target, count, least, context.weights) : innerEdges(valuesOf(column, strategy, context), strategy, count); // prettier-ignore
      found.push({ edges, above: strategy !== 'tree', separate: output === 'columns' });
    }
    return found;
  },
  lower: (state, g, inputs) =>
    inputs.flatMap(({ name, ref }, i) => {
      const { edges, above, separate } = state[i]!;
      const missing = g.isMissing(ref);
      const passed = edges.length
        ? g.toNumber(g.compare(above ? 'greater-or-equal' : 'greater', ref, g.constant(...edges)))
        : null;
      if (separate) return columnsOf(g, name, edges, passed, missing);
      const place = passed === null ? g.constant(0) : g.matmul(passed, edges.map(() => 1), 1); // prettier-ignore
      return [{ name, ref: g.where(missing, g.constant(NaN), place) }];
    }),
});

/** 1 where the lower edge has been passed and the upper has not. */
function columnsOf(g: GraphBuilder, name: string, edges: readonly number[], passed: Ref | null, missing: Ref) {
  const known = g.toNumber(g.not(missing));
  const low = passed === null ? known : g.concat([known, passed]);
  const inside = passed === null ? known : g.binary('subtract', low, g.concat([passed, g.constant(0)]));
  return intervalNames(edges).map((words, i) => ({ name: `${name} ${words}`, ref: g.columns(inside, [i]) }));
}

/** "below 18", "18 to 65", "65 and above". */
function intervalNames(edges: readonly number[]): string[] {
  if (!edges.length) return ['is there'];
  const short = edges.map(e => String(Number(e.toPrecision(4))));
  const words = new Set(short).size === edges.length ? short : edges.map(String);
  return [
    `below ${words[0]!}`,
    ...words.slice(1).map((word, i) => `${words[i]!} to ${word}`),
    `${words.at(-1)!} and above`,
  ];
}

interface Values {
  readonly sorted: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** Ascending, with their weights where these differ; for k-means not too many. */
function valuesOf(column: Stream, strategy: string, { random, weights: given }: StepContext): Values {
  const values = finiteValues(column);
  const weights = given?.some(w => w !== given[0]) ? finiteWeights(column, given) : undefined;
  const order = weights ? ascendingOrder(values) : null;
  const sorted = order ? Float64Array.from(order, r => values[r]!) : values.sort();
  const inOrder = order && Float64Array.from(order, r => weights![r]!);
  if (strategy !== 'k-means') return { sorted, weights: inOrder ?? undefined };
  const drawn = drawRows(sorted.length, MOST_VALUES, random);
  const taken = (from: Float64Array) => Float64Array.from(drawn, i => from[i]!);
  return { sorted: taken(sorted), weights: inOrder ? taken(inOrder) : undefined };
}

function innerEdges({ sorted, weights }: Values, strategy: string, count: number): number[] {
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 0;
  if (low === high) return [];
  const between = (share: number) => low * (1 - share) + high * share;
  const inner = Array.from({ length: count - 1 }, (_, i) => (i + 1) / count);
  if (strategy === 'equal-widths') return distinct(inner.map(share => (high - low < Infinity ? low + (high - low) * share : between(share))), low, 0); // prettier-ignore
  if (strategy === 'equal-counts') {
    let sum = 0;
    const sums = weights?.map(w => (sum += w));
    const all = inner.map((p, i) =>
      // Shares as scikit-learn has them, in percent, because it asks whether a sum of weights is exactly one.
      sums ? weightedQuantile(sorted, sums, ((i + 1) * (100 / count)) / 100) : sortedQuantile(sorted, p),
    );
    return distinct(all, low, NARROWEST).filter(e => high - e > NARROWEST);
  }
  const centres = kMeansOnLine(sorted.map(v => (v / 2 - low / 2) / (high / 2 - low / 2)), count, weights); // prettier-ignore
  const edges = Array.from(centres.subarray(1), (c, i) => between((c + centres[i]!) / 2));
  return distinct(edges, low, NARROWEST).filter(e => high - e > NARROWEST);
}

/** Edges that lie more than `apart` above the one before. */
function distinct(edges: readonly number[], low: number, apart: number): number[] {
  const kept: number[] = [];
  for (const edge of edges) if (edge - (kept.at(-1) ?? low) > apart && edge < Infinity) kept.push(edge + 0);
  return kept;
}

function treeEdges(
  { block, name }: Stream,
  target: Target,
  count: number,
  least: number,
  given: Float64Array | undefined,
): number[] {
  if (target.task !== 'classification' && target.task !== 'regression') {
    throw new StudioError(
      'recipe/step-task',
      `Sort into intervals: intervals by a tree must have a target to learn from, and ${target.task} has none. Choose other intervals for "${name}".`,
      { step: 'bins', name },
    );
  }
  const { data } = block as NumberBlock;
  const rows = ascendingOrder(data).filter(r => Number.isFinite(data[r]));
  const y = target.task === 'regression' ? target.values : target.codes;
  const values = Float64Array.from(rows, r => y[r]!);
  const classes = target.task === 'classification' ? target.classes.length : 0;
  const weights = given && Float64Array.from(rows, r => given[r]!);
  return growColumnTree(Float64Array.from(rows, r => data[r]!), { values, classes, weights }, count, least).thresholds.map(t => t + 0); // prettier-ignore
}
