import { StudioError } from '../../core/errors.ts';
import { malformed } from '../arrow/chunks.ts';
import type { RandomBytes } from '../random-bytes.ts';
import {
  BINARY,
  listHeader,
  readStruct,
  readStructList,
  readText,
  readZigzag,
  ThriftError,
  type ThriftField,
} from './thrift.ts';
import { typeWords } from './types.ts';

/** A column of values, at the end of a branch of the schema. */
export interface ParquetLeaf {
  /** The way to it through the schema. */
  readonly path: readonly string[];
  /** Which of the columns it belongs to. */
  readonly column: number;
  readonly int96: boolean;
  /** Its place among the elements of the schema. */
  readonly element: number;
}

/** A column as a person sees it: a leaf by its dotted name, or a list or map by the name of the whole. */
export interface ParquetColumn {
  readonly name: string;
  /** What it holds, in a word: number, integer, text, date … */
  readonly type: string;
  /** Lists and maps, which a table cannot hold. */
  readonly nested: boolean;
}

/** The values of one leaf in one row group. */
export interface ParquetChunk {
  readonly leaf: number;
  readonly start: number;
  readonly end: number;
  /** Bytes once unpacked, as the file says. */
  readonly unpacked: number;
  /** The chunk in the footer, its type, and the fields that say where in the file its pages are. */
  readonly from: number;
  readonly to: number;
  readonly type: ThriftField | undefined;
  readonly offsets: readonly ThriftField[];
}

export interface ParquetGroup {
  readonly rows: number;
  readonly bytes: number;
  readonly chunks: readonly ParquetChunk[];
  readonly from: number;
  readonly to: number;
  /** The list of its chunks. */
  readonly list: ThriftField;
}

export interface SchemaElement {
  readonly fields: readonly ThriftField[];
  readonly from: number;
  readonly to: number;
  readonly children: number;
  /** Leaves at or below it: `[first, last)`. */
  readonly first: number;
  readonly last: number;
}

export interface ParquetFooter {
  readonly bytes: Uint8Array;
  readonly columns: readonly ParquetColumn[];
  readonly leaves: readonly ParquetLeaf[];
  readonly elements: readonly SchemaElement[];
  readonly groups: readonly ParquetGroup[];
  readonly rows: number;
  /** Fields of FileMetaData by number: 2 schema, 3 number of rows, 4 row groups, 5 key-value metadata. */
  readonly fields: readonly ThriftField[];
}

const INT96 = 3;
const REPEATED = 2;
const tailBytes = 8;
/** A footer is read along with the last bytes of the file, so that one read is enough for most. */
const likelyBytes = 65_536;
const mostFooterBytes = 256_000_000;

/**
 * Read the footer of a Parquet file (parquet.thrift, FileMetaData) without trusting it: what the columns are, where
 * their values lie, whether anything is encrypted. Errors: read/malformed, read/encrypted.
 */
export async function loadFooter(input: RandomBytes, name: string): Promise<ParquetFooter> {
  const { size } = input;
  if (size < 12) throw malformed(name, 'it is too short for a Parquet file');
  const from = Math.max(0, size - likelyBytes);
  const last = await input.read(from, size);
  const tail = new TextDecoder().decode(last.subarray(last.length - 4));
  if (tail === 'PARE') throw encrypted(name);
  if (tail !== 'PAR1') throw malformed(name, 'its end is missing, so it was probably not transferred completely');
  const length = new DataView(last.buffer, last.byteOffset + last.length - tailBytes, 4).getUint32(0, true);
  if (length > size - 12) throw malformed(name, 'its end points before its beginning');
  if (length > mostFooterBytes) throw malformed(name, 'its description is longer than any description');
  const start = size - tailBytes - length;
  const bytes =
    start >= from ? last.subarray(start - from, last.length - tailBytes) : await input.read(start, size - tailBytes);
  try {
    return parseFooter(bytes, start, name);
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

export const fieldOf = (fields: readonly ThriftField[], id: number): ThriftField | undefined =>
  fields.find(f => f.id === id);

function parseFooter(bytes: Uint8Array, dataEnd: number, name: string): ParquetFooter {
  const { fields } = readStruct(bytes, 0);
  if (fieldOf(fields, 8)) throw encrypted(name);
  const schema = fieldOf(fields, 2);
  const rows = fieldOf(fields, 3);
  if (!schema || !rows) throw new ThriftError('its description lacks the columns or the number of rows');
  const { elements, leaves, columns } = readSchema(bytes, schema);
  const list = fieldOf(fields, 4);
  const groups = list ? readStructList(bytes, list.value).map(at => readGroup(bytes, at, leaves, dataEnd)) : [];
  const total = groups.reduce((sum, group) => sum + group.rows, 0);
  if (total > Number.MAX_SAFE_INTEGER / 2) throw new ThriftError('its number of rows makes no sense');
  // Some writers leave the file's own count at zero, so the groups are counted.
  return { bytes, columns, leaves, elements, groups, rows: total, fields };
}

const number = (bytes: Uint8Array, field: ThriftField | undefined): number =>
  field ? readZigzag(bytes, field.value) : 0;

/** The schema is its tree in depth-first order; each element says how many children follow. */
function readSchema(
  bytes: Uint8Array,
  list: ThriftField,
): { elements: SchemaElement[]; leaves: ParquetLeaf[]; columns: ParquetColumn[] } {
  const starts = readStructList(bytes, list.value);
  const elements: SchemaElement[] = [];
  const leaves: ParquetLeaf[] = [];
  const columns: ParquetColumn[] = [];
  let at = 0;
  const walk = (path: readonly string[], repeatedName: string | null, depth: number): void => {
    if (at >= starts.length) throw new ThriftError('its description has fewer columns than it says');
    if (depth > 64) throw new ThriftError('its description is nested too deeply');
    const index = at++;
    const { fields, end } = readStruct(bytes, starts[index]!);
    const nameField = fieldOf(fields, 4);
    const name = nameField ? readText(bytes, nameField.value) : '';
    const children = number(bytes, fieldOf(fields, 5));
    const here = index === 0 ? [] : [...path, name];
    // A list or map goes by the name of the group around what is repeated.
    const repeats = index > 0 && number(bytes, fieldOf(fields, 3)) === REPEATED;
    const within = repeatedName ?? (repeats ? (path.length ? path : here).join('.') : null);
    const first = leaves.length;
    elements.push({ fields, from: starts[index]!, to: end, children, first, last: first });
    if (children > starts.length) throw new ThriftError('its description has fewer columns than it says');
    if (children === 0 && index > 0) {
      const known = columns.length - 1;
      const nested = within !== null;
      const joins = nested && columns[known]?.nested === true && columns[known].name === within;
      if (!joins) columns.push({ name: within ?? here.join('.'), type: nested ? 'list' : typeWords(bytes, fields), nested }); // prettier-ignore
      const type = fieldOf(fields, 1);
      leaves.push({ path: here, column: columns.length - 1, int96: type !== undefined && number(bytes, type) === INT96, element: index }); // prettier-ignore
    }
    for (let child = 0; child < children; child++) walk(here, within, depth + 1);
    elements[index] = { ...elements[index]!, last: leaves.length };
  };
  if (starts.length) walk([], null, 0);
  return { elements, leaves, columns };
}

function readGroup(bytes: Uint8Array, from: number, leaves: readonly ParquetLeaf[], dataEnd: number): ParquetGroup {
  const { fields, end: to } = readStruct(bytes, from);
  const list = fieldOf(fields, 1);
  const rows = number(bytes, fieldOf(fields, 3));
  if (rows < 0) throw new ThriftError('a part of it has a negative number of rows');
  if (!list) throw new ThriftError('a part of it has no columns');
  const starts = readStructList(bytes, list.value);
  if (starts.length !== leaves.length) throw new ThriftError('a part of it has other columns than the whole');
  const chunks = starts.map((start, leaf) => readChunk(bytes, start, leaf, dataEnd));
  return { rows, bytes: chunks.reduce((sum, c) => sum + c.end - c.start, 0), chunks, from, to, list };
}

function readChunk(bytes: Uint8Array, from: number, leaf: number, dataEnd: number): ParquetChunk {
  const { fields: chunk, end: to } = readStruct(bytes, from);
  const described = fieldOf(chunk, 3);
  if (!described) throw new ThriftError('a column of it is not described');
  if (fieldOf(chunk, 1)?.type === BINARY) throw new ThriftError('a column of it lies in another file');
  const fields = readStruct(bytes, described.value).fields;
  const [data, index, dictionary] = [9, 10, 11].map(id => fieldOf(fields, id));
  const offsets = [data, index, dictionary].filter(field => field !== undefined);
  const dataAt = number(bytes, data);
  const dictionaryAt = number(bytes, dictionary);
  const start = dictionary && dictionaryAt > 0 && dictionaryAt < dataAt ? dictionaryAt : dataAt;
  const size = number(bytes, fieldOf(fields, 7));
  if (start < 0 || size < 0 || start + size > dataEnd) throw new ThriftError('it points behind its own end');
  const unpacked = number(bytes, fieldOf(fields, 6));
  return { leaf, start, end: start + size, unpacked, from, to, type: fieldOf(fields, 1), offsets };
}

/** Where the header of a list ends, and how many elements it has. */
export const listOf = (bytes: Uint8Array, field: ThriftField): { count: number; end: number; type: number } =>
  listHeader(bytes, field.value);
