import { readStruct, readZigzag, type ThriftField } from './thrift.ts';

/** Words by physical type: BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY. */
const physical = ['truth', 'integer', 'integer', 'date and time', 'number', 'number', 'bytes', 'bytes'] as const;

/** By ConvertedType: UTF8, ENUM, DECIMAL, DATE, TIME_*, TIMESTAMP_*, JSON. */
const converted = new Map([
  [0, 'text'], [4, 'text'], [5, 'decimal'], [6, 'date'], [7, 'time'], [8, 'time'], [9, 'date and time'],
  [10, 'date and time'], [19, 'text'],
]); // prettier-ignore

/** By the member of LogicalType that is set: STRING, ENUM, DECIMAL, DATE, TIME, TIMESTAMP, JSON, UUID, FLOAT16. */
const logical = new Map([
  [1, 'text'], [4, 'text'], [5, 'decimal'], [6, 'date'], [7, 'time'], [8, 'date and time'], [12, 'text'], [15, 'number'],
]); // prettier-ignore

/** What a schema element holds, in a word (parquet.thrift, SchemaElement). */
export function typeWords(bytes: Uint8Array, fields: readonly ThriftField[]): string {
  const field = (id: number): ThriftField | undefined => fields.find(f => f.id === id);
  const union = field(10);
  const member = union ? readStruct(bytes, union.value).fields[0]?.id : undefined;
  const byLogical = member === undefined ? undefined : logical.get(member);
  const kind = field(6);
  const byConverted = kind ? converted.get(readZigzag(bytes, kind.value)) : undefined;
  const type = field(1);
  return byLogical ?? byConverted ?? (type ? (physical[readZigzag(bytes, type.value)] ?? 'unknown') : 'unknown');
}
