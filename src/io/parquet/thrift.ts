/**
 * The little of Thrift's compact protocol that a Parquet footer needs: walk the fields of a struct, read integers and
 * short texts, skip the rest. Every read is bounded by the footer, and nesting by `maxDepth`.
 */
export interface ThriftField {
  readonly id: number;
  readonly type: number;
  /** Where the field's header begins, where its value begins, and where it ends. */
  readonly header: number;
  readonly value: number;
  readonly end: number;
}

export const I32 = 5;
export const BINARY = 8;
export const LIST = 9;
export const STRUCT = 12;

const maxDepth = 32;

export class ThriftError extends Error {}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new ThriftError('it ends in the middle of its description');
  return byte;
}

/** An unsigned varint as a number (exact to 2^53) and the position behind it. */
export function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  for (let at = start; at < start + 10; at++) {
    const byte = byteAt(bytes, at);
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: at + 1 };
    scale *= 128;
  }
  throw new ThriftError('its description has a number that is too long');
}

export function readZigzag(bytes: Uint8Array, start: number): number {
  const { value } = readVarint(bytes, start);
  return value % 2 ? -(value + 1) / 2 : value / 2;
}

export function readText(bytes: Uint8Array, start: number): string {
  const { value, end } = readVarint(bytes, start);
  if (end + value > bytes.length) throw new ThriftError('its description has a text that is too long');
  return new TextDecoder().decode(bytes.subarray(end, end + value));
}

/** The fields of the struct that begins at `start`, and where it ends. */
export function readStruct(bytes: Uint8Array, start: number, depth = 0): { fields: ThriftField[]; end: number } {
  if (depth > maxDepth) throw new ThriftError('its description is nested too deeply');
  const fields: ThriftField[] = [];
  let at = start;
  let id = 0;
  for (;;) {
    const header = at;
    const byte = byteAt(bytes, at++);
    if (byte === 0) return { fields, end: at };
    const type = byte & 15;
    if (byte >> 4) id += byte >> 4;
    else {
      id = readZigzag(bytes, at);
      at = readVarint(bytes, at).end;
    }
    const end = skip(bytes, at, type, depth, false);
    fields.push({ id, type, header, value: at, end });
    at = end;
  }
}

/** The start of every element of a list of structs. */
export function readStructList(bytes: Uint8Array, start: number): number[] {
  const { type, count, end } = listHeader(bytes, start);
  if (type !== STRUCT) throw new ThriftError('its description has a list of another kind');
  const starts: number[] = [];
  let at = end;
  for (let i = 0; i < count; i++) {
    starts.push(at);
    at = readStruct(bytes, at, 1).end;
  }
  return starts;
}

export function listHeader(bytes: Uint8Array, start: number): { type: number; count: number; end: number } {
  const byte = byteAt(bytes, start);
  if (byte >> 4 !== 15) return { type: byte & 15, count: byte >> 4, end: start + 1 };
  const { value, end } = readVarint(bytes, start + 1);
  if (value > bytes.length) throw new ThriftError('its description has a list that is too long');
  return { type: byte & 15, count: value, end };
}

function skip(bytes: Uint8Array, at: number, type: number, depth: number, inList: boolean): number {
  switch (type) {
    case 1: // true and false carry no byte as fields, one byte in lists
    case 2:
      return inList ? at + 1 : at;
    case 3:
      return at + 1;
    case 4:
    case I32:
    case 6:
      return readVarint(bytes, at).end;
    case 7:
      return at + 8;
    case BINARY: {
      const { value, end } = readVarint(bytes, at);
      if (end + value > bytes.length) throw new ThriftError('its description has a text that is too long');
      return end + value;
    }
    case LIST:
    case 10: {
      const list = listHeader(bytes, at);
      let end = list.end;
      for (let i = 0; i < list.count; i++) end = skip(bytes, end, list.type, depth + 1, true);
      return end;
    }
    case 11: {
      const { value: count, end: after } = readVarint(bytes, at);
      if (count === 0) return after;
      if (count > bytes.length) throw new ThriftError('its description has a map that is too long');
      const types = byteAt(bytes, after);
      let end = after + 1;
      for (let i = 0; i < count; i++) {
        end = skip(bytes, end, types >> 4, depth + 1, true);
        end = skip(bytes, end, types & 15, depth + 1, true);
      }
      return end;
    }
    case STRUCT:
      return readStruct(bytes, at, depth + 1).end;
    default:
      throw new ThriftError(`its description has an unknown part (${type})`);
  }
}
