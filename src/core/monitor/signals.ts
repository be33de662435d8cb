import type { Outcome } from '../metrics/outcome.ts';
import type { CategoryColumn, NumberColumn } from '../table/column.ts';

/** A column made of predictions or of truth, compared by the same rule as a feature. */
export interface Signal {
  readonly id: 'score' | 'predicted' | 'truth';
  readonly label: string;
  readonly column: NumberColumn | CategoryColumn;
}

/** What is watched of an outcome: the score, the answer given, and what turned out to be true. */
export function outcomeSignals(outcome: Outcome): readonly Signal[] {
  const numbers = (values: Float64Array): NumberColumn => ({ kind: 'number', values });
  const classed = (codes: Int32Array, levels: readonly string[]): CategoryColumn => ({
    kind: 'category',
    codes,
    levels,
  });
  switch (outcome.task) {
    case 'classification': {
      const { probabilities, predicted, truth, classes, positive } = outcome;
      const k = classes.length;
      const binary = k === 2;
      const score = Float64Array.from(predicted, (_, i) =>
        binary ? probabilities[i * 2 + positive]! : Math.max(...probabilities.subarray(i * k, (i + 1) * k)),
      );
      const label = binary ? `Probability of "${classes[positive]!}"` : 'Highest probability';
      return [
        { id: 'score', label, column: numbers(score) },
        { id: 'predicted', label: 'Predicted class', column: classed(predicted, classes) },
        { id: 'truth', label: 'True class', column: classed(truth, classes) },
      ];
    }
    case 'regression':
      return [
        { id: 'score', label: 'Prediction', column: numbers(outcome.predicted) },
        { id: 'truth', label: 'True value', column: numbers(outcome.truth) },
      ];
    case 'anomaly': {
      const flags = Int32Array.from(outcome.scores, (s, i) => (Number.isNaN(s) ? -1 : outcome.flagged[i]!));
      return [
        { id: 'score', label: 'Score', column: numbers(outcome.scores) },
        { id: 'predicted', label: 'Flagged', column: classed(flags, ['no', 'yes']) },
      ];
    }
    default: {
      const count = outcome.labels.reduce((most, k) => Math.max(most, k + 1), 0);
      const levels = Array.from({ length: count }, (_, k) => String(k));
      return [{ id: 'predicted', label: 'Cluster', column: classed(outcome.labels, levels) }];
    }
  }
}
