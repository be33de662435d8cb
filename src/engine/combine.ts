import { StudioError } from '../core/errors.ts';
import { castColumn } from '../core/table/cast.ts';
import { concatColumns } from '../core/table/concat-columns.ts';
import { missingColumn } from '../core/table/missing-column.ts';
import { findColumn, makeTable, type Table } from '../core/table/table.ts';
import type { DatasetRecord } from '../store/schema.ts';

/**
 * New data under an existing schema: columns are matched by name and read under the types the project has. A column the
 * new data lacks is refused by name; columns only the new data has are left out.
 */
export function combineTables(base: DatasetRecord, first: Table, second: Table, how: 'append' | 'replace'): Table {
  const absent = base.fields.filter(f => f.role !== 'aside' && !findColumn(second, f.name)).map(f => `"${f.name}"`);
  if (absent.length) {
    throw new StudioError(
      'table/missing-columns',
      `The new data must have the columns of "${base.name}"; it lacks ${absent.join(', ')}. Nothing was changed.`,
      { absent },
    );
  }
  return makeTable(
    base.fields.map(field => {
      const found = findColumn(second, field.name);
      const added = found ? castColumn(found, field.kind).column : missingColumn(field.kind, second.rows);
      const before = castColumn(findColumn(first, field.name)!, field.kind).column;
      return [field.name, how === 'replace' ? added : concatColumns(before, added)] as const;
    }),
  );
}
