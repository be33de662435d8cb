import { concatArrays } from '../core/concat.ts';
import { StudioError } from '../core/errors.ts';
import { castColumn } from '../core/table/cast.ts';
import { categoryColumn, cellText, type Column, columnLength, textColumn } from '../core/table/column.ts';
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
      const before = findColumn(first, field.name)!;
      return [field.name, how === 'replace' ? added : concatColumns(before, added)] as const;
    }),
  );
}

function concatColumns(a: Column, b: Column): Column {
  if ((a.kind === 'number' || a.kind === 'datetime') && b.kind === a.kind) {
    return { kind: a.kind, values: concatArrays([a.values, b.values], Float64Array) };
  }
  if (a.kind === 'boolean' && b.kind === 'boolean') {
    return { kind: 'boolean', values: concatArrays([a.values, b.values], Int8Array) };
  }
  const texts = [a, b].flatMap(c => Array.from({ length: columnLength(c) }, (_, i) => cellText(c, i)));
  return a.kind === 'category'
    ? categoryColumn(texts, [...new Set([...a.levels, ...(b.kind === 'category' ? b.levels : [])])])
    : textColumn(texts);
}
