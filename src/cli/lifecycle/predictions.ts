import type { Outcome } from '../../core/metrics/outcome.ts';
import { targetColumn } from '../../core/pipeline/target.ts';
import type { PreparedTable } from '../../core/pipeline/prepare.ts';
import type { Recipe } from '../../core/pipeline/recipe.ts';
import { type Column, numberColumn, takeRows, textColumn } from '../../core/table/column.ts';
import { makeTable } from '../../core/table/table.ts';
import { writeCsv } from '../../io/csv/write-csv.ts';

/**
 * predictions.csv: for every held-out row its zero-based row of the input (of what the row operations made, where they made rows anew), the truth as the input has it, and `label`
 * with `p_<class>`, or `prediction`, or `cluster`, or `score` with `anomaly`. Numbers are written so that they read back to the same float64.
 */
export function predictionsCsv(
  recipe: Recipe,
  { table, origin }: Pick<PreparedTable, 'table' | 'origin'>,
  rows: Int32Array,
  outcome: Outcome,
): Uint8Array {
  const target = targetColumn(recipe, table);
  return writeCsv(
    makeTable([
      ['row', numberColumn(origin ? rows.map(row => origin[row]!) : rows)],
      ...(target ? [['truth', takeRows(target, rows)] as const] : []),
      ...answers(outcome),
    ]),
  );
}

function answers(outcome: Outcome): (readonly [string, Column])[] {
  switch (outcome.task) {
    case 'regression':
      return [['prediction', numberColumn(outcome.predicted)]];
    case 'clustering':
      return [['cluster', numberColumn(outcome.labels)]];
    case 'anomaly':
      return [
        ['score', numberColumn(outcome.scores)],
        ['anomaly', numberColumn(Float64Array.from(outcome.flagged))],
      ];
    default: {
      const { classes, predicted, probabilities } = outcome;
      const probability = (k: number) =>
        Float64Array.from(predicted, (_, row) => probabilities[row * classes.length + k]!);
      return [
        ['label', textColumn(Array.from(predicted, code => classes[code] ?? null))],
        ...classes.map((name, k) => [`p_${name}`, numberColumn(probability(k))] as const),
      ];
    }
  }
}
