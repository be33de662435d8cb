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
