import { StudioError } from '../errors.ts';
import type { AnyRowOperation } from '../row-operation.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { dropMissing } from './drop-missing.ts';
import { filterRange } from './filter-range.ts';
import { filterValue } from './filter-value.ts';
import { sql } from './sql.ts';

/** Every row operation there is; a new one is a file beside this and a line here. */
export const rowOperations = [
  dropDuplicates,
  dropMissing,
  filterRange,
  filterValue,
  sql,
] as const satisfies readonly AnyRowOperation[];

export type RowOperationId = (typeof rowOperations)[number]['id'];

export function rowOperationById(id: string): AnyRowOperation {
  const found = (rowOperations as readonly AnyRowOperation[]).find(o => o.id === id);
  if (!found)
    throw new StudioError(
      'recipe/unknown-row-operation',
      `There is no row operation "${id}"; there are ${rowOperations.map(o => o.id).join(', ')}.`,
      { id },
    );
  return found;
}
