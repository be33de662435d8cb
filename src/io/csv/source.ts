import type { ReadContext } from '../result.ts';
import { pieces, type ByteSource } from '../stream.ts';
import { joinBytes } from './scan.ts';

/** A file, bytes in memory, a stream, or a way to open the same stream again. */
export type CsvSource = Blob | Uint8Array | ByteSource | (() => ByteSource | Promise<ByteSource>);

/** A source that can be read from its beginning more than once. */
export interface Repeatable {
  /** Random access, where there is some. */
  readonly file: Blob | null;
  readonly size: number | null;
  open(ctx: ReadContext): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

export function repeatable(source: CsvSource, size: number | null, ctx: ReadContext): Repeatable {
  const again = (
    open: () => ByteSource | Promise<ByteSource>,
    file: Blob | null,
    bytes: number | null,
  ): Repeatable => ({
    file,
    size: bytes,
    async *open(context) {
      yield* pieces(await open(), bytes, context);
    },
    close: () => Promise.resolve(),
  });
  if (source instanceof Blob) return again(() => source.stream(), source, source.size);
  if (source instanceof Uint8Array) return again(() => once(source), null, source.length);
  if (typeof source === 'function') return again(source, null, size);
  return recorded(source, size, ctx);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A stream that flows only once: what has passed is kept until it is closed. */
function recorded(source: ByteSource, size: number | null, ctx: ReadContext): Repeatable {
  const input = pieces(source, size, ctx);
  const passed: Uint8Array[] = [];
  return {
    file: null,
    size,
    async *open() {
      for (let i = 0; ; i++) {
        if (i === passed.length) {
          const next = await input.next();
          if (next.done) return;
          passed.push(next.value);
        }
        yield passed[i]!;
      }
    },
    async close() {
      await input.return(undefined);
    },
  };
}

/** The first bytes of the source, at least as many as wanted, or all of them. */
export async function readHead(input: Repeatable, wanted: number): Promise<{ head: Uint8Array; ended: boolean }> {
  if (input.file) {
    const head = new Uint8Array(await input.file.slice(0, wanted).arrayBuffer());
    return { head, ended: head.length === input.file.size };
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  let ended = true;
  for await (const part of input.open({})) {
    parts.push(part);
    size += part.length;
    ended = false;
    if (size >= wanted) break;
    ended = true;
  }
  return { head: joinBytes(parts, size), ended };
}
