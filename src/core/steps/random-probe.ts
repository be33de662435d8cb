import type { NumberBlock } from '../graph/block.ts';
import { ascendingOrder } from '../stats/ascending-order.ts';
import { growColumnTree } from '../stats/split-column.ts';
import { defineStep } from '../step.ts';
import { pacer } from '../work.ts';
import { drawRows } from './draw-rows.ts';
import { eachColumn } from './each-column.ts';
import { lowerSelection, selectAbove, selectAll, type Selection } from './selection.ts';

const MEASURE = 'share of the target that a small tree explains';
/** Of more training rows, this many are drawn at random. */
const MOST_ROWS = 20_000;
const LEAVES = 8;
/** Rows a leaf has at least: this share of all. */
const LEAF_SHARE = 0.05;

/**
 * The random-probe test. Each column alone explains a share of the target through a tree of at most eight leaves (entropy or
 * variance). Then the target's values are shuffled among the rows, several times, so that no column can know anything
 * about them, and the same is measured: those are probes, with the very distributions the columns have. A column is kept
 * whose share lies above the highest that any column reached on any shuffled target (the largest-statistic permutation
 * test of Westfall and Young 1993): with `probes` shuffles the chance that noise is kept at all is 1 / (probes + 1).
 * A weight goes with its target value, shuffled or not. A missing value lies below all others for the trees. What tells something only together with other columns is not
 * seen. Without a target all are kept.
 */
export const randomProbe = defineStep({
  id: 'random-probe',
  label: 'Leave out what is no better than noise',
  help: 'Shuffles the target so that no column can know anything about it, and looks how well columns still seem to predict it by chance. Columns that do no better with the real target become 0 (random probes). A column that helps only together with another is not noticed.',
  group: 'Choose columns',
  accepts: 'number',
  weights: 'used',
  params: {
    probes: {
      kind: 'number',
      integer: true,
      default: 19,
      min: 1,
      max: 200,
      label: 'Shuffles',
      help: 'With 19, noise is kept in one case of twenty.',
    },
  },
  async fit(columns, target, { probes }, context): Promise<Selection> {
    if (target.task !== 'classification' && target.task !== 'regression') return selectAll(MEASURE, columns.length);
    const all = target.task === 'regression' ? target.values : target.codes;
    const classes = target.task === 'classification' ? target.classes.length : 0;
    const rows = drawRows(all.length, MOST_ROWS, context.random);
    const y = Float64Array.from(rows, r => all[r]!);
    const { weights } = context;
    const w = weights && Float64Array.from(rows, r => weights[r]!);
    const least = Math.max(1, Math.floor(LEAF_SHARE * rows.length));
    const sorted = await eachColumn(columns, context, ({ block }) =>
      sortedColumn(Float64Array.from(rows, r => (block as NumberBlock).data[r]!)),
    );
    const pace = pacer(context);
    const explained = async (place: (i: number) => number, done: number): Promise<number[]> => {
      const shares: number[] = [];
      for (const { x, order } of sorted) {
        await pace(
          'Comparing columns with noise',
          done * columns.length + shares.length,
          (probes + 1) * columns.length,
        );
        const values = Float64Array.from(order, i => y[place(i)]!);
        const own = w && Float64Array.from(order, i => w[place(i)]!);
        shares.push(growColumnTree(x, { values, classes, weights: own }, LEAVES, least).explained);
      }
      return shares;
    };
    const scores = await explained(i => i, 0);
    let noise = 0;
    for (let probe = 1; probe <= probes; probe++) {
      const shuffled = context.random.permutation(y.length);
      noise = Math.max(noise, ...(await explained(i => shuffled[i]!, probe)));
    }
    return selectAbove(MEASURE, scores, noise);
  },
  lower: lowerSelection,
});

/** Missing values below all others. */
function sortedColumn(values: Float64Array): { x: Float64Array; order: Uint32Array } {
  const known = values.map(v => (Number.isNaN(v) ? -Infinity : v));
  const order = ascendingOrder(known);
  return { x: Float64Array.from(order, i => known[i]!), order };
}
