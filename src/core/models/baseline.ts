import { defineModel } from '../model.ts';
import { classCounts } from './check-data.ts';
import { StudioError } from '../errors.ts';
import { meanOf, sortedMedian } from '../stats/middle.ts';

type BaselineState =
  | { readonly task: 'classification'; readonly shares: readonly number[] }
  | { readonly task: 'regression'; readonly value: number };

/** Ignores every feature: the class shares, or the middle, of the training rows. */
export const baseline = defineModel({
  id: 'baseline',
  label: 'Baseline',
  help: 'Looks at no column and always gives the same answer: the class shares, or the average, of the training rows. Every other algorithm must do better.',
  family: 'Baseline',
  tasks: ['classification', 'regression'],
  tags: ['baseline'],
  params: {
    middle: {
      kind: 'choice',
      default: 'mean',
      options: ['mean', 'median'],
      label: 'Middle',
      help: 'What to predict for a number: the mean, or the median, which a few extreme values do not move.',
    },
  },
  fit(x, y, { middle }): BaselineState {
    if (!x.rows) throw new StudioError('fit/too-few-rows', 'Baseline: must have at least 1 training row, got 0.');
    if (y.task === 'classification') {
      return { task: 'classification', shares: classCounts(y).map(count => count / x.rows) };
    }
    if (y.task === 'regression') {
      return {
        task: 'regression',
        value: middle === 'mean' ? meanOf(y.values) : sortedMedian(y.values.slice().sort()),
      };
    }
    throw new StudioError('fit/task', 'Baseline: must have a target to predict, got none. Choose another algorithm.');
  },
  lower(state, g) {
    return state.task === 'classification'
      ? { task: 'classification', probabilities: g.constant(...state.shares) }
      : { task: 'regression', prediction: g.constant(state.value) };
  },
});
