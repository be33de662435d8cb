import type { NumberBlock } from '../graph/block.ts';
import { centred, pearson } from '../stats/correlation.ts';
import { defineStep } from '../step.ts';
import { pacer } from '../work.ts';
import { lowerSelection, scoreForState, type Selection } from './selection.ts';
import { eachColumn } from './each-column.ts';

/**
 * Goes through the columns in order and leaves out each whose Pearson correlation with one kept before it is stronger
 * than the limit, in either direction, over the training rows in which both are finite. The score of a column is its
 * strongest correlation with one kept before it.
 */
export const correlated = defineStep({
  id: 'correlated',
  label: 'Leave out columns that say the same',
  help: 'Of columns that go almost perfectly together, such as a height in metres and in feet, only the first is kept; the others become 0. What a model makes of each column is then easier to read. The order of the columns decides which one stays.',
  group: 'Choose columns',
  accepts: 'number',
  weights: 'unused',
  params: {
    limit: { kind: 'number', default: 0.95, min: 0.1, max: 1, label: 'Strongest correlation allowed' },
  },
  async fit(columns, _target, { limit }, context): Promise<Selection> {
    const pace = pacer(context);
    const ready = await eachColumn(columns, context, ({ block }) => centred(withoutScale((block as NumberBlock).data)));
    const kept: boolean[] = [];
    const scores: number[] = [];
    for (const [i, column] of ready.entries()) {
      let most = 0;
      for (const [j, other] of ready.slice(0, i).entries()) {
        if (!kept[j]) continue;
        await pace('Comparing columns', i, columns.length);
        const r = Math.abs(pearson(other, column));
        if (r > most) most = r;
      }
      scores[i] = most;
      kept[i] = !(most > limit);
    }
    return { measure: 'correlation with a column kept before', scores: scores.map(scoreForState), kept, limit: null };
  },
  lower: lowerSelection,
});

/** Divided by the largest size, so that no square overflows. */
function withoutScale(values: Float64Array): Float64Array {
  const largest = values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
  return largest > 1e100 ? values.map(v => v / largest) : values;
}
