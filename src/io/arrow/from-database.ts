import * as arrow from 'apache-arrow';
import { StudioError } from '../../core/errors.ts';
import { countMissing, type CategoryColumn, type Column, type TextColumn } from '../../core/table/column.ts';
import { categoryLimit, encodeDictionary } from '../../core/table/dictionary.ts';
import { makeTable, type Table } from '../../core/table/table.ts';
import { makeColumnNames } from '../names.ts';
import type { ReadNote } from '../result.ts';
import { convertColumn } from './convert.ts';

/** Rows in one part of such a stream; 0 for its schema. */
export function batchRows(part: Uint8Array): number {
  const message = new arrow.MessageReader(part).readMessage();
  return message?.isRecordBatch() ? message.header().length : 0;
}

/**
 * The table a database answered with, from the parts of an Arrow IPC stream. A text column is a category where the column of its name
 * among `known` is one, and keeps its levels; text where that one is text; otherwise few distinct values make a category.
 * Names that occur twice are numbered, as in files. Errors: sql/nested for lists, structs, maps, intervals and
 * enumerations.
 */
export function tableFromDatabase(
  parts: readonly Uint8Array[],
  known: (name: string) => Column | undefined,
): { table: Table; notes: readonly ReadNote[] } {
  const source = new arrow.Table(arrow.RecordBatchReader.from(parts));
  const notes: ReadNote[] = [];
  const { names } = makeColumnNames(source.schema.fields.map(f => f.name));
  const table = makeTable(
    names.map((name, i) => {
      const vector = source.getChildAt(i)!;
      // The database leaves the levels of an enumeration out of its stream.
      const converted = arrow.DataType.isDictionary(vector.type) ? null : convertColumn(name, vector, notes);
      if (!converted) throw nested(name, String(vector.type));
      return [name, settled(converted.column, known(name))] as const;
    }),
  );
  return { table, notes };
}

const nested = (name: string, type: string): StudioError =>
  new StudioError(
    'sql/nested',
    `The result's column "${name}" holds ${type.slice(0, 60)}, which a table of the studio cannot hold. ` +
      'Take a single value out of it, or write it as text: CAST(… AS VARCHAR).',
    { name, type },
  );

function settled(column: Column, known: Column | undefined): Column {
  if (column.kind !== 'text') return column;
  if (known?.kind === 'category') return underLevels(encodeDictionary(column, Infinity)!, known.levels);
  if (known?.kind === 'text') return column;
  return asCategory(column) ?? column;
}

function asCategory(column: TextColumn): CategoryColumn | null {
  const present = column.valid.length - countMissing(column);
  return present > 0 ? encodeDictionary(column, categoryLimit(present)) : null;
}

/** The same texts as codes into the levels they had before, with new ones after them. */
function underLevels(column: CategoryColumn, before: readonly string[]): CategoryColumn {
  const place = new Map(before.map((level, code) => [level, code]));
  const codes = column.levels.map(level => {
    const code = place.get(level) ?? place.size;
    place.set(level, code);
    return code;
  });
  return { kind: 'category', codes: column.codes.map(c => (c < 0 ? c : codes[c]!)), levels: [...place.keys()] };
}
