import { concatArrays } from '../../core/concat.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { applyEdits, varint, zigzag, type Edit } from './edits.ts';
import { fieldOf, listOf, type ParquetFooter, type SchemaElement } from './footer.ts';
import { schemaOfLeaves } from './stored-schema.ts';
import { readStruct, readStructList, readText, readZigzag, ThriftError, type ThriftField } from './thrift.ts';

/** Columns and row groups of a Parquet file, as a file of their own. */
export interface ParquetSlice {
  /** What to read of the whole file, in order. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
  readonly footer: Uint8Array;
}

const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);
const zigzagInt96 = 6;
const zigzagFixed = 14; // FIXED_LEN_BYTE_ARRAY = 7
const STRUCT = 12;

/**
 * The footer of a file that has only the given leaves and row groups: their chunks lie one after another behind the
 * magic word, everything else is taken out of the description, int96 columns are declared as 12 fixed bytes (so that no
 * date overflows), and rows are counted.
 */
export function sliceFooter(
  footer: ParquetFooter,
  leaves: ReadonlySet<number>,
  groups: readonly number[],
): ParquetSlice {
  const { bytes, fields } = footer;
  const ranges: { start: number; end: number }[] = [];
  const edits: Edit[] = [...sliceSchema(footer, leaves)];
  const wanted = new Set(groups);
  let end = MAGIC.length;
  footer.groups.forEach((group, g) => {
    if (!wanted.has(g)) return void edits.push({ at: group.from, remove: group.to - group.from, insert: [] });
    for (const chunk of group.chunks) {
      if (!leaves.has(chunk.leaf)) {
        edits.push({ at: chunk.from, remove: chunk.to - chunk.from, insert: [] });
        continue;
      }
      const moved = end - chunk.start;
      for (const offset of chunk.offsets) {
        const at = readZigzag(bytes, offset.value);
        if (at >= chunk.start) edits.push(replace(offset, zigzag(at + moved)));
      }
      if (footer.leaves[chunk.leaf]!.int96 && chunk.type) edits.push(replace(chunk.type, [zigzagFixed]));
      ranges.push({ start: chunk.start, end: chunk.end });
      end += chunk.end - chunk.start;
    }
    edits.push(recount(bytes, group.list, leaves.size));
  });
  const list = fieldOf(fields, 4);
  if (list) edits.push(recount(bytes, list, wanted.size));
  const rows = groups.reduce((sum, g) => sum + footer.groups[g]!.rows, 0);
  edits.push(replace(fieldOf(fields, 3)!, varint(rows * 2)));
  edits.push(...sliceOrders(footer, leaves), ...sliceMetadata(footer, leaves));
  return { ranges, footer: applyEdits(bytes, edits) };
}

const replace = (field: ThriftField, insert: readonly number[] | Uint8Array): Edit => ({
  at: field.value,
  remove: field.end - field.value,
  insert,
});

/** The header of a list of structs with another length. */
function recount(bytes: Uint8Array, list: ThriftField, count: number): Edit {
  const { end } = listOf(bytes, list);
  const insert = count < 15 ? [(count << 4) | STRUCT] : [0xf0 | STRUCT, ...varint(count)];
  return { at: list.value, remove: end - list.value, insert };
}

function sliceSchema({ bytes, elements, leaves, fields }: ParquetFooter, kept: ReadonlySet<number>): Edit[] {
  const holds = ({ first, last }: SchemaElement): boolean => {
    for (let leaf = first; leaf < last; leaf++) if (kept.has(leaf)) return true;
    return false;
  };
  const edits: Edit[] = [];
  let count = 0;
  elements.forEach((element, at) => {
    if (at > 0 && !holds(element)) return void edits.push({ at: element.from, remove: element.to - element.from, insert: [] }); // prettier-ignore
    count++;
    const children = fieldOf(element.fields, 5);
    if (children && element.children > 0)
      edits.push(replace(children, zigzag(childrenOf(elements, at).filter(holds).length)));
    if (element.children === 0 && leaves[element.first]?.int96) edits.push(...declareFixed(bytes, element.fields));
  });
  return [...edits, recount(bytes, fieldOf(fields, 2)!, count)];
}

/** The elements right below one, in depth-first order. */
function childrenOf(elements: readonly SchemaElement[], at: number): SchemaElement[] {
  const children: SchemaElement[] = [];
  let next = at + 1;
  for (let i = 0; i < elements[at]!.children; i++) {
    const child = elements[next]!;
    children.push(child);
    let open = 1;
    for (; open > 0 && next < elements.length; next++) open += elements[next]!.children - 1;
  }
  return children;
}

/** Declare an int96 schema element as FIXED_LEN_BYTE_ARRAY of 12 bytes. */
function declareFixed(bytes: Uint8Array, element: readonly ThriftField[]): Edit[] {
  const type = fieldOf(element, 1)!;
  if (bytes[type.value] !== zigzagInt96)
    throw new ThriftError('its description writes a column type in an unknown way');
  const edits: Edit[] = [replace(type, [zigzagFixed])];
  const length = fieldOf(element, 2);
  if (length) return [...edits, replace(length, [24])];
  edits.push({ at: type.end, remove: 0, insert: [0x15, 24] }); // field 2, i32, zigzag(12)
  const next = element[element.indexOf(type) + 1];
  const header = next ? bytes[next.header]! : 0;
  // The next field's id counts from field 2 now instead of field 1.
  if (next && header >> 4 > 0) edits.push({ at: next.header, remove: 1, insert: [header - 16] });
  return edits;
}

/** How the statistics of each leaf are ordered: one entry a leaf. */
function sliceOrders({ bytes, fields, leaves }: ParquetFooter, kept: ReadonlySet<number>): Edit[] {
  const list = fieldOf(fields, 7);
  if (!list) return [];
  const starts = readStructList(bytes, list.value);
  if (starts.length !== leaves.length) return [];
  const dropped = starts.flatMap((at, leaf) =>
    kept.has(leaf) ? [] : [{ at, remove: readStruct(bytes, at).end - at, insert: [] }],
  );
  return [recount(bytes, list, kept.size), ...dropped];
}

/** Writers keep an Arrow schema beside Parquet's own; it has to lose the same columns, or the decoder refuses the two. */
function sliceMetadata(footer: ParquetFooter, kept: ReadonlySet<number>): Edit[] {
  const { bytes, fields, leaves } = footer;
  const list = fieldOf(fields, 5);
  if (!list || (kept.size === leaves.length && !leaves.some(leaf => leaf.int96))) return [];
  const pairs = pairsOf(bytes, list);
  return pairs.flatMap(({ key, value }) => {
    if (!value || readText(bytes, key.value) !== 'ARROW:schema') return [];
    const schema = schemaOfLeaves(
      readText(bytes, value.value),
      [...kept].map(leaf => leaves[leaf]!),
    );
    // An empty key is no key of Arrow's, so the decoder goes by Parquet's own types.
    if (schema === null) return [replace(key, [0])];
    const text = new TextEncoder().encode(schema);
    return [replace(value, concatArrays([Uint8Array.from(varint(text.length)), text], Uint8Array))];
  });
}

function pairsOf(bytes: Uint8Array, list: ThriftField): { key: ThriftField; value: ThriftField | undefined }[] {
  return readStructList(bytes, list.value).flatMap(at => {
    const { fields } = readStruct(bytes, at);
    const key = fieldOf(fields, 1);
    return key ? [{ key, value: fieldOf(fields, 2) }] : [];
  });
}

/** Read the ranges and put the slice together. Neighbours, and what lies close together, are read at once. */
export async function readSlice(
  input: RandomBytes,
  { ranges, footer }: ParquetSlice,
  nearBytes: number,
  progress: (bytes: number) => void,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [MAGIC];
  for (let i = 0; i < ranges.length;) {
    let last = i;
    while (last + 1 < ranges.length && isNear(ranges[last]!, ranges[last + 1]!, nearBytes)) last++;
    const start = ranges[i]!.start;
    const bytes = await input.read(start, ranges[last]!.end);
    for (; i <= last; i++) parts.push(bytes.subarray(ranges[i]!.start - start, ranges[i]!.end - start));
    progress(bytes.length);
  }
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  return concatArrays([...parts, footer, length, MAGIC], Uint8Array);
}

const isNear = (a: { end: number }, b: { start: number }, nearBytes: number): boolean =>
  b.start >= a.end && b.start - a.end <= nearBytes;
