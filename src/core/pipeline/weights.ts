import { StudioError } from '../errors.ts';
import { gatherNumbers } from '../table/gather.ts';
import type { Table } from '../table/table.ts';
import type { Recipe } from './recipe.ts';
import { columnAs } from './streams.ts';

/**
 * How much each of the rows counts: the column with the role "weight"; undefined where there is none. A row whose weight
 * is missing or below 0 is refused, and so are weights that are all 0.
 */
export function readWeights(recipe: Recipe, table: Table, rows: ArrayLike<number>): Float64Array | undefined {
  const name = recipe.columns.find(c => c.role === 'weight')?.name;
  if (name === undefined || !rows.length) return undefined;
  const column = columnAs(table, name, 'number');
  if (column.kind !== 'number') return undefined;
  const weights = gatherNumbers(column.values, rows);
  const wrong = weights.find(w => !(w >= 0 && Number.isFinite(w)));
  if (wrong !== undefined) {
    throw new StudioError(
      'fit/weight',
      `The weights in "${name}" must be numbers of at least 0, got ${Number.isNaN(wrong) ? 'a missing value' : wrong}. Mend them in the pipeline, or give the column another role.`,
      { name },
    );
  }
  if (!weights.some(w => w > 0)) {
    throw new StudioError(
      'fit/weight',
      `The weights in "${name}" must not all be 0, got 0 in all ${weights.length} rows. Give the column another role.`,
      { name },
    );
  }
  return weights;
}
