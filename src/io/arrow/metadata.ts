import type { CategoryColumn } from '../../core/table/column.ts';
import { kinds, roles, type Field } from '../../core/table/schema.ts';

/** Keys under which a field's meaning travels in Arrow field metadata. */
const prefix = 'terrarium:';
/** On the schema: the file is ours, so names are distinct and NaN stands under every null. */
export const ownFormat = [`${prefix}format`, '1'] as const;

export function fieldMetadata(field: Field): Map<string, string> {
  const metadata = new Map<string, string>([
    [`${prefix}kind`, field.kind],
    [`${prefix}role`, field.role],
  ]);
  if (field.integer !== undefined) metadata.set(`${prefix}integer`, String(field.integer));
  if (field.unit !== undefined) metadata.set(`${prefix}unit`, field.unit);
  return metadata;
}

/** What metadata says about a column; anything not of the known lists is ignored. */
export function readFieldMetadata(metadata: ReadonlyMap<string, string>): Partial<Omit<Field, 'name'>> {
  const kind = kinds.find(k => k === metadata.get(`${prefix}kind`));
  const role = roles.find(r => r === metadata.get(`${prefix}role`));
  const integer = metadata.get(`${prefix}integer`);
  const unit = metadata.get(`${prefix}unit`);
  return {
    ...(kind && { kind }),
    ...(role && { role }),
    ...((integer === 'true' || integer === 'false') && { integer: integer === 'true' }),
    ...(unit !== undefined && { unit }),
  };
}

const levelsKey = `${prefix}levels`;
const longestLevels = 100_000;

/** The levels of a category in their order, for formats that keep only the values; none where they would be too long. */
export function levelsMetadata(levels: readonly string[]): [string, string][] {
  const text = JSON.stringify(levels);
  return text.length > longestLevels ? [] : [[levelsKey, text]];
}

/** A category with its levels in the order that metadata says; levels it does not name come after. */
export function inOrderOf(column: CategoryColumn, metadata: ReadonlyMap<string, string>): CategoryColumn {
  const wanted = readLevels(metadata.get(levelsKey));
  if (wanted.length === 0) return column;
  const levels = [...new Set([...wanted, ...column.levels])];
  const place = new Map(levels.map((level, code) => [level, code]));
  const map = Int32Array.from(column.levels, level => place.get(level)!);
  return { kind: 'category', levels, codes: column.codes.map(code => (code < 0 ? -1 : map[code]!)) };
}

function readLevels(text: string | undefined): readonly string[] {
  if (text === undefined || text.length > longestLevels) return [];
  try {
    const value: unknown = JSON.parse(text);
    const fine = Array.isArray(value) && value.every(level => typeof level === 'string' && level !== '');
    return fine ? (value as string[]) : [];
  } catch {
    return [];
  }
}
