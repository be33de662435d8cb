import * as arrow from 'apache-arrow';
import { verifyArrow } from '../arrow/verify.ts';
import type { ParquetLeaf } from './footer.ts';

/**
 * The Arrow schema that writers store in a Parquet file (base64 of an IPC message), with only the given leaves, so that
 * types and metadata of the columns that stay are kept. Null where it cannot be read or does not fit.
 */
export function schemaOfLeaves(stored: string, leaves: readonly ParquetLeaf[]): string | null {
  if (leaves.some(leaf => leaf.int96)) return null;
  try {
    const bytes = Uint8Array.from(atob(stored), letter => letter.charCodeAt(0));
    verifyArrow(bytes, 'The schema');
    const { schema } = arrow.tableFromIPC(bytes);
    const fields = selected(schema.fields, leaves.map(leaf => leaf.path)); // prettier-ignore
    if (fields === null) return null;
    const only = new arrow.Schema(fields, schema.metadata);
    const message = arrow.tableToIPC(new arrow.Table(only), 'stream');
    return btoa(Array.from(message, byte => String.fromCharCode(byte)).join(''));
  } catch {
    return null;
  }
}

/** The fields that lead to the given paths; null where a path is not there. */
function selected(fields: readonly arrow.Field[], paths: readonly (readonly string[])[]): arrow.Field[] | null {
  const kept: arrow.Field[] = [];
  for (const field of fields) {
    const under = paths.filter(path => path[0] === field.name);
    if (under.length === 0) continue;
    if (!arrow.DataType.isStruct(field.type)) {
      kept.push(field);
      continue;
    }
    const children = selected(field.type.children, under.map(path => path.slice(1))); // prettier-ignore
    if (children === null) return null;
    kept.push(new arrow.Field(field.name, new arrow.Struct(children), field.nullable, field.metadata));
  }
  return kept.length ? kept : null;
}
