import { numberColumn } from '../../src/core/table/column.ts';
import { getColumn, type Table, withColumn } from '../../src/core/table/table.ts';

/** Models that take counts: values of at least 0, so their columns are put between 0 and 1 instead of standardised. */
export const countModels: ReadonlySet<string> = new Set(['multinomial-bayes', 'complement-bayes']);

export const scaledFor = <S extends { readonly id: string }>(model: string, steps: readonly S[]): S[] =>
  steps.map(step => (step.id === 'standardise' && countModels.has(model) ? { ...step, id: 'min-max' } : step));

/** Models of amounts and counts, which refuse targets below 0 (that is tested with them). */
export const amountModels: ReadonlySet<string> = new Set(['poisson', 'gamma', 'tweedie']);

/** The table with a target that they can learn. */
export function withAmounts(table: Table, target: string): Table {
  const column = getColumn(table, target);
  if (column.kind !== 'number') return table;
  return withColumn(table, target, numberColumn(column.values.map(v => Math.abs(v) + 0.5)));
}
