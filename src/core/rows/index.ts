import { StudioError } from '../errors.ts';
import { checkParams, type ParamValues } from '../params.ts';
import type { AnyRowOperation } from '../row-operation.ts';
import { aggregate } from './aggregate.ts';
import { append } from './append.ts';
import { cast } from './cast.ts';
import { clip } from './clip.ts';
import { convertUnit } from './convert-unit.ts';
import { dateParts } from './date-parts.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { dropIncomplete } from './drop-incomplete.ts';
import { dropMissing } from './drop-missing.ts';
import { extractPattern } from './extract-pattern.ts';
import { filterFormula } from './filter-formula.ts';
import { filterRange } from './filter-range.ts';
import { filterValue } from './filter-value.ts';
import { filter } from './filter.ts';
import { join } from './join.ts';
import { lag } from './lag.ts';
import { pivot } from './pivot.ts';
import { rename } from './rename.ts';
import { replaceText } from './replace-text.ts';
import { replaceValues } from './replace-values.ts';
import { sample } from './sample.ts';
import { selectColumns } from './select-columns.ts';
import { setMissing } from './set-missing.ts';
import { sort } from './sort.ts';
import { splitText } from './split-text.ts';
import { sql } from './sql.ts';
import { tidyText } from './tidy-text.ts';
import { unpivot } from './unpivot.ts';
import { window } from './window.ts';

/** Row operations that are offered, group by group; a new one is a file beside this and a line here. */
export const offeredRowOperations = [
  filter,
  filterFormula,
  dropDuplicates,
  dropIncomplete,
  sort,
  sample,
  replaceValues,
  setMissing,
  tidyText,
  replaceText,
  cast,
  clip,
  convertUnit,
  selectColumns,
  rename,
  splitText,
  extractPattern,
  dateParts,
  lag,
  window,
  aggregate,
  pivot,
  unpivot,
  join,
  append,
  sql,
] as const satisfies readonly AnyRowOperation[];

/** Every row operation there is. The last three are in recipes from before `filter` and `drop-incomplete`. */
export const rowOperations = [
  ...offeredRowOperations,
  dropMissing,
  filterRange,
  filterValue,
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

/** What an entry of a recipe does, in words and without a full stop; its label where its parameters do not fit. */
export function describeRows({ id, params }: { readonly id: string; readonly params: ParamValues }): string {
  const operation = rowOperationById(id);
  try {
    return operation.describe(checkParams(id, operation.params, params) as never);
  } catch {
    return operation.label;
  }
}
