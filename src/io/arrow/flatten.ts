import * as arrow from 'apache-arrow';
import { isValid, malformed } from './chunks.ts';

/** A column that is no struct, with the dotted name of the way to it. */
export interface FlatColumn {
  readonly name: string;
  readonly vector: arrow.Vector;
}

const maxDepth = 32;

/** The columns of a table with structs replaced by their parts: `at` with `lat` in it is `at.lat`. */
export function flattenStructs(source: arrow.Table): readonly FlatColumn[] {
  return source.schema.fields.flatMap(({ name }, i) => parts(name, source.getChildAt(i)!, 0));
}

function parts(name: string, vector: arrow.Vector, depth: number): readonly FlatColumn[] {
  const type: unknown = vector.type;
  if (!arrow.DataType.isStruct(type)) return [{ name, vector }];
  if (depth === maxDepth) throw malformed(`Column "${name.slice(0, 60)}"`, 'it is nested too deeply');
  return (type.children as readonly arrow.Field[]).flatMap((field, i) =>
    parts(`${name}.${field.name}`, new arrow.Vector(vector.data.map(data => childOf(name, data, i))), depth + 1),
  );
}

/** A part of a struct, missing where the struct itself is. */
function childOf(name: string, data: arrow.Data, i: number): arrow.Data {
  const child = data.children[i];
  if (!child || child.length < data.length) throw malformed(`Column "${name}"`, 'its parts have fewer rows than it');
  if (data.nullCount === 0) return child;
  const { length, offset } = child;
  const bitmap = new Uint8Array(((offset + length + 63) >> 6) << 3);
  let missing = 0;
  for (let row = 0; row < length; row++) {
    if (row < data.length && isValid(data, row) && isValid(child, row))
      bitmap[(offset + row) >> 3]! |= 1 << ((offset + row) & 7);
    else missing++;
  }
  const buffers = [child.buffers[0], child.buffers[1], bitmap, child.buffers[3]] as typeof child.buffers;
  return child.clone(child.type, offset, length, missing, buffers, child.children as arrow.Data[]);
}
