import { sourceOf, type ByteSource } from './stream.ts';

/** Bytes that can be read from anywhere: a file, an array, or an address that answers range requests. */
export interface RandomBytes {
  readonly size: number;
  /** The file that the bytes lie in, where they do. */
  readonly file?: Blob;
  /** The bytes `[start, end)`; both lie within the size. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** The bytes `[start, end)` as they come. */
  stream(start: number, end: number): ByteSource;
}

/** A file or an array; an array gives views. Bytes that can be read anywhere already stay as they are. */
export function randomBytes(input: Blob | Uint8Array | RandomBytes): RandomBytes {
  if (input instanceof Uint8Array) {
    return {
      size: input.length,
      read: (start, end) => Promise.resolve(input.subarray(start, end)),
      stream: (start, end) => sourceOf(input.subarray(start, end)),
    };
  }
  if (!(input instanceof Blob)) return input;
  return {
    size: input.size,
    file: input,
    read: async (start, end) => new Uint8Array(await input.slice(start, end).arrayBuffer()),
    stream: (start, end) => input.slice(start, end).stream(),
  };
}
