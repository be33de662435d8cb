import { malformed } from './chunks.ts';
import { FlatTables, type Refuse } from './flat-tables.ts';

/**
 * A check of Arrow IPC bytes before a library that trusts them reads them: every message, every FlatBuffers vector and
 * every buffer must lie inside the bytes, so no count in a damaged or hostile file can make a loop or an allocation
 * larger than the file itself. Layout: Arrow columnar format, IPC; Message.fbs and Schema.fbs for the field numbers.
 */
const maxFields = 100_000;
const maxDepth = 64;
/** Rows a batch may claim beyond eight per byte of its body: columns of the null type have no bytes at all. */
const freeRows = 1_000_000;
const headerKinds = { schema: 1, dictionary: 2, records: 3 } as const;

/** What was noticed on the way. */
interface Seen {
  compressed: boolean;
}

/**
 * Throws read/malformed unless every count and offset of the file or stream stays inside it; says whether values are
 * compressed, whose rows can be counted only after unpacking.
 */
export function verifyArrow(bytes: Uint8Array, name: string): { readonly compressed: boolean } {
  const seen: Seen = { compressed: false };
  const refuse: Refuse = what => {
    throw malformed(name, what);
  };
  if (bytes[0] === 0x41) verifyFile(bytes, refuse, seen);
  else verifyStream(bytes, refuse, seen);
  return seen;
}

const viewOf = (bytes: Uint8Array, start: number, size: number): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset + start, size);

function verifyStream(bytes: Uint8Array, refuse: Refuse, seen: Seen): void {
  let at = 0;
  let messages = 0;
  while (at + 8 <= bytes.length) {
    const allowed = messages === 0 ? [headerKinds.schema] : [headerKinds.dictionary, headerKinds.records];
    const size = verifyFramed(bytes, at, bytes.length, allowed, refuse, seen);
    if (size === 0) break;
    messages++;
    at += size;
  }
  if (messages === 0) refuse('it ends before its columns are described');
}

/** Check the message with its frame at `at`; returns its whole size, 0 for the end of a stream. */
function verifyFramed(
  bytes: Uint8Array,
  at: number,
  end: number,
  allowed: readonly number[],
  refuse: Refuse,
  seen: Seen,
): number {
  if (at + 8 > end) refuse('it ends in the middle of a message');
  const frame = viewOf(bytes, at, 8);
  if (frame.getUint32(0, true) !== 0xffffffff) refuse('a message does not begin where it should');
  const size = frame.getInt32(4, true);
  if (size === 0) return 0;
  if (size < 8 || at + 8 + size > end) refuse('it ends in the middle of a message');
  const body = verifyMessage(viewOf(bytes, at + 8, size), allowed, refuse, seen);
  if (at + 8 + size + body > end) refuse('it ends in the middle of its values');
  return 8 + size + body;
}

/** A file names its batches in a footer: check the schema there and the message of every block. */
function verifyFile(bytes: Uint8Array, refuse: Refuse, seen: Seen): void {
  const { length } = bytes;
  const magic = 'ARROW1';
  const isMagic = (at: number): boolean => [...magic].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (length < 32 || !isMagic(0) || !isMagic(length - 6))
    refuse('its end is missing, so it was probably not transferred completely');
  const size = viewOf(bytes, length - 10, 4).getInt32(0, true);
  const start = length - 10 - size;
  if (size < 8 || start < 8) refuse('its end points before its beginning');
  const tables = new FlatTables(viewOf(bytes, start, size), refuse);
  const footer = tables.follow(0);
  verifyPairs(tables, footer, 4);
  const schemaAt = tables.field(footer, 1);
  if (!schemaAt) refuse('its columns are not described');
  verifySchema(tables, tables.follow(schemaAt), refuse);
  const blockBytes = 24; // offset, length of the description, padding, length of the body
  // A schema among the batches would make a reader of files start over without end.
  const lists = [
    [2, headerKinds.dictionary],
    [3, headerKinds.records],
  ] as const;
  for (const [id, kind] of lists) {
    const blocks = tables.vector(footer, id, blockBytes);
    for (let i = 0; i < blocks.length; i++) {
      const at = tables.count(blocks.first + i * blockBytes);
      if (verifyFramed(bytes, at, start, [kind], refuse, seen) === 0) refuse('a message is empty');
    }
  }
}

/** Check one message; returns the length of its body. */
function verifyMessage(view: DataView, allowed: readonly number[], refuse: Refuse, seen: Seen): number {
  const tables = new FlatTables(view, refuse);
  const message = tables.follow(0);
  const bodyAt = tables.field(message, 3);
  const body = bodyAt ? tables.count(bodyAt) : 0;
  const kindAt = tables.field(message, 1);
  const headerAt = tables.field(message, 2);
  if (!kindAt || !headerAt) refuse('a message has no content');
  verifyPairs(tables, message, 4);
  const header = tables.follow(headerAt);
  const kind = tables.u8(kindAt);
  if (!allowed.includes(kind)) refuse('it has a message where none of its kind belongs');
  if (kind === headerKinds.schema) {
    verifySchema(tables, header, refuse);
  } else if (kind === headerKinds.dictionary) {
    const data = tables.field(header, 1);
    if (data) verifyBatch(tables, tables.follow(data), body, refuse, seen);
  } else verifyBatch(tables, header, body, refuse, seen);
  return body;
}

function verifySchema(tables: FlatTables, schema: number, refuse: Refuse): void {
  verifyPairs(tables, schema, 2);
  tables.vector(schema, 3, 8);
  verifyFields(tables, schema, 1, { left: maxFields }, 0, refuse);
}

function verifyFields(
  tables: FlatTables,
  owner: number,
  id: number,
  budget: { left: number },
  depth: number,
  refuse: Refuse,
): void {
  const { first, length } = tables.vector(owner, id, 4);
  budget.left -= length;
  if (depth > maxDepth || budget.left < 0) refuse('it describes too many columns');
  for (let i = 0; i < length; i++) {
    const field = tables.follow(first + i * 4);
    tables.vector(field, 0, 1);
    verifyPairs(tables, field, 6);
    const typeAt = tables.field(field, 3);
    const typeKind = tables.field(field, 2);
    const union = 14;
    if (typeAt && typeKind && tables.u8(typeKind) === union) tables.vector(tables.follow(typeAt), 1, 4);
    verifyFields(tables, field, 5, budget, depth + 1, refuse);
  }
}

/** Key-value metadata. */
function verifyPairs(tables: FlatTables, owner: number, id: number): void {
  const { first, length } = tables.vector(owner, id, 4);
  for (let i = 0; i < length; i++) {
    const pair = tables.follow(first + i * 4);
    tables.vector(pair, 0, 1);
    tables.vector(pair, 1, 1);
  }
}

function verifyBatch(tables: FlatTables, batch: number, body: number, refuse: Refuse, seen: Seen): void {
  const compressed = tables.field(batch, 3) !== 0;
  if (compressed) seen.compressed = true;
  const most = compressed ? Infinity : body * 8 + freeRows;
  const rowsAt = tables.field(batch, 0);
  if (rowsAt && tables.count(rowsAt) > most) refuse('it promises more rows than it holds');
  const nodes = tables.vector(batch, 1, 16);
  for (let i = 0; i < nodes.length; i++) {
    if (tables.count(nodes.first + i * 16) > most) refuse('it promises more values than it holds');
  }
  const buffers = tables.vector(batch, 2, 16);
  for (let i = 0; i < buffers.length; i++) {
    const at = buffers.first + i * 16;
    if (tables.count(at) + tables.count(at + 8) > body) refuse('it points behind its own end');
  }
  const counts = tables.vector(batch, 4, 8);
  for (let i = 0; i < counts.length; i++) {
    if (tables.count(counts.first + i * 8) > buffers.length) refuse('it promises more buffers than it holds');
  }
}
