import { warmUp } from '../io/csv/warm-up.ts';
import { readSlice, type SliceResult, type SliceTask } from '../io/csv/slice.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { Transfer } from '../rpc/serve.ts';

/** What a slice worker offers: reading a part of a text file into typed arrays, which move to the caller. */
export const sliceApi = {
  async read(file: Blob, task: SliceTask, context: CallContext<number>): Promise<SliceResult> {
    const result = await readSlice(file, task, {
      signal: context.signal,
      progress: bytes => context.progress(bytes),
    });
    // The server unpacks it; the client sees the result alone.
    return new Transfer(result, [...new Set(buffersOf(result))]) as unknown as SliceResult;
  },
  /** Answers once the worker's code is loaded and compiled. */
  ready(): void {
    warmUp();
  },
};

/** Every typed array's buffer anywhere in the result. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.byteLength > 0 ? [value.buffer as ArrayBuffer] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(buffersOf);
}
