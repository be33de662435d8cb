import { StudioError } from '../../core/errors.ts';
import type { RecordLimits } from '../records/record-table.ts';
import type { ReadContext, ReadResult } from '../result.ts';
import { explainMemory, pieces, type ByteSource } from '../stream.ts';
import { JsonRecords } from './records.ts';
import { JsonWalker, pointerWords } from './walk.ts';

export interface JsonOptions {
  readonly name: string;
  /** One value after another, as NDJSON and JSON Lines have them, instead of one document. */
  readonly lines: boolean;
  /** Which list of the document holds the rows, as a JSON pointer; the one with the most elements where not given. */
  readonly path?: string | undefined;
  readonly size?: number | null;
  /** Stop after so many rows, to show them. */
  readonly most?: number;
  readonly allowNoRows?: boolean;
  readonly limits?: RecordLimits;
}

/** A list in a document that could be the rows. */
export interface JsonList {
  /** JSON pointer; empty where the document itself is the list. */
  readonly path: string;
  readonly label: string;
  readonly elements: number;
}

/** So much of a document is looked through for its lists; behind that only those found before are offered. */
export const surveyBytes = 64_000_000;
const mostLists = 200;

/**
 * The lists of a document, the longest first. Errors: read/malformed, read/no-rows where there is none.
 */
export async function surveyJson(
  source: ByteSource,
  name: string,
  size: number | null,
  ctx: ReadContext,
): Promise<readonly JsonList[]> {
  const counts = new Map<string, number>();
  const walker = new JsonWalker(
    {
      wants: pointer => {
        if (pointer === null || counts.size >= mostLists) return false;
        counts.set(pointer, 0);
        return true;
      },
      element: pointer => void counts.set(pointer!, counts.get(pointer!)! + 1),
    },
    name,
  );
  let seen = 0;
  const input = pieces(source, size, ctx);
  for await (const piece of input) {
    walker.push(seen === 0 ? withoutMark(piece) : piece);
    seen += piece.length;
    if (seen >= surveyBytes) break;
  }
  if (seen < surveyBytes) walker.end();
  const lists = [...counts]
    .map(([path, elements]) => ({ path, elements, label: pointerWords(path) || 'the whole document' }))
    .filter(list => list.elements > 0)
    .sort((a, b) => b.elements - a.elements);
  if (lists.length === 0) throw noList(name);
  return lists;
}

/**
 * Read JSON as a stream: one list of a document, or one value after another. Objects inside records become columns with
 * dotted names; lists inside are left out with a note; integers beyond 2^53 become text. Errors: read/malformed,
 * read/no-rows, read/nothing-left, read/too-many-columns, read/too-large, read/no-such-path, rpc/cancelled.
 */
export async function readJson(
  open: () => ByteSource | Promise<ByteSource>,
  options: JsonOptions,
  ctx: ReadContext,
): Promise<ReadResult> {
  const { name, lines, size = null, most = Infinity } = options;
  const wanted = lines ? null : (options.path ?? (await surveyJson(await open(), name, size, ctx))[0]!.path);
  const records = new JsonRecords(name, options.limits);
  let found = lines;
  const walker = new JsonWalker(
    {
      wants(pointer) {
        if (pointer !== wanted) return false;
        found = true;
        return true;
      },
      element: (_pointer, bytes) => records.count < most && records.push(bytes),
    },
    name,
  );
  try {
    let first = true;
    for await (const piece of pieces(await open(), size, ctx)) {
      walker.push(first ? withoutMark(piece) : piece);
      first = false;
      if (records.count >= most) break;
    }
    if (records.count < most) walker.end();
  } catch (error) {
    throw explainMemory(error, name);
  }
  if (!found) {
    throw new StudioError(
      'read/no-such-path',
      `${name} has no list at "${pointerWords(wanted ?? '')}". Choose another one.`,
      { name, path: wanted },
    );
  }
  return records.finish(options.allowNoRows ?? false);
}

/** The byte order mark that some programs put before UTF-8. */
const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

const noList = (name: string): StudioError =>
  new StudioError(
    'read/no-rows',
    `${name} has no list of records. A table needs a list such as [{"a": 1}, {"a": 2}], at its top or under a key.`,
    { name },
  );
