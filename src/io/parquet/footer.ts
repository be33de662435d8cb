import { StudioError } from '../../core/errors.ts';
import { malformed } from '../arrow/chunks.ts';
import { readStruct, readStructList, readText, readZigzag, ThriftError, type ThriftField } from './thrift.ts';

/** One top-level column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  /** Lists, structs and maps, which a table cannot hold. */
  readonly nested: boolean;
  /** The deprecated 12-byte timestamp of Spark and Impala. */
  readonly int96: boolean;
}

export interface ParquetFooter {
  readonly columns: readonly ParquetColumn[];
  readonly rows: number;
  /** The footer with int96 columns declared as 12 fixed bytes and the rows counted; null where it is right as it is. */
  readonly patched: Uint8Array | null;
}

const INT96 = 3;
const REPEATED = 2;
const zigzagFixed = 14; // FIXED_LEN_BYTE_ARRAY = 7
const zigzagInt96 = 6;

/** Bytes of `bytes[at]` onwards to replace, in ascending order. */
interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly number[];
}

/**
 * Read the footer of a Parquet file (parquet.thrift, FileMetaData) without trusting it: what the columns are, how many
 * rows, whether anything is encrypted. Errors: read/malformed, read/encrypted.
 */
export function readFooter(file: Uint8Array, name: string): ParquetFooter {
  const { length } = file;
  if (length < 12) throw malformed(name, 'it is too short for a Parquet file');
  const tail = new TextDecoder().decode(file.subarray(length - 4));
  if (tail === 'PARE') throw encrypted(name);
  if (tail !== 'PAR1') throw malformed(name, 'its end is missing, so it was probably not transferred completely');
  const size = new DataView(file.buffer, file.byteOffset + length - 8, 4).getUint32(0, true);
  if (size > length - 12) throw malformed(name, 'its end points before its beginning');
  const footer = file.subarray(length - 8 - size, length - 8);
  try {
    return parseFooter(footer, name);
  } catch (error) {
    if (error instanceof ThriftError) throw malformed(name, error.message);
    throw error;
  }
}

const encrypted = (name: string): StudioError =>
  new StudioError(
    'read/encrypted',
    `${name} is an encrypted Parquet file, wholly or in part. Decrypt it where it was made and save it again.`,
    { name },
  );

const find = (fields: readonly ThriftField[], id: number): ThriftField | undefined => fields.find(f => f.id === id);

function parseFooter(footer: Uint8Array, name: string): ParquetFooter {
  const file = readStruct(footer, 0).fields;
  if (find(file, 8)) throw encrypted(name);
  const schemaField = find(file, 2);
  const rowsField = find(file, 3);
  const groupsField = find(file, 4);
  if (!schemaField || !rowsField) throw new ThriftError('its description lacks the columns or the number of rows');
  const elements = readStructList(footer, schemaField.value).map(at => readStruct(footer, at).fields);
  const edits: Edit[] = [];
  const columns: ParquetColumn[] = [];
  const root = elements[0];
  const topLevel = root ? childCount(footer, root) : 0;
  let at = 1;
  for (let c = 0; c < topLevel && at < elements.length; c++) {
    const element = elements[at]!;
    const next = subtreeEnd(footer, elements, at);
    const type = find(element, 1);
    const repetition = find(element, 3);
    const nested =
      childCount(footer, element) > 0 ||
      (repetition !== undefined && readZigzag(footer, repetition.value) === REPEATED);
    const int96 = !nested && type !== undefined && readZigzag(footer, type.value) === INT96;
    const nameField = find(element, 4);
    columns.push({ name: nameField ? readText(footer, nameField.value) : '', nested, int96 });
    if (int96) edits.push(...patchElement(footer, element));
    at = next;
  }
  if (columns.some(c => c.int96) && groupsField) edits.push(...patchGroups(footer, groupsField, columns));
  const rows = groupsField ? countRows(footer, groupsField) : 0;
  if (rows !== readZigzag(footer, rowsField.value)) {
    edits.push({ at: rowsField.value, remove: rowsField.end - rowsField.value, insert: varint(rows * 2) });
  }
  return { columns, rows, patched: edits.length ? applyEdits(footer, edits) : null };
}

/** Rows of all row groups; some writers leave the file's own count at zero, and then the decoder would stop early. */
function countRows(footer: Uint8Array, groups: ThriftField): number {
  let rows = 0;
  for (const group of readStructList(footer, groups.value)) {
    const field = find(readStruct(footer, group).fields, 3);
    const count = field ? readZigzag(footer, field.value) : 0;
    if (count < 0) throw new ThriftError('a part of it has a negative number of rows');
    rows += count;
  }
  if (rows > Number.MAX_SAFE_INTEGER / 2) throw new ThriftError('its number of rows makes no sense');
  return rows;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

function childCount(footer: Uint8Array, element: readonly ThriftField[]): number {
  const children = find(element, 5);
  return children ? readZigzag(footer, children.value) : 0;
}

/** The index behind an element and everything below it; the schema is its tree in depth-first order. */
function subtreeEnd(footer: Uint8Array, elements: readonly ThriftField[][], start: number): number {
  let open = 1;
  let at = start;
  for (; open > 0 && at < elements.length; at++) open += childCount(footer, elements[at]!) - 1;
  return at;
}

/** Declare an int96 schema element as FIXED_LEN_BYTE_ARRAY of 12 bytes. */
function patchElement(footer: Uint8Array, element: readonly ThriftField[]): Edit[] {
  const type = find(element, 1)!;
  const edits: Edit[] = [patchType(footer, type)];
  const length = find(element, 2);
  if (length) return [...edits, { at: length.value, remove: length.end - length.value, insert: [24] }];
  edits.push({ at: type.end, remove: 0, insert: [0x15, 24] }); // field 2, i32, zigzag(12)
  const next = element[element.indexOf(type) + 1];
  const header = next ? footer[next.header]! : 0;
  // The next field's id counts from field 2 now instead of field 1.
  if (next && header >> 4 > 0) edits.push({ at: next.header, remove: 1, insert: [header - 16] });
  return edits;
}

function patchType(footer: Uint8Array, type: ThriftField): Edit {
  if (footer[type.value] !== zigzagInt96 || type.end !== type.value + 1)
    throw new ThriftError('its description writes a column type in an unknown way');
  return { at: type.value, remove: 1, insert: [zigzagFixed] };
}

/** The same in the column chunks of every row group, found by their path. */
function patchGroups(footer: Uint8Array, groups: ThriftField, columns: readonly ParquetColumn[]): Edit[] {
  const wanted = new Set(columns.filter(c => c.int96).map(c => c.name));
  const edits: Edit[] = [];
  for (const group of readStructList(footer, groups.value)) {
    const chunks = find(readStruct(footer, group).fields, 1);
    if (!chunks) continue;
    for (const chunk of readStructList(footer, chunks.value)) {
      const described = find(readStruct(footer, chunk).fields, 3);
      if (!described) continue;
      const fields = readStruct(footer, described.value).fields;
      const type = find(fields, 1);
      const path = find(fields, 3);
      if (!type || !path || readZigzag(footer, type.value) !== INT96) continue;
      const parts = footer[path.value]! >> 4; // a list of one text has its length in the header
      if (parts === 1 && wanted.has(readText(footer, path.value + 1))) edits.push(patchType(footer, type));
    }
  }
  return edits;
}

function applyEdits(footer: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const sorted = [...edits].sort((a, b) => a.at - b.at);
  const grown = sorted.reduce((sum, e) => sum + e.insert.length - e.remove, 0);
  const out = new Uint8Array(footer.length + grown);
  let from = 0;
  let to = 0;
  for (const edit of sorted) {
    out.set(footer.subarray(from, edit.at), to);
    to += edit.at - from;
    out.set(edit.insert, to);
    to += edit.insert.length;
    from = edit.at + edit.remove;
  }
  out.set(footer.subarray(from), to);
  return out;
}

/** The file with another footer. */
export function withFooter(file: Uint8Array, footer: Uint8Array): Uint8Array {
  const size = new DataView(file.buffer, file.byteOffset + file.length - 8, 4).getUint32(0, true);
  const body = file.length - 8 - size;
  const out = new Uint8Array(body + footer.length + 8);
  out.set(file.subarray(0, body));
  out.set(footer, body);
  new DataView(out.buffer).setUint32(body + footer.length, footer.length, true);
  out.set(file.subarray(file.length - 4), body + footer.length + 4);
  return out;
}
