import * as arrow from 'apache-arrow';
import { StudioError } from '../../core/errors.ts';
import type { Column } from '../../core/table/column.ts';
import { categoryLimit, encodeDictionary } from '../../core/table/dictionary.ts';
import { proposeRoles } from '../../core/table/infer.ts';
import type { Field } from '../../core/table/schema.ts';
import { makeTable } from '../../core/table/table.ts';
import { makeColumnNames } from '../names.ts';
import { withoutEmptyTexts } from '../records/settle.ts';
import { plural, type ReadNote, type ReadResult } from '../result.ts';
import { malformed, plainNumbers, valuesOf, type Chunked } from './chunks.ts';
import { convertColumn, type Converted } from './convert.ts';
import { flattenStructs } from './flatten.ts';
import { inOrderOf, ownFormat, readFieldMetadata } from './metadata.ts';
import { unpackArrow } from './unpack.ts';
import { verifyArrow } from './verify.ts';

/**
 * A table from Arrow IPC bytes, file or stream. What the studio wrote comes back exactly, as views over the given
 * bytes where they are aligned; columns of other tools are converted, structs flattened, lists and maps set aside with a
 * note; buffers may be compressed by LZ4 or Zstandard. Errors: read/malformed, read/nothing-left, read/unsupported,
 * read/inflates-too-far.
 */
export function arrowToTable(bytes: Uint8Array, name = 'The Arrow file'): ReadResult {
  try {
    const { compressed } = verifyArrow(bytes, name);
    const plain = compressed ? unpackArrow(bytes, name) : bytes;
    if (compressed) verifyArrow(plain, name);
    return fromArrow(arrow.tableFromIPC(plain), name);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw malformed(name, error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read');
  }
}

/** What a format around Arrow knows better. */
export interface ForeignHints {
  /** A column's own conversion, null for the usual one. */
  readonly convert: (name: string, vector: arrow.Vector, notes: ReadNote[]) => Converted | null;
  /** Columns that were left out before, as they should be listed. */
  readonly aside: readonly string[];
}

const noHints: ForeignHints = { convert: () => null, aside: [] };

export function fromArrow(source: arrow.Table, subject: string, hints: ForeignHints = noHints): ReadResult {
  const own = source.schema.metadata.get(ownFormat[0]) === ownFormat[1];
  return own ? fromOwn(source, subject) : fromForeign(source, subject, hints);
}

function fromOwn(source: arrow.Table, subject: string): ReadResult {
  const fields: Field[] = [];
  const columns = source.schema.fields.map((described, i) => {
    const { name } = described;
    const vector = source.getChildAt(i)!;
    const meta = readFieldMetadata(described.metadata);
    const column =
      ownColumn({ name, rows: vector.length, chunks: vector.data }, meta.kind) ??
      convertColumn(name, vector, [])?.column;
    if (!column) throw malformed(subject, `column "${name}" has a type the studio does not write`);
    fields.push({ role: 'feature', ...meta, name, kind: column.kind });
    return [name, column.kind === 'category' ? inOrderOf(column, described.metadata) : column] as const;
  });
  return { table: makeTable(columns), fields, notes: [] };
}

/** The two kinds whose storage form Arrow cannot tell from numbers; the others convert exactly. */
function ownColumn(column: Chunked, kind: Field['kind'] | undefined): Column | null {
  const type: unknown = column.chunks[0]?.type;
  if (kind === 'datetime' && arrow.DataType.isFloat(type)) return { kind, values: plainNumbers(column) };
  if (kind !== 'boolean' || !arrow.DataType.isInt(type) || type.bitWidth !== 8) return null;
  const [only, ...others] = column.chunks;
  const values = only && others.length === 0 ? valuesOf<Int8Array>(column.name, only).subarray(0, only.length) : null;
  if (values?.every(v => v >= -1 && v <= 1)) return { kind, values };
  throw malformed(`Column "${column.name}"`, 'its truth values are none of -1, 0 and 1');
}

/** Columns of another tool, by the studio's rules: few distinct texts are a category, roles are proposed. */
function fromForeign(source: arrow.Table, subject: string, hints: ForeignHints): ReadResult {
  const notes: ReadNote[] = [];
  const flat = flattenStructs(source);
  const { names, renamed } = makeColumnNames(flat.map(column => column.name));
  if (renamed.length) {
    const list = renamed
      .slice(0, 5)
      .map(n => `"${n}"`)
      .join(', ');
    notes.push({
      code: 'read/duplicate-names',
      count: renamed.length,
      text: `Names that occur more than once were numbered: ${list}.`,
    });
  }
  const aside: string[] = [...hints.aside];
  const fields: Field[] = [];
  const columns: (readonly [string, Column])[] = [];
  names.forEach((name, i) => {
    const { name: original, vector } = flat[i]!;
    const converted = hints.convert(original, vector, notes) ?? convertColumn(name, vector, notes);
    if (!converted) {
      aside.push(`"${name}" (${String(vector.type).slice(0, 60)})`);
      return;
    }
    const { column, integer, unit } = settleText(name, converted, notes);
    fields.push({
      name,
      kind: column.kind,
      role: 'feature',
      ...(integer && { integer }),
      ...(unit !== undefined && { unit }),
    });
    columns.push([name, column]);
  });
  if (aside.length) noteAside(subject, aside, columns.length, notes);
  if (columns.length === 0) {
    throw new StudioError('read/nothing-left', `${subject} has no columns. Choose a file with a table in it.`, {
      subject,
    });
  }
  const table = makeTable(columns);
  return { table, fields: proposeRoles(table, fields), notes };
}

function noteAside(subject: string, aside: readonly string[], left: number, notes: ReadNote[]): void {
  const list = aside.slice(0, 5).join(', ') + (aside.length > 5 ? ` and ${aside.length - 5} more` : '');
  if (left === 0) {
    throw new StudioError(
      'read/nothing-left',
      `${subject} has only nested columns, which a table cannot hold: ${list}. Flatten them where the file was made.`,
      { subject, columns: aside },
    );
  }
  notes.push({
    code: 'read/nested-columns',
    count: aside.length,
    text: `${plural(aside.length, 'column')} with lists or nested values cannot be held in a table and ${aside.length === 1 ? 'was' : 'were'} left out: ${list}.`,
  });
}

/** Empty texts are missing, as in CSV; few distinct texts make a category. */
function settleText(name: string, converted: Converted, notes: ReadNote[]): Converted {
  if (converted.column.kind !== 'text') return converted;
  const { column, present } = withoutEmptyTexts(name, converted.column, notes);
  const category = present > 0 ? encodeDictionary(column, categoryLimit(present)) : null;
  return { ...converted, column: category ?? column };
}
