import { StudioError } from '../errors.ts';
import { exponential } from '../graph/functions.ts';
import { flattened } from '../graph/interpret-trees.ts';
import { defineModel } from '../model.ts';
import { averagePath, growForest } from '../stats/isolation-forest.ts';
import { pacer } from '../work.ts';
import { flaggedShare, shareThreshold } from './anomalies/threshold.ts';
import { requireMatrix } from './check-data.ts';
import { countingRows } from './weighted-rows.ts';

const LABEL = 'Isolation forest';

/** Rows scored between two chances to stop. */
const STRETCH = 20_000;

/**
 * Liu, Ting and Zhou (2008): random splits isolate a strange row after few questions. The score is scikit-learn's
 * -score_samples, 2^(-mean path / average path of the sample): near 1 for rows that are alone, below 0.5 for ordinary
 * ones. Weights say which rows are there, not how much they count, for each tree draws rows without replacement.
 */
export const isolationForest = defineModel({
  id: 'isolation-forest',
  label: LABEL,
  help: 'Cuts the rows apart at random places. Rows that are soon alone are strange. Quick, also on many rows and columns, and needs no scaling.',
  family: 'Anomalies',
  tasks: ['anomaly'],
  tags: ['kernels'],
  params: {
    trees: { kind: 'number', default: 100, min: 1, max: 1000, integer: true, label: 'Trees' },
    sample: {
      kind: 'number',
      default: 256,
      min: 2,
      max: 10_000,
      integer: true,
      log: true,
      label: 'Rows drawn for a tree',
      help: 'Few rows make strange ones stand out more clearly than many.',
    },
    share: flaggedShare,
  },
  async fit(given, y, { trees, sample, share }, context) {
    const { x } = countingRows(given, y, context.weights);
    requireMatrix(LABEL, x, 2);
    const pace = pacer(context);
    const drawn = Math.min(sample, x.rows);
    const grown: ReturnType<typeof growForest>[number][] = [];
    while (grown.length < trees && !(context.finish?.aborted && grown.length)) {
      grown.push(...growForest(x.data, x.width, drawn, 1, context.random));
      await pace('Trees', grown.length, trees);
    }
    if (grown.every(tree => !tree.feature.length))
      throw new StudioError(
        'fit/constant',
        `${LABEL}: must have at least one column that varies among the training rows, got none. Choose other columns.`,
      );
    const average = grown.length * averagePath(drawn);
    const flat = flattened({ trees: grown, outputs: 1 });
    const scores = new Float64Array(x.rows);
    for (let from = 0; from < x.rows; from += STRETCH) {
      const part = x.data.subarray(from * x.width, (from + STRETCH) * x.width);
      scores.set(
        context.kernels.graph.sumTrees(part, x.width, flat).map(path => scoreOf(path, average)),
        from,
      );
      await pace('Scores', from, x.rows);
    }
    return { trees: grown, average, threshold: shareThreshold(LABEL, scores, share) };
  },
  lower({ trees, average, threshold }, g, x) {
    const path = g.trees(x, trees);
    return {
      task: 'anomaly',
      score: g.unary('exp', g.binary('multiply', path, g.constant(-Math.LN2 / average))),
      threshold,
    };
  },
});

/** 2^(-path / average), as it is lowered. */
const scoreOf = (path: number, average: number): number => exponential(path * (-Math.LN2 / average));
