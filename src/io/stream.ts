import { StudioError, throwIfCancelled } from '../core/errors.ts';
import { nextTurn } from '../core/work.ts';
import type { ReadContext } from './result.ts';

export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Pieces small enough that a cancel is heard within a few milliseconds. */
const pieceBytes = 1 << 20;
/** How long to compute before other events of the worker get their turn. */
const turnMilliseconds = 50;

/**
 * The source piece by piece, with progress, cancellation and a pause for other events now and then. Leaving the loop
 * early cancels the source.
 */
export async function* pieces(source: ByteSource, total: number | null, ctx: ReadContext): AsyncGenerator<Uint8Array> {
  let done = 0;
  let turnStart = performance.now();
  ctx.progress?.(0, total);
  for await (const chunk of chunksOf(source)) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      throwIfCancelled(ctx.signal);
      const piece = chunk.subarray(at, at + pieceBytes);
      yield piece;
      done += piece.length;
      if (performance.now() - turnStart < turnMilliseconds) continue;
      ctx.progress?.(done, total);
      await nextTurn();
      turnStart = performance.now();
    }
  }
  throwIfCancelled(ctx.signal);
  ctx.progress?.(done, total);
}

/** Async iteration over streams is not in every browser, so the reader is used by hand. */
async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (!('getReader' in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      finished = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!finished) await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}

/** Bytes in memory as a source. */
export async function* sourceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Turn a failed allocation into words; other errors pass. */
export function explainMemory(error: unknown, name: string): unknown {
  if (!(error instanceof RangeError)) return error;
  return new StudioError(
    'read/out-of-memory',
    `${name} needs more memory than this browser gives. Split the file or leave columns out.`,
    { name },
  );
}
